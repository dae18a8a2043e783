/* The commits between two commits, with subject and author. */
#pragma once

#include <stdbool.h>

struct arena;
struct error;
struct repo;
struct words;

/* good, then the commits on the way from it to bad by first parents, oldest first. An error when
 * good is not an ancestor of bad. */
int revisions_between(struct words *commits, struct repo *repo, struct arena *mem, const char *good,
	const char *bad, struct error *err);

/* Whether no commit that `to` has and `from` lacks changes a file outside the folder `but` (from
 * the root). False where git fails. */
bool revisions_untouched(struct repo *repo, const char *from, const char *to, const char *but);

/* Subject, author and date of a commit in one line. */
int revisions_subject(const char **subject, struct repo *repo, struct arena *mem,
	const char *commit, struct error *err);
