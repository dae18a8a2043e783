#include "import.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "benchctl/arena.h"
#include "benchctl/file.h"
#include "benchctl/text.h"

enum { HEAD_BYTES = 8192, METRICS_MAX = 1000, REASON_MAX = 500 };

const struct importer *importer_find(const char *name)
{
	for (size_t i = 0; importers[i]; i++)
		if (strcmp(importers[i]->name, name) == 0)
			return importers[i];
	return NULL;
}

void import_json(struct import *in, struct json *j)
{
	if (in->fd >= 0)
		json_open_fd(j, in->name, in->fd, IMPORT_BYTES_MAX);
	else
		json_open_text(j, in->name, in->text, in->n);
}

static int read_all(struct import *in, struct error *err)
{
	struct {
		char *v;
		size_t n, cap;
	} b = { 0 };
	ssize_t got;

	b.v = arena_regrow(in->scratch, b.v, &b.cap, 1);
	for (;;) {
		while (b.cap - b.n < 65537)
			b.v = arena_regrow(in->scratch, b.v, &b.cap, 1);
		got = read(in->fd, b.v + b.n, 65536);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(err, "%s: %s", in->name, strerror(errno));
		if (got == 0)
			break;
		b.n += (size_t)got;
		if (b.n > IMPORT_BYTES_MAX)
			return error_set(err, "%s: larger than %zu bytes", in->name,
				IMPORT_BYTES_MAX);
	}
	b.v[b.n] = '\0';
	in->text = b.v;
	in->n = b.n;
	in->fd = -1;
	return 0;
}

int import_whole(struct import *in, const char **text, size_t *n, struct error *err)
{
	if (in->fd >= 0 && read_all(in, err) < 0)
		return -1;
	if (memchr(in->text, '\0', in->n))
		return error_set(err, "%s: has NUL bytes; it is no text", in->name);
	*text = in->text;
	*n = in->n;
	return 0;
}

static size_t hash_of(const char *s)
{
	size_t h = 0xcbf29ce484222325;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3;
	return h ^ h >> 29;
}

/* The slot of the id: where it is, or where it would go. */
static size_t *slot_of(const struct import *in, const char *id)
{
	size_t mask = in->index_size - 1, i = hash_of(id) & mask;

	while (in->index[i] && strcmp(in->run->v[in->index[i] - 1].id, id) != 0)
		i = (i + 1) & mask;
	return &in->index[i];
}

static void index_again(struct import *in)
{
	while (in->index_size < 64 || in->index_size < in->run->n * 2 + 2)
		in->index_size = in->index_size ? in->index_size * 2 : 64;
	in->index = arena_array(in->scratch, in->index_size, sizeof *in->index);
	for (size_t i = 0; i < in->run->n; i++)
		*slot_of(in, in->run->v[i].id) = i + 1;
}

int import_result(struct import *in, struct result **r, const char *id, struct error *err)
{
	const char *why = result_id_fault(id);
	size_t *slot;

	if (why)
		return error_set(err, "%s: the name '%.200s' %s", in->name, id, why);
	if (in->run->n * 2 + 2 > in->index_size)
		index_again(in);
	slot = slot_of(in, id);
	if (!*slot) {
		ARENA_PUSH(in->mem, in->run)->id = arena_string(in->mem, id);
		*slot = in->run->n;
	}
	*r = &in->run->v[*slot - 1];
	return 0;
}

/* The series, in its base unit; NULL: its name or unit cannot be one, or there are
 * too many. */
static struct series *series_of(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, struct error *err)
{
	const struct unit *known = unit_find(unit);
	struct series *s = result_find(r, metric);
	const char *why;

	if (s)
		return s;
	if ((why = result_id_fault(metric)) || (*unit && (why = result_id_fault(unit))))
		error_set(err, "%s: the metric '%.200s' in '%.200s' of '%.200s' %s", in->name,
			metric, unit, r->id, why);
	else if (r->n == METRICS_MAX)
		error_set(err, "%s: '%.200s' has more than %d metrics", in->name, r->id,
			METRICS_MAX);
	if (why || r->n == METRICS_MAX)
		return NULL;
	s = ARENA_PUSH(in->mem, r);
	s->metric = (struct metric){ .name = arena_string(in->mem, metric),
		.unit = known ? dimension_base(known->dim) : arena_string(in->mem, unit),
		.dim = known ? known->dim : DIM_NONE,
		.better = better };
	return s;
}

