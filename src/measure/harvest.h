/* Results that a command has measured itself: the `import:` of a benchmark. */
#ifndef BENCHCTL_HARVEST_H
#define BENCHCTL_HARVEST_H

#include <stdbool.h>

#include "model/option.h"

struct arena;
struct capture;
struct error;
struct problems;
struct program;
struct task;

enum harvest_samples { HARVEST_PROCESS, HARVEST_EACH };
struct harvest_options {
	const char *format; /* NULL: not given */
	const char *file;   /* that the command writes; NULL: its standard output */
	int samples;        /* enum harvest_samples */
};
extern const struct section harvest_section;

bool harvest_wanted(const struct harvest_options *o);
void harvest_check(const struct harvest_options *o, const struct item *at,
	struct problems *problems);

/* Before each run: makes sure that the file is told from what an earlier run has written. */
int harvest_prepare(const struct harvest_options *o, const struct task *t, struct error *err);
/* After it: adds what the command has reported to the parts of the task's result. */
int harvest_read(const struct harvest_options *o, struct task *t, const struct program *p,
	const struct capture *out, struct error *err);

#define HARVEST_BYTES_MAX ((size_t)256 << 20)

#endif
