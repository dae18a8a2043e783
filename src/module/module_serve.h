/* The life of the process of a module. */
#pragma once

/* Obeys the messages that come over the socket until its other end closes. Returns the exit status.
 */
int module_serve(int channel);
