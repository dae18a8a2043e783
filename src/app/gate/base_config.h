/* The configuration of this suite in the base commit, as its tree has it. */
#pragma once

#include "app/project/project.h"

enum base_config_state {
	BASE_CONFIG_READ,
	BASE_CONFIG_UNREADABLE, /* by this version of benchctl; why says it */
	BASE_CONFIG_NONE,       /* the base has no such suite */
	BASE_CONFIG_SHARED,     /* no commit has this file: both sides use it as it is */
};

struct base_config {
	int state;          /* enum base_config_state */
	const char *path;   /* from the root of the repository; NULL: there is none */
	const char *folder; /* from the root: where the base's benchmarks run, "" or "sub/dir" */
	const char *moved;  /* a sentence, where head has the file under another name; or NULL */
	const char *why;
	struct suite suite; /* whole: the command line selects nothing here */
};

/* Finds it under the name that head uses, under the name from which head renames it, or as a file
 * that head lacks and that has the same suite name or a benchmark in common. Files that it includes
 * are those of the base. -1: git does not answer, or a link of head hides its file. */
int base_config_read(struct base_config *c, struct project *p, const char *commit,
	struct error *err);
