/* What repo_write.h does, for a repository where libgit2 cannot write: git looks, and the user gets
 * commands that commit and compare and swap. */
#pragma once

#include <stdbool.h>

struct error;
struct repo;
struct repo_draft;
struct repo_move;
struct repo_tip;

int repo_by_hand_tip(struct repo_tip *tip, struct repo *repo, const char *name, struct error *err);
/* Whether the only parent has all that the draft writes. */
bool repo_by_hand_is_done(struct repo *repo, const struct repo_draft *draft);
/* Leaves the commit in a file; *commit is the name that it will have. */
int repo_by_hand_commit(const char **commit, struct repo *repo, const struct repo_draft *draft,
	struct error *err);
/* Appends the commands to the reason in err. Returns -1. */
int repo_by_hand_ref(struct repo *repo, const struct repo_move *move, struct error *err);
