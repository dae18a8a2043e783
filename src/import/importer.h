/* What importers work with. */
#ifndef BENCHCTL_IMPORT_INTERNAL_H
#define BENCHCTL_IMPORT_INTERNAL_H

#include "base/error.h"
#include "base/json_read.h"
#include "import/import.h"

#define IMPORT_BYTES_MAX ((size_t)1 << 30)

struct import {
	struct arena *mem;     /* of what stays */
	struct arena *scratch; /* of what does not outlive the reading */
	struct run *run;
	size_t before;    /* results that the run had */
	const char *name; /* of the input */
	int fd;           /* -1: the input is text */
	const char *text;
	size_t n;
	size_t *index, index_size; /* hash of ids to results, +1 */
	const char *words[8];      /* the last names of metrics and units */
	size_t next_word;
	char unit_name[32]; /* the last unit asked for, and what it was */
	const struct unit *unit;
	size_t last; /* the last result, +1 */
	size_t samples, figures, failures;
};

struct numbers {
	double *v;
	size_t n, cap;
};

/* The input as JSON, to be closed with json_end. */
void import_json(struct import *in, struct json *j);
/* The whole input as n bytes of text, without a NUL in it or promised behind it. */
int import_whole(struct import *in, const char **text, size_t *n, struct error *err);

/* The result of that name, made if it is new; -1 where the name cannot be one. */
int import_result(struct import *in, struct result **r, const char *id, struct error *err);
/* Whether this very input has had it. */
bool import_has(struct import *in, const char *id);

/* unit: as the format writes it; a unit this program does not know is kept for printing. What is
 * not finite, or negative though time, size and rate cannot be, is refused. */
int import_sample(struct import *in, struct result *r, const char *metric, const char *unit,
	enum better better, double value, struct error *err);
/* All of them; none is no sample. */
int import_samples(struct import *in, struct result *r, const char *metric, const char *unit,
	enum better better, const struct numbers *values, struct error *err);
/* Figures of a metric that has no samples; refused where there are some, or figures already. */
int import_figures(struct import *in, struct result *r, const char *metric, const char *unit,
	enum better better, const struct figures *f, struct error *err);
/* One figure, a mean without its error; NaN: it was not said, and nothing is added. */
int import_mean(struct import *in, struct result *r, const char *metric, const char *unit,
	enum better better, double mean, struct error *err);
/* A count of samples as a format has it; 0, not said, for what cannot be one. */
size_t figures_count(double n);

/* A failure that the tool reports about one of its benchmarks: the result has no samples then, and
 * takes none any more. Of the reason no more than REASON_MAX bytes are kept. */
enum { REASON_MAX = 500 };
void import_failure(struct import *in, struct result *r, const char *reason);

extern const struct importer google_benchmark_importer;
extern const struct importer bencher_importer;
extern const struct importer bigger_importer;
extern const struct importer custom_importer;
extern const struct importer fio_importer;
extern const struct importer hyperfine_importer;
extern const struct importer k6_importer;
extern const struct importer oha_importer;
extern const struct importer smaller_importer;
extern const struct importer benchmarkdotnet_importer;
extern const struct importer cargo_criterion_importer;
extern const struct importer criterion_importer;
extern const struct importer jmh_importer;
extern const struct importer pytest_benchmark_importer;
extern const struct importer vitest_importer;
extern const struct importer go_test_importer;
extern const struct importer h2load_log_importer;
extern const struct importer junit_importer;
extern const struct importer csv_importer;
extern const struct importer catch2_importer;
extern const struct importer h2load_importer;
extern const struct importer hey_csv_importer;
extern const struct importer hey_importer;
extern const struct importer wrk_importer;

#endif
