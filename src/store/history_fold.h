/* How the records of a suite on a class of machine lie in the tree: new ones as a file each, older
 * ones on pages (history_page.h), so that neither recording nor reading slows down. */
#pragma once

#include "base/words.h"
#include "model/run/run.h"
#include "store/git/repo.h"

struct history_folder {
	const char *id;          /* of its tree */
	struct words names, ids; /* of the records that are files, oldest first */
	struct repo_items pages;
};
/* Returns 1 when there is none at that commit. */
int history_folder(struct history_folder *out, struct repo *repo, struct arena *mem,
	const char *commit, const char *suite, const char *class, struct error *err);

/* Moves the oldest records to pages where there are many. A failure has no consequence. */
void history_fold(struct repo *repo, const char *suite, const char *class);

/* One record. */
int history_parse(struct run_set *one, struct arena *mem, const char *name, const char *data,
	size_t size, struct error *err);
