/* `import:`: results that a command measures itself. */
#pragma once

#include "model/option/option.h"

struct capture;
struct program;
struct sink;
struct task;

struct import_output_options {
	const char *format; /* NULL: not given */
	const char *file;   /* that the command writes; NULL: its standard output */
};
extern const struct section import_output_section;

bool import_output_wanted(const struct import_output_options *o);
void import_output_check(const struct import_output_options *o, const struct item *at,
	struct problems *problems);

/* Before each run: marks the file of an earlier run as old. */
int import_output_prepare(const struct import_output_options *o, const struct task *t,
	struct error *err);
/* After each run: emits the results that the command has reported, each as a sub-benchmark. One
 * process gives one sample of a metric, the median of its values, because repetitions within a
 * process share the properties of this process. Of figures, the centre counts. */
int import_output_read(const struct import_output_options *o, struct sink *sink,
	const struct program *p, const struct capture *out, struct error *err);

#define IMPORT_OUTPUT_BYTES_MAX ((size_t)256 << 20)