static int check(const struct import *in, const struct result *r, const struct series *s, double v,
	struct error *err)
{
	bool may_be_negative = s->metric.dim == DIM_NONE || s->metric.dim == DIM_COUNT ||
		s->metric.dim == DIM_RATIO;

	if (!isfinite(v))
		return error_set(err, "%s: %s of '%.200s' is not a finite number", in->name,
			s->metric.name, r->id);
	if (v < 0 && !may_be_negative)
		return error_set(err, "%s: %s of '%.200s' is negative", in->name, s->metric.name,
			r->id);
	return 0;
}

static int fits(const struct import *in, const struct result *r, const struct series *s,
	const char *unit, struct error *err)
{
	const struct unit *known = unit_find(unit);

	if (text_equal(s->metric.unit, known ? dimension_base(known->dim) : unit))
		return 0;
	return error_set(err, "%s: %s of '%.200s' is in %s here and in %s before", in->name,
		s->metric.name, r->id, unit, s->metric.unit);
}

int import_sample(struct import *in, struct result *r, const char *metric, const char *unit,
	enum better better, double value, struct error *err)
{
	const struct unit *known = unit_find(unit);
	struct series *s;

	if (r->status != RESULT_OK)
		return 0;
	if (known)
		value = unit_to_base(value, known);
	s = series_of(in, r, metric, unit, better, err);
	if (!s || fits(in, r, s, unit, err) < 0 || check(in, r, s, value, err) < 0)
		return -1;
	if (s->figures)
		return error_set(err, "%s: %s of '%.200s' has both samples and figures", in->name,
			metric, r->id);
	series_add(s, in->mem, value);
	in->samples++;
	return 0;
}

int import_samples(struct import *in, struct result *r, const char *metric, const char *unit,
	enum better better, const struct numbers *values, struct error *err)
{
	for (size_t i = 0; i < values->n; i++)
		if (import_sample(in, r, metric, unit, better, values->v[i], err) < 0)
			return -1;
	return 0;
}

size_t figures_count(double n)
{
	return n >= 1 && n <= 0x1p53 ? (size_t)n : 0;
}

/* What is no number was not said; nor is a spread that cannot be one. */
static void tidy(struct figures *f)
{
	double *const all[] = { &f->mean, &f->median, &f->sd, &f->min, &f->max, &f->lo, &f->hi,
		&f->level };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!isfinite(*all[i]))
			*all[i] = (double)NAN;
	if (f->sd < 0)
		f->sd = (double)NAN;
	if (!(f->lo <= f->hi))
		f->lo = f->hi = f->level = (double)NAN;
}

int import_figures(struct import *in, struct result *r, const char *metric, const char *unit,
	enum better better, const struct figures *f, struct error *err)
{
	const struct unit *known = unit_find(unit);
	struct figures *kept;
	struct series *s;

	if (r->status != RESULT_OK)
		return 0;
	s = series_of(in, r, metric, unit, better, err);
	kept = arena_alloc(in->mem, sizeof *kept);
	*kept = *f;
	tidy(kept);
	if (known)
		figures_scale(kept, known->factor);
	if (!s || fits(in, r, s, unit, err) < 0 || check(in, r, s, figures_centre(kept), err) < 0)
		return -1;
	if (s->n || s->figures)
		return error_set(err, "%s: %s of '%.200s' stands there twice", in->name, metric,
			r->id);
	s->figures = kept;
	in->figures++;
	return 0;
}

