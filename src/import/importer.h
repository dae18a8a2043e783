/* What all importers use. The first failure sticks, as in the JSON reader: from then on the input
 * has no more lines, rows, elements and members, and nothing is added. So importers read on. */
#pragma once

#include "base/error.h"
#include "base/json_read.h"
#include "base/record.h"
#include "base/words.h"
#include "import/import.h"
#include "import/read/lines.h"

#define IMPORT_BYTES_MAX ((size_t)1 << 30)

struct import {
	struct arena *mem;     /* as long as the run */
	struct arena *scratch; /* until the input is read */
	struct error *err;
	bool failed;           /* err says why; see import_ended */
	struct result nowhere; /* takes what follows a failure */
	struct json json;      /* of import_json */
	struct run *run;
	size_t before;    /* results that the run had before */
	size_t pass;      /* the same, before the tool's present pass over its benchmarks */
	const char *name; /* of the input */
	int fd;           /* -1: the input is text */
	const char *text;
	size_t n;
	size_t line;      /* where text begins, after blank lines, from 1 */
	const char *mark; /* before the number of a name that repeats; NULL: "/" */
	struct counts {   /* for each result: how many times this pass used its name */
		size_t *v, n, cap;
	} uses;
	struct import_machine machine;
	struct words left;         /* what is not read; see import_leaves */
	size_t *index, index_size; /* a hash table: id to result + 1 */
	const char *words[8];      /* the last names of metrics and units */
	size_t next_word;
	char unit_name[32]; /* the last unit that was looked up */
	const struct unit *unit;
	struct run_set *history; /* receives a run of each commit; NULL: the newest is read */
	size_t last;             /* the last result + 1; 0: none */
	size_t samples, figures, failures;
};

/* Refuses the input: says why, after its name and the line unless that is 0. */
__attribute__((format(printf, 3, 4))) void import_refuse(struct import *in, size_t line,
	const char *fmt, ...);
/* Whether it was refused, here or by the JSON reader. */
bool import_ended(const struct import *in);
/* Says what an input that begins with head looks like, and the nearest formats. */
void import_unrecognised(struct import *in, const char *head);
/* Refuses a file that benchctl wrote, and says what reads it. Whether it is one. */
bool import_is_own(struct import *in, const char *head);
/* The input as JSON, which the caller does not close. */
struct json *import_json(struct import *in);
/* The whole input as text, without a NUL inside; no NUL need follow. */
struct part import_whole(struct import *in);

/* The result of that name, made if it is new: of a format with a record per sample, whose records
 * of one name belong together. Control characters and bytes that are not UTF-8 are escaped; the end
 * of a name of more than ID_MAX bytes becomes its hash. An empty name is refused. */
enum { ID_MAX = 1000 };
struct result *import_result(struct import *in, const char *id);
/* The same of a format with a record per benchmark. Two records of one name are two benchmarks, so
 * the second is called "ID/2". */
struct result *import_benchmark(struct import *in, const char *id);
/* The next results belong to that commit, or NULL; for an importer that keeps a history. */
void import_begin_commit(struct import *in, const char *commit);
/* From here the input holds another run of the tool, which may repeat names. */
void import_pass(struct import *in);
/* Whether this input has made that result. */
bool import_has(struct import *in, const char *id);
uint64_t import_hash(const char *s);
/* The name of a column that is not read; the user will see it. */
void import_leaves(struct import *in, const char *column);

/* unit: as the format writes it; an unknown unit is kept for printing. Refuses a value that is
 * not finite, and a negative time, size or rate. Returns the metric; NULL: nothing was added. */
struct series *import_sample(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, double value);
/* Adds all of them; an empty array adds nothing. */
struct series *import_samples(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, const struct numbers *values);
/* Figures of a metric. A metric that already has some was measured twice: each measurement becomes
 * a sample, its mean or median. */
struct series *import_figures(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, const struct figures *f);
/* One figure, a mean without an error; NaN: absent, adds nothing. */
struct series *import_mean(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, double mean);
/* The samples if there are any, otherwise the figures. */
struct series *import_series(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, const struct numbers *values,
	const struct figures *f);

/* Appends to earlier reasons of a failure, up to what is kept. */
const char *import_reasons(struct import *in, const char *reasons, const char *reason);
/* A failure that the tool reports about one benchmark: its result has no samples and takes no
 * more. Keeps at most REASON_MAX bytes of the reason. */
enum { REASON_MAX = 500 };
void import_failure(struct import *in, struct result *r, const char *reason);

/* All, in the order of detection: formats with a characteristic key before those with a shape. */
#define IMPORTERS(F)                                                                               \
	F(google_benchmark), F(google_csv), F(google_text), F(pytest_benchmark),                   \
		F(benchmarkdotnet), F(cargo_criterion), F(criterion), F(libtest),                  \
		F(criterion_text), F(jmh), F(jmh_text), F(jmh_csv), F(vitest), F(fio), F(oha),     \
		F(k6), F(hyperfine), F(hyperfine_csv), F(go_json), F(go_test), F(wrk), F(hey),     \
		F(hey_csv), F(redis_benchmark), F(locust), F(h2load), F(h2load_log), F(catch2),    \
		F(catch2_text), F(junit), F(autocannon), F(bombardier), F(vegeta), F(memtier),     \
		F(iperf3), F(ab), F(sysbench), F(pgbench), F(tinybench), F(mitata), F(nanobench),  \
		F(gungraun), F(conbench), F(asv), F(rebench), F(lnt), F(lnt_1), F(perf_csv),       \
		F(perf_json), F(github_action), F(custom), F(smaller), F(bigger), F(bencher),      \
		F(csv)
#define IMPORTER_NAME(name) name##_importer
extern const struct importer IMPORTERS(IMPORTER_NAME);
