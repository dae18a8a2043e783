/* Renderers of a comparison. Each writes bytes to a stream; the caller stores them. All show the
 * same facts from the same struct, in this order: what happened, to which benchmark, how much,
 * how sure, what to do. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct comparison;
struct error;
struct framework_comparisons;
struct run;
struct suite;

struct report_style {
	bool colour, unicode; /* of the terminal; only the text report uses them */
	size_t columns;       /* of the terminal; 0: unlimited */
	size_t limit; /* maximum bytes; 0: the format's limit. A report is cut after a complete row,
			 and says so; JSON is never cut. */
};

struct reporter {
	const char *name; /* as in --report NAME=PATH */
	void (*render)(FILE *out, const struct comparison *c, const struct report_style *style);
};

extern const struct reporter text_reporter, markdown_reporter, junit_reporter, json_reporter,
	github_reporter, codequality_reporter, metrics_reporter;

/* All of them, ending with NULL. */
extern const struct reporter *const reporters[];
const struct reporter *reporter_find(const char *name); /* NULL: unknown */

/* The file that annotations lie beside. */
#define REPORT_ANNOTATED_PATH "benchctl.yaml"

/* GitHub's maximum: for a comment or a check, for the summary of a step. */
#define REPORT_COMMENT_MAX ((size_t)65536)
#define REPORT_SUMMARY_MAX ((size_t)1 << 20)

/* The Markdown report in at most `limit` bytes. */
char *report_markdown(struct arena *mem, const struct comparison *c, size_t limit);

/* The outcome in one line that fits the subject of a mail: "❌ 1 of 4 benchmarks regressed: parse
 * +11.6%". Harmless, but not yet escaped for its output. */
char *report_headline(struct arena *mem, const struct comparison *c);
/* "pass", "regression", "error", "no-verdict" or "interrupted" */
const char *report_verdict(const struct comparison *c);

/* The outputs of a step, as lines for the file named by GITHUB_OUTPUT: verdict, exit, headline,
 * rows, failing, warning, and rows by verdict as count_pass and so on. */
void github_outputs(FILE *out, const struct comparison *c);

/* Reads the output of json_reporter and checks everything. */
int comparison_load(struct comparison *c, struct arena *mem, const char *path, struct error *err);

/* A run as hyperfine --export-json writes it, for tools that read that: the results with samples of
 * wall time, in the order of the suite. by_command: they are called as a person would run them,
 * otherwise by their ids. */
void hyperfine_write(FILE *out, const struct run *run, const struct suite *suite, bool by_command);

/* A comparison of frameworks for people, one table for each metric. */
void framework_report_text(FILE *out, const struct framework_comparisons *all, const char *label,
	const struct report_style *style);
void framework_report_markdown(FILE *out, const struct framework_comparisons *all,
	const char *label);