/* As much of it as a table can show, without half a character. */
static char *shortened(struct arena *mem, const char *s)
{
	size_t n = strnlen(s, REASON_MAX + 1);

	if (n <= REASON_MAX)
		return arena_string(mem, s);
	for (n = REASON_MAX; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--;
	return arena_printf(mem, "%.*s...", (int)n, s);
}

void import_failure(struct import *in, struct result *r, const char *reason)
{
	r->status = RESULT_ERROR;
	r->reason = shortened(in->mem, reason);
	r->n = 0;
	in->failures++;
}

static const struct importer *detect(const char *head, const char **reason)
{
	for (size_t i = 0; importers[i]; i++)
		if ((*reason = importers[i]->detect(head)))
			return importers[i];
	return NULL;
}

static int unrecognised(const struct import *in, struct error *err)
{
	const char *list = "";

	for (size_t i = 0; importers[i]; i++)
		list = arena_printf(in->scratch, "%s%s%s", list, i ? ", " : "", importers[i]->name);
	return error_set(err, "%s: not a format that is recognised; say which: %s", in->name, list);
}

/* Counts what was read, and sets it in order. */
static int finish(struct import *in, size_t before, struct import_answer *answer, struct error *err)
{
	answer->benchmarks = in->run->n - before;
	answer->samples = in->samples;
	if (in->samples + in->figures + in->failures == 0)
		return error_set(err, "%s: holds no result that %s would have", in->name,
			answer->importer->name);
	run_sort(in->run);
	return 0;
}

static int import_from(struct import *in, const char *head, const struct importer *importer,
	struct import_answer *answer, struct error *err)
{
	size_t before = in->run->n;

	*answer = (struct import_answer){ .importer = importer };
	if (!importer)
		answer->importer = detect(head, &answer->reason);
	if (!answer->importer)
		return unrecognised(in, err);
	if (answer->importer->read(in, err) < 0)
		return -1;
	return finish(in, before, answer, err);
}

const struct importer *importer_of_folder(const char *path, const char **reason)
{
	for (size_t i = 0; importers[i]; i++)
		if (importers[i]->detect_folder && (*reason = importers[i]->detect_folder(path)))
			return importers[i];
	return NULL;
}

static int import_folder(struct import *in, const struct importer *importer,
	struct import_answer *answer, struct error *err)
{
	size_t before = in->run->n;

	*answer = (struct import_answer){ .importer = importer };
	if (!importer)
		answer->importer = importer_of_folder(in->name, &answer->reason);
	if (!answer->importer)
		return error_set(err,
			"%s: is a folder, and of no format that is one; name the file in it",
			in->name);
	if (!answer->importer->read_folder)
		return error_set(err, "%s: is a folder, but %s reads a file", in->name,
			answer->importer->name);
	if (answer->importer->read_folder(in, in->name, err) < 0)
		return -1;
	return finish(in, before, answer, err);
}

int import_text(struct run *run, struct arena *mem, const char *name, const char *text, size_t n,
	const struct importer *importer, struct import_answer *answer, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct import in = { .mem = mem,
		.scratch = &scratch,
		.run = run,
		.name = name,
		.fd = -1,
		.text = text,
		.n = n };
	char *head = arena_copy(&scratch, text, n < HEAD_BYTES ? n : HEAD_BYTES);

	return import_from(&in, head, importer, answer, err);
}

int import_file(struct run *run, struct arena *mem, const char *path,
	const struct importer *importer, struct import_answer *answer, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	CLOSES_FD int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO)
						  : open(path, O_RDONLY | O_CLOEXEC);
	struct import in = { .mem = mem, .scratch = &scratch, .run = run, .name = path, .fd = fd };
	char head[HEAD_BYTES + 1];
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		return import_folder(&in, importer, answer, err);
	n = pread(fd, head, HEAD_BYTES, 0);
	if (n < 0 && errno == ESPIPE) { /* cannot be looked at twice */
		if (read_all(&in, err) < 0)
			return -1;
		n = (ssize_t)(in.n < HEAD_BYTES ? in.n : HEAD_BYTES);
		if (in.text)
			memcpy(head, in.text, (size_t)n);
	}
	if (n < 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	head[n] = '\0';
	return import_from(&in, head, importer, answer, err);
}
