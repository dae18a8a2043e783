/* What the files of the repository share with each other and with nobody else. */
#pragma once

#include "store/git/git.h"
#include "store/git/repo.h"
#include "store/git/repo_batch.h"

/* Answers besides 0 and -1. */
enum {
	REPO_NONE = 1,  /* there is no such thing */
	REPO_AGAIN = 2, /* another process was faster, or holds the lock that err names */
};

enum { REPO_MAX_BLOB = 64 << 20 };

/* What git begins a path from the current folder with. */
#define REPO_HERE "./"

struct repo {
	struct arena *mem;
	struct git git;
	struct repo_batch batch;
	bool finishing;             /* the next file is the last question */
	const char *commit, *tree;  /* the last commit that was resolved, and its folder; or NULL */
	const char *folder;         /* from which it was found */
	struct repo_facts facts;    /* use repo_facts; head is always known */
	bool asked;                 /* for the facts */
	struct repo_writer *writer; /* NULL until the first update */
};

/* repo.c: what is under way now, as in repo_facts. */
const char *repo_busy(struct repo *repo);

/* repo_query.c: the id of a commit that must exist. */
int repo_need(const char **id, struct repo *repo, const char *rev, struct error *err);

/* Both return -1. */
__attribute__((format(printf, 3, 4))) int repo_lacks(struct error *err, bool shallow,
	const char *fmt, ...);
int repo_not_a_commit(struct error *err, const char *rev, const char *type);
