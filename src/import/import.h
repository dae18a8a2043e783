/* Results of other tools. Each format has one importer in a registry, which recognises and reads
 * it. It reads samples if the format has them, otherwise figures. Units and directions come from
 * the format. Every input is hostile. */
#pragma once

#include "model/run/run.h"

struct import;
struct lines;
struct part;
struct table;

/* What the text of each run of a tool has, and what follows where it is whole. */
struct import_part {
	const char *text, *end;
};

struct importer {           /* packed: the loader touches all of them at every start */
	const char *name;   /* as in --format NAME */
	const char *help;   /* the tool, and its option that writes this format */
	bool keeps_history; /* a file may hold the results of many commits; see import_history */
	/* A file has several runs of each benchmark, or states their error. Other files are one
	 * run: requests or iterations, which say nothing about the variation between runs. */
	bool repeats;
	/* The first bytes of this format begin with the character `first` and contain all the texts
	 * `has` and one of `any`, which NULL ends; `because` is the reason: "it has ...". */
	char first; /* 0: any */
	const char *has[4], *const *any, *because;
	const char *const *elements; /* its first XML element is one of them, which NULL ends */
	const char *const *columns;  /* that the first line of its table has; ends with NULL */
	bool (*has_line)(struct part line); /* of one of its first lines */
	/* The same by a function, which returns `because` or NULL. head is NUL-terminated. */
	const char *(*detect)(const char *head);
	const struct import_part *parts; /* ends with a NULL text; NULL: unknown */
	/* Formats that are tables, instead of `read`: read/objects.h, read/picks.h. */
	const struct objects *objects;
	const struct json_picks *json;
	const struct line_picks *lines;
	void (*row)(struct table *t); /* read/table.h; of a table with `columns` */
	/* read/lines.h: takes each line, and then, unless it is NULL, the end. l->state has `size`
	 * bytes, as at blank; NULL: all 0. */
	void (*line)(struct lines *l, struct part line);
	void (*end)(struct lines *l);
	const void *blank;
	size_t size;
	void (*read)(struct import *in);
	/* The same for a folder, by its path; NULL if the format is a file. */
	const char *(*detect_folder)(const char *path);
	void (*read_folder)(struct import *in, const char *path);
};

extern const struct importer *const importers[]; /* ends with NULL; in the order of detection */
const struct importer *importer_find(const char *name);
/* Why the head looks like that format, or NULL. */
const char *importer_detects(const struct importer *f, const char *head);

/* The format of that folder and why, or NULL. */
const struct importer *importer_of_folder(const char *path, const char **reason);

struct import_machine {         /* where the tool ran, as the input says */
	const char *name, *cpu; /* NULL: not said */
	size_t cores;           /* 0: not said */
};

struct import_answer {
	struct import_machine machine;
	const struct importer *importer;
	const char *reason;         /* why that one; NULL if the user named it */
	size_t benchmarks, samples; /* added by this input */
	const char *left;           /* "2 columns are not read: date, host"; NULL: everything is */
	const char *cut;            /* a sentence, if the input ends too early */
};

/* Adds the results of a file to the run ("-": standard input; a folder if its format is one).
 * importer NULL: detect it. Ids that the run already has get more samples of the same metrics.
 * After a failure the caller must discard the run. */
int import_file(struct run *run, struct arena *mem, const char *path,
	const struct importer *importer, struct import_answer *answer, struct error *err);
/* The same for n bytes of a tool's output; name is for messages. */
int import_text(struct run *run, struct arena *mem, const char *name, const char *text, size_t n,
	const struct importer *importer, struct import_answer *answer, struct error *err);

/* A name that can be a result's, with the same words. */
const char *import_name(struct arena *mem, const char *name);

/* The runs of all commits that a file of such a format holds, in its order; some have no commit. */
int import_history(struct run_set *out, struct arena *mem, const char *path, struct error *err);

/* Results of several inputs. If several have the same benchmark, a benchmark has one sample of each
 * that has it: its median, or the figure that the input states. One that fewer have gets a warning.
 */
int import_join(struct run *out, struct arena *mem, const struct run *const *runs, size_t n,
	struct error *err);

/* Whether the inputs agree on what both say of their machines; of the hardware: without the name,
 * which differs between containers. */
bool import_same_machine(const struct import_machine *a, const struct import_machine *b);
bool import_same_hardware(const struct import_machine *a, const struct import_machine *b);
/* "host, CPU, 4 processors" */
const char *import_machine_text(struct arena *mem, const struct import_machine *m);
