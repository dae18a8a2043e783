#include "profile/profiler.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/pairs.h"
#include "base/text.h"
#include "base/words.h"
#include "model/run/stacks.h"
#include "process/output_tail.h"
#include "process/proc.h"
#include "process/which.h"

enum { REPORT_BYTES_MAX = 256 << 20 };

/* The last line of what a program printed, without its name. */
static const char *last_line(struct arena *mem, const char *text)
{
	return *text ? last_lines(mem, text, strlen(text), 1) : "it printed nothing";
}

/* A kernel may refuse to sample (perf_event_paranoid, a container); only a trial shows it. */
static const char *perf_refusal(struct arena *mem, const char *folder)
{
	const char *out = file_join(mem, folder, "trial.data");
	const char *const argv[] = { "perf", "record", "-q", "-e", "cpu-clock", "-o", out, "--",
		"true", NULL };
	const struct proc p = { .argv = argv };
	struct proc_answer a;
	struct error err;
	int rc = proc_run(&a, mem, &p, &err);

	unlink(out);
	if (rc < 0)
		return arena_string(mem, err.text);
	return a.status ? arena_printf(mem, "perf record ends with status %d: %s", a.status,
				  last_line(mem, a.err))
			: NULL;
}

static int perf_text(char **out, struct arena *mem, const char *path, struct error *err)
{
	const char *const argv[] = { "perf", "script", "-i", path, "-F", "comm,ip,sym", NULL };
	const struct proc p = { .argv = argv, .max = REPORT_BYTES_MAX, .timeout = 300 };
	struct proc_answer a;

	if (proc_run(&a, mem, &p, err) < 0)
		return -1;
	if (a.status)
		return error_set(err, "perf script ends with status %d: %s", a.status,
			last_line(mem, a.err));
	*out = a.out;
	return 0;
}

#define TEXTS(...)                                                                                 \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}
/* SIGTERM goes to a server's group and ends the program; then the profiler writes its report. */
#define SURVIVES "env", "--ignore-signal=TERM"
#define ENDS     "env", "--default-signal=TERM"
static const char *const any[] = { NULL };

const struct profiler profilers[] = {
	{ .name = "node",
		.languages = TEXTS("node"),
		/* Without the handler, a server that SIGTERM ends writes no report. */
		.words = TEXTS("--cpu-prof", "--cpu-prof-dir={dir}", "--import",
			"data:text/javascript,process.on('SIGTERM',()=>process.exit(0))"),
		.suffix = "cpuprofile",
		.unit = "sample",
		.read = cpuprofile_read },
	{ .name = "py-spy",
		.program = "py-spy",
		.languages = TEXTS("python"),
		.words = TEXTS(SURVIVES, "py-spy", "record", "--subprocesses", "--rate", "500",
			"--format", "raw", "--output", "{out}", "--", ENDS),
		.suffix = "folded",
		.unit = "sample",
		.read = stacks_read },
	{ .name = "rbspy",
		.program = "rbspy",
		.languages = TEXTS("ruby"),
		.words = TEXTS(SURVIVES, "rbspy", "record", "--subprocesses", "--silent",
			"--format", "collapsed", "--file", "{out}", "--raw-file", "/dev/null", "--",
			ENDS),
		.suffix = "folded",
		.unit = "sample",
		.read = stacks_read },
	{ .name = "perf",
		.program = "perf",
		.languages = any,
		.words = TEXTS("perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-g", "-o",
			"{out}", "--"),
		.suffix = "data",
		.unit = "sample",
		.refusal = perf_refusal,
		.text = perf_text,
		.read = perf_script_read },
	{ .name = "valgrind",
		.program = "valgrind",
		.languages = any,
		.words = TEXTS("valgrind", "-q", "--tool=callgrind", "--trace-children=yes",
			"--separate-callers=32", "--callgrind-out-file={out}.%p"),
		.suffix = "callgrind",
		.unit = "instruction",
		.exact = true,
		.read = callgrind_read },
	{ NULL },
};

static bool suits(const struct profiler *p, const char *const *argv)
{
	const char *name = file_base(argv[0]);

	for (size_t i = 0; p->languages[i]; i++) {
		size_t n = strlen(p->languages[i]);

		if (text_starts(name, p->languages[i]) &&
			!strchr("-_abcdefghijklmnopqrstuvwxyz", name[n] ? name[n] : '.'))
			return true;
	}
	return !p->languages[0];
}

/* NULL, or why it cannot profile this program here. */
static const char *refusal(const struct profiler *p, struct arena *mem, const char *folder)
{
	const char *path;
	struct error err;

	if (p->program && which_find(&path, mem, p->program, NULL, getenv("PATH"), &err) < 0)
		return arena_printf(mem, "%s is not installed", p->program);
	return p->refusal ? p->refusal(mem, folder) : NULL;
}

const struct profiler *profiler_choose(struct arena *mem, const char *name, const char *const *argv,
	const char *folder, struct error *err)
{
	const bool any_name = strcmp(name, "auto") == 0;
	const char *reasons = "", *why;

	for (const struct profiler *p = profilers; p->name; p++) {
		if (any_name ? !suits(p, argv) : strcmp(p->name, name) != 0)
			continue;
		if (!p->program && !suits(p, argv))
			why = arena_printf(mem, "%s profiles only commands that begin with %s",
				p->name, p->languages[0]);
		else
			why = refusal(p, mem, folder);
		if (!why)
			return p;
		reasons = text_also(mem, reasons, "; ", why);
	}
	error_set(err, "%s", *reasons ? reasons : "no profiler has this name");
	return NULL;
}

struct words profiler_wrap(const struct profiler *p, struct arena *mem, const char *path,
	const char *const *argv, const char *out)
{
	struct pairs values = { 0 };
	struct words w = { 0 };

	out = arena_printf(mem, "%s.%s", out, p->suffix);
	pairs_set(&values, mem, "out", out);
	pairs_set(&values, mem, "dir", arena_copy(mem, out, (size_t)(file_base(out) - out)));
	if (!p->program)
		words_push(mem, &w, argv[0]);
	for (size_t i = 0; p->words[i]; i++)
		words_push(mem, &w, pairs_fill(mem, p->words[i], &values, false));
	if (p->program)
		words_push(mem, &w, path);
	words_add(mem, &w, argv + 1);
	return w;
}

int profiler_read(struct stacks *s, struct arena *mem, const struct profiler *p, const char *folder,
	struct error *err)
{
	struct words names = { 0 };
	char *text;
	size_t n;
	int rc = 0;

	file_names(&names, mem, folder);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = file_join(mem, folder, names.v[i]);

		if (rc == 0)
			rc = p->text ? p->text(&text, mem, path, err)
				     : file_read(&text, &n, mem, path, REPORT_BYTES_MAX, err);
		if (rc == 0)
			p->read(s, mem, text);
		unlink(path);
	}
	rmdir(folder);
	if (rc < 0)
		return error_context(err, "%s", p->name);
	stacks_fold(s);
	return s->n ? 0 : error_set(err, "%s recorded no sample of the program", p->name);
}
