/* Where the configuration lies, and what a path of the command line means from there. */
#ifndef BENCHCTL_LOCATION_H
#define BENCHCTL_LOCATION_H

#include "app/app.h"

/* The name of the configuration in this folder or the nearest one above it, up to the repository's
 * root, and that folder; NULL: there is none. */
const char *location_find(struct app *app, const char **folder);

/* Changes to that folder. Commands that are started from now on run there, too. */
int location_enter(struct app *app, const char *folder, struct error *err);

/* A path relative to the user's folder, as it is from the current one. "-" stays "-". */
const char *location_path(struct app *app, const char *path);

#endif
