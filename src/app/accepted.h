/* Reads the accept ledger. */
#ifndef BENCHCTL_ACCEPTED_H
#define BENCHCTL_ACCEPTED_H

struct arena;
struct base;
struct error;
struct ledger;
struct project;

/* The ledger of the worktree; empty if there is none. */
int accepted_here(struct ledger *l, struct arena *mem, const char *path, struct error *err);

/* The ledger of the base commit, and what the worktree adds to it. */
int accepted_load(struct ledger *l, struct project *p, const struct base *base, struct error *err);

#endif
