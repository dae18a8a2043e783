/* One program on both sides: files that the base's benchmarks read and that are head's.
 *
 * Between the two builds each entry of the suite runs once in the base, unmeasured, and the kernel
 * says which files it reads. After head's build, two kinds of them are certain to be the same for
 * both sides: a file in head's tree that the base has otherwise, and a file outside of both trees
 * that head's build has changed. */
#pragma once

#include "app/gate/gate.h"

struct shared_file {
	const char *path;   /* as the program asked for it */
	const char *digest; /* before head's build; NULL: it was not there */
	long long changed;  /* ns since the epoch, of its content */
	bool whole;         /* the digest is of all its bytes, however many */
};

struct shared_files ARENA_LIST(struct shared_file);

/* Runs each benchmark once in the copy and lists the files that it opens. ids NULL: those without
 * artifacts:, after the base's build and before head's. Else, after both builds, those of ids with
 * artifacts:. Removes what the runs leave in the copy. -1: interrupted. */
int gate_shared_look(struct shared_files *files, struct gate_run *g, const struct words *ids,
	struct error *err);

/* After head's build: -1 with the sentence where base and head are certain to read one file. 1: the
 * copy was built by an earlier gate, and head's build has written a file that the base reads; only
 * building the base again shows whether it is the same. What is likely is a note. */
int gate_shared_check(const struct shared_files *files, struct gate_run *g, struct error *err);
