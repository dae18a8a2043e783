/* Where the configuration is, and where the user stands. */
#ifndef BENCHCTL_PLACE_H
#define BENCHCTL_PLACE_H

#include "cli/cli.h"

/* The name of the configuration in this folder or the nearest one above it, up to the repository's
 * root, and that folder; NULL: there is none. */
const char *place_find(struct cli *cli, const char **folder);

/* Goes to a folder that place_find gave, with all commands that are then run. */
int place_enter(struct cli *cli, const char *folder, struct error *err);

/* A path of the command line, which is meant from where the user stands, as it is from here. */
const char *place_path(struct cli *cli, const char *path);

#endif
