/* The configuration as written, before it becomes a suite. */
#pragma once

#include "model/service.h"
#include "model/suite.h"

extern const struct section config_header, config_results, config_entry, config_case;

struct variant_case {
	struct item item;
	const char *name;
	struct pairs env;
};

struct entry { /* options of suite:, before the lifecycle and the kinds' options */
	struct item item;
	struct option_set given;
	const char *name;
	struct words tags, resources;
	struct lists matrix;
	struct items cases; /* struct variant_case */
	struct items data;  /* struct data */
	int scaling;        /* enum scaling */
	struct service_options service;
	const char *work, *metric;
	const char *group;             /* the name without the variant's suffix */
	const struct variant *variant; /* NULL: there is no other variant */
};

/* NULL: none is given. */
const struct service_options *config_service(const struct entry *e);

/* Where a key is, for problems that are found when everything has been read. */
struct place {
	const struct option *option;
	struct item at, of; /* the key; its section */
};

struct config_file {
	struct suite suite;
	struct option_set given;
	struct places ARENA_LIST(struct place) places; /* of the keys of file, header, `defaults:`
							  and benchmarks */
	struct words include;
	struct items entries;
};

/* Where the file has that key of the section; NULL: nowhere. */
const struct item *config_place(const struct config_file *f, const struct section *s,
	const char *name);
/* Where the benchmark has that key; the benchmark itself where it has it in another way. */
const struct item *config_place_in(const struct config_file *f, const struct item *benchmark,
	const char *name);
/* Notes what is wrong with `benchmark:`. */
void config_check_header(const struct config_file *f, struct problems *problems);
/* Notes ids that are there twice, and renamed ones that should be there, or should not. */
void config_check_ids(const struct config_file *f, struct problems *problems);

enum { BENCHMARKS_MAX = 100000 }; /* of a suite */

/* One combination of a matrix and a case. */
struct variant {
	struct pairs parameters; /* of the matrix */
	const struct variant_case *variant_case;
};

/* The reader's callback; see struct option_start. */
struct variants {
	struct arena *mem;
	const char *data_dir; /* the folder for generated files */
	/* Of the current entry: */
	struct variant *v;
	const char *group; /* its name, and the text before the first variable in it */
	bool named;        /* the name has variables, so no suffix is added */
};
/* The number of variants; 0: none, or more than allowed, which is noted. */
size_t variants_of(struct variants *vs, const struct entry *e, const struct pairs **variables,
	struct problems *problems);
void variants_take(struct variants *vs, struct entry *e, struct lifecycle *life, size_t k);
/* Notes what makes variants of the entry that do the same. */
void variants_check_used(const struct entry *e, const struct config_file *f,
	const struct pairs *variables, const bool *used, struct problems *problems);
/* Notes entries with `scaling: judge` whose variants have too few numbers. */
void variants_check_scaling(const struct suite *s, struct problems *problems);
