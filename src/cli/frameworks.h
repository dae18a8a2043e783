/* `compare --frameworks`. */
#ifndef BENCHCTL_FRAMEWORKS_H
#define BENCHCTL_FRAMEWORKS_H

struct cli;

int compare_frameworks(struct cli *cli);

#endif
