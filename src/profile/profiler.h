/* The door of this folder: which profilers there are, how each starts a program, and what it says
 * afterwards. A profiler slows its program down: it never runs in a round that is measured. */
#pragma once

#include <stdbool.h>

struct arena;
struct error;
struct stacks;

struct profiler {
	const char *name;
	const char *program; /* looked up in PATH; NULL: the program profiles itself */
	/* The beginnings of the names of programs that it can profile; empty: any. */
	const char *const *languages;
	/* Its words before the program's, "{out}" being the file of its report and "{dir}" its
	 * folder with a slash. Where it has no program, they follow the program's name. */
	const char *const *words;
	const char *suffix; /* of the report */
	const char *unit;   /* "sample", "instruction" */
	bool exact;         /* counts instead of sampling: one run says it all */
	/* NULL, or the sentence why it does not work here, which it finds by trying. */
	const char *(*refusal)(struct arena *mem, const char *folder);
	/* The text of a report; NULL: its file has it. */
	int (*text)(char **out, struct arena *mem, const char *path, struct error *err);
	void (*read)(struct stacks *s, struct arena *mem, char *text);
};

extern const struct profiler profilers[]; /* ends with a NULL name; the first that fits is best */

/* name: of a row, or "auto": the first that can profile this program and works here. folder: where
 * a trial may leave a file. NULL: err says why. */
const struct profiler *profiler_choose(struct arena *mem, const char *name, const char *const *argv,
	const char *folder, struct error *err);

/* The command line that starts argv, whose file is `path`, under the profiler. */
struct words profiler_wrap(const struct profiler *p, struct arena *mem, const char *path,
	const char *const *argv, const char *out);

/* Adds all reports in the folder, and removes them. */
int profiler_read(struct stacks *s, struct arena *mem, const struct profiler *p, const char *folder,
	struct error *err);

/* The reports of profilers. Each reader adds what the text says to a profile; what it does not
 * understand is skipped. The text is changed. */

/* perf script -F comm,ip,sym */
void perf_script_read(struct stacks *s, struct arena *mem, char *text);
/* callgrind --separate-callers: the names of functions have their callers, "f'caller'main". */
void callgrind_read(struct stacks *s, struct arena *mem, char *text);
/* node --cpu-prof */
void cpuprofile_read(struct stacks *s, struct arena *mem, char *text);
