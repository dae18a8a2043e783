#include "measure/user_metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "measure/task.h"
#include "measure/sink.h"

enum {
	BYTES_MAX = 65536,
	NAMES_MAX = 100,
	NAME_MAX_BYTES = 80,
	UNIT_MAX_BYTES = 20,
	WORDS_MAX = 5
};

/* One line, cut into words. */
struct entry {
	char *word[WORDS_MAX];
	size_t n;
	struct metric metric;
	double value;
};

int user_metrics_clear(const struct measure_context *context, struct error *err)
{
	const char *path = context->metrics_file;

	if (!path || unlink(path) == 0 || errno == ENOENT)
		return 0;
	return error_set(err,
		"BENCHCTL_METRICS: cannot remove %s, so the next run would report "
		"these metrics again: %s",
		path, strerror(errno));
}

bool user_metrics_exist(const struct measure_context *context)
{
	return context->metrics_file && access(context->metrics_file, F_OK) == 0;
}

static const char *name_fault(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.-/";

	if (strlen(name) > NAME_MAX_BYTES)
		return "the name is longer than 80 characters";
	if (name[strspn(name, allowed)])
		return "the name has characters other than letters, digits and _ . - /";
	if (metric_is_own(name))
		return "benchctl measures a metric of that name; choose another name";
	return NULL;
}

static const char *read_value(struct entry *e)
{
	const char *s = e->word[1];
	const struct unit *unit = unit_find(e->word[2]);
	char *end;

	e->value = strtod(s, &end);
	if (*end || strpbrk(s, "xXnN") || !isfinite(e->value))
		return "the value is not a decimal number";
	if (strlen(e->word[2]) > UNIT_MAX_BYTES || !utf8_valid(e->word[2], strlen(e->word[2])))
		return "the unit is not a short word";
	e->metric = (struct metric){ .name = e->word[0], .unit = e->word[2], .dim = DIM_NONE };
	if (!unit)
		return NULL;
	e->metric.dim = unit->dim;
	e->metric.unit = dimension_base(unit->dim);
	e->value = unit_to_base(e->value, unit);
	if (!isfinite(e->value))
		return "the value is too large";
	return e->value < 0 && unit->dim != DIM_COUNT ? "the value is negative" : NULL;
}

static const char *read_better(struct entry *e)
{
	e->metric.better = better_of(e->metric.dim) == BETTER_HIGHER ? BETTER_HIGHER : BETTER_LOWER;
	for (size_t i = 3; i < e->n; i++) {
		if (strcmp(e->word[i], "better=exact") == 0) {
			e->metric.exact = true;
			if (e->n == 4)
				e->metric.better = BETTER_LOWER;
		} else if (strcmp(e->word[i], "better=higher") == 0) {
			e->metric.better = BETTER_HIGHER;
		} else if (strcmp(e->word[i], "better=lower") == 0) {
			e->metric.better = BETTER_LOWER;
		} else {
			return "only better=lower, better=higher or exact may follow the unit";
		}
	}
	return NULL;
}

/* NULL, or what is wrong with the line. */
static const char *read_line(struct entry *e, char *line)
{
	const char *why;

	e->n = 0;
	for (char *s = line; *(s += strspn(s, " \t\r"));) {
		if (e->n == WORDS_MAX)
			return "the line has too many words";
		e->word[e->n++] = s;
		s += strcspn(s, " \t\r");
		if (*s)
			*s++ = '\0';
	}
	if (e->n == 0 || *e->word[0] == '#')
		return NULL;
	if (e->n < 3)
		return "a line needs a name, a value and a unit, such as: cache_hits 12000 1";
	why = name_fault(e->word[0]);
	if (!why)
		why = read_value(e);
	return why ? why : read_better(e);
}

static const char *add_entry(struct task *t, const struct entry *e)
{
	struct arena *mem = t->context->mem;
	struct series *s = result_find(t->result, e->metric.name);
	struct metric m = e->metric;
	size_t names = 0;

	if (benchmark_has_subs(t->benchmark))
		return "a benchmark with import has only the metrics of the imported "
		       "report; measure this metric in a benchmark without import";
	for (size_t i = 0; i < t->result->n; i++)
		names += !metric_is_own(t->result->v[i].metric.name);
	if (!s && names >= NAMES_MAX)
		return "the benchmark has more than 100 metrics";
	if (!s) {
		m.name = arena_string(mem, m.name);
		m.unit = arena_string(mem, m.unit);
		s = result_series(t->result, mem, &m);
	}
	if (s->metric.dim != m.dim || !text_equal(s->metric.unit, m.unit))
		return "the unit differs from that of an earlier line";
	if (s->metric.better != m.better || s->metric.exact != m.exact)
		return "better= differs from that of an earlier line";
	series_add(s, mem, sink_injected(t, &s->metric, e->value));
	return NULL;
}

int user_metrics_parse(struct task *t, char *text, struct error *err)
{
	size_t line = 1;

	for (char *s = text; *s; line++) {
		char *end = strchrnul(s, '\n');
		char *next = *end ? end + 1 : end;
		struct entry e = { 0 };
		const char *why;
		char *whole;

		*end = '\0';
		whole = arena_copy(t->context->mem, s, strnlen(s, 120));
		why = read_line(&e, s);
		if (!why && e.n && *e.word[0] != '#')
			why = add_entry(t, &e);
		if (why)
			return error_set(err, "BENCHCTL_METRICS, line %zu: '%s': %s", line, whole,
				why);
		s = next;
	}
	return 0;
}

/* What the path names may be anything by now; only a plain file is read. */
static int read_all(char **text, struct arena *mem, const char *path, struct error *err)
{
	CLOSES_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	size_t n;

	*text = arena_string(mem, "");
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0)
		return error_set(err, "BENCHCTL_METRICS: cannot read %s: %s", path,
			strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(err, "BENCHCTL_METRICS: %s is no longer a regular file", path);
	if (st.st_size > BYTES_MAX)
		return error_set(err, "BENCHCTL_METRICS: one run wrote more than 64 KiB");
	if (file_read_fd(text, &n, mem, path, fd, BYTES_MAX, err) < 0)
		return error_context(err, "BENCHCTL_METRICS");
	if (memchr(*text, '\0', n))
		return error_set(err, "BENCHCTL_METRICS: the file has NUL bytes; write text");
	return 0;
}

int user_metrics_take(struct task *t, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct error second;
	char *text;
	int rc;

	rc = read_all(&text, &scratch, t->context->metrics_file, err);
	if (rc == 0)
		rc = user_metrics_parse(t, text, err);
	return user_metrics_clear(t->context, rc < 0 ? &second : err) < 0 ? -1 : rc;
}
