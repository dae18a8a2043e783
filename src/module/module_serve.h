/* The life of the process of a module. */
#ifndef BENCHCTL_MODULE_SERVE_H
#define BENCHCTL_MODULE_SERVE_H

/* Obeys the messages that come over the socket until its other end closes. Returns the exit status.
 */
int module_serve(int channel);

#endif
