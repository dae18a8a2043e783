#include "measure/kind/account.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "measure/task.h"
#include "measure/program.h"

enum { LOG_BYTES_MAX = 1 << 20 };

static const struct {
	const char *line; /* what the summary calls it */
	struct metric metric;
} rows[] = {
	{ " I refs:", { "counter.valgrind.instructions", "1", DIM_COUNT, BETTER_LOWER, true } },
	{ " Branches:", { "counter.valgrind.branches", "1", DIM_COUNT, BETTER_LOWER, true } },
	{ " Mispredicts:",
		{ "counter.valgrind.branch_misses", "1", DIM_COUNT, BETTER_LOWER, true } },
};

/* The tool, made ready to run what argv names. */
static int tool(struct program *p, struct task *t, const char *log, const struct program *what,
	struct error *err)
{
	struct arena *mem = t->context->mem;
	const char *const words[] = { "valgrind", "--tool=cachegrind", "--cache-sim=no",
		"--branch-sim=yes", "--cachegrind-out-file=/dev/null", "--trace-children=yes",
		NULL };
	struct words w = { 0 };

	words_add(mem, &w, words);
	if (what) {
		words_printf(mem, &w, "--log-file=%s/%%p", log);
		words_push(mem, &w, what->path);
		words_add(mem, &w, what->argv + 1);
	}
	return program_make(p, t, &w, err);
}

bool valgrind_is_there(struct task *t)
{
	struct program p;

	return tool(&p, t, "", NULL, ERROR_IGNORED) == 0;
}

/* "==12== I   refs:      236,052": digits of any grouping. */
static void add_line(double sum[], char *line)
{
	char *text = strstr(line, "== "), *to = text ? text + 3 : NULL;

	if (!text)
		return;
	for (const char *s = to; *s; s++) /* one blank between words, no commas */
		if (*s != ',' && !(*s == ' ' && s[1] == ' '))
			*to++ = *s;
	*to = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strncmp(text + 2, rows[i].line, strlen(rows[i].line)) == 0)
			sum[i] += strtod(text + 2 + strlen(rows[i].line), NULL);
}

static int add_log(double sum[], const char *path, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	char *text, *line;
	size_t n;

	if (file_read(&text, &n, &mem, path, LOG_BYTES_MAX, err) < 0)
		return error_context(err, "counters: cannot read a report of valgrind");
	while ((line = strsep(&text, "\n")))
		add_line(sum, line);
	return 0;
}

/* Adds up the logs, one for each process, and removes them. */
static int take_logs(double sum[], struct arena *mem, const char *folder, struct error *err)
{
	struct words names = { 0 };
	int rc = 0;

	file_names(&names, mem, folder);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = file_join(mem, folder, names.v[i]);

		if (rc == 0)
			rc = add_log(sum, path, err);
		unlink(path);
	}
	rmdir(folder);
	return rc;
}

int valgrind_count(struct task *t, struct sink *sink, const struct program *p, struct error *err)
{
	struct arena *mem = t->context->mem;
	const char *folder = arena_printf(mem, "%s.valgrind", t->context->metrics_file);
	double sum[ARRAY_SIZE(rows)] = { 0 };
	struct program under;
	struct outcome o;
	struct error lost;
	int rc, logs;

	if (tool(&under, t, folder, p, err) < 0)
		return error_context(err, "counters");
	if (mkdir(folder, 0700) < 0)
		return error_set(err, "counters: %s: %s", folder, strerror(errno));
	under.role = "valgrind";
	under.input = p->input;
	under.text = p->text;
	rc = program_run(&under, t, &o, 1, err);
	logs = take_logs(sum, mem, folder, &lost);
	if (rc < 0 || program_verdict(&under, t, &o, "while valgrind counted", err) < 0)
		return -1;
	if (logs < 0)
		return error_set(err, "%s", lost.text);
	if (!(sum[0] > 0))
		return error_set(err, "counters: valgrind did not report the instructions of %s",
			p->text);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		sink_emit(sink, &rows[i].metric, sum[i]);
	return 0;
}
