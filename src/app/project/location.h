/* The folder of the configuration, and paths of the command line relative to it. */
#pragma once

#include "app/app.h"

/* The name of the configuration in this folder or the nearest one above it, up to the
 * repository's root, and that folder; NULL: there is none. */
const char *location_find(struct app *app, const char **folder);

/* Changes to that folder, which contains the current one. Later commands run there too. */
int location_enter(struct app *app, const char *folder, struct error *err);

/* Converts a path relative to the user's folder to one relative to the current folder. "-" stays
 * "-". */
const char *location_path(struct app *app, const char *path);
