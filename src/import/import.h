/* Results of other tools. Every format is one importer in a registry: how it is recognised, how it
 * is read.
 *
 * Samples are taken where the format has them; what it only sums up becomes figures. Units and
 * direction come from the format. Every input is hostile. */
#ifndef BENCHCTL_IMPORT_H
#define BENCHCTL_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "model/run.h"

struct arena;
struct error;
struct import;

struct importer {
	const char *name; /* as in --format NAME */
	const char *help; /* the tool, and the option that makes it write this */
	/* Why the input looks like this format, as the end of "because ..."; NULL: it does not.
	 * head is its first bytes, NUL-terminated. */
	const char *(*detect)(const char *head);
	int (*read)(struct import *in, struct error *err);
	/* The same where the format is a folder, by its path; else NULL. */
	const char *(*detect_folder)(const char *path);
	int (*read_folder)(struct import *in, const char *path, struct error *err);
};

extern const struct importer
	*const importers[]; /* ends with NULL; the order is that of detection */
const struct importer *importer_find(const char *name);

/* The format of that folder and why, or NULL. */
const struct importer *importer_of_folder(const char *path, const char **reason);

struct import_answer {
	const struct importer *importer;
	const char *reason;         /* why that one; NULL where it was named */
	size_t benchmarks, samples; /* that were added */
};

/* Adds the results of a file ("-": standard input; a folder, where a format is one) to the run.
 * importer NULL: it is detected. Ids that the run has already get more samples of the same metrics.
 * On failure the run is to be thrown away. */
int import_file(struct run *run, struct arena *mem, const char *path,
	const struct importer *importer, struct import_answer *answer, struct error *err);
/* The same for the n bytes of a tool's output; name is for messages. */
int import_text(struct run *run, struct arena *mem, const char *name, const char *text, size_t n,
	const struct importer *importer, struct import_answer *answer, struct error *err);

#endif
