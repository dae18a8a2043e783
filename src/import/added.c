/* Adds an input to the run: results, samples, figures, failures. */
#include "import/importer.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { METRICS_MAX = 1000 };

/* The hash slot of the id: its entry, or the free slot for it. */
static size_t *slot_of(const struct import *in, const char *id)
{
	uint64_t hash = import_hash(id);
	size_t mask = in->index_size - 1, i = (hash ^ hash >> 29) & mask;

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

bool import_has(struct import *in, const char *id)
{
	if (in->run->n * 2 + 2 > in->index_size)
		index_again(in);
	return *slot_of(in, id) > in->before;
}

/* A file has few units, but looks one up per sample. */
static const struct unit *unit_of(struct import *in, const char *unit)
{
	if (strcmp(in->unit_name, unit) != 0) {
		snprintf(in->unit_name, sizeof in->unit_name, "%s", unit);
		in->unit = unit_find(unit);
	}
	return in->unit;
}

struct result *import_result(struct import *in, const char *id)
{
	size_t *slot;

	if (!*id)
		import_refuse(in, 0, "the name '' is empty");
	if (import_ended(in))
		return &in->nowhere;
	/* Samples of one benchmark are mostly consecutive. */
	if (in->last && strcmp(in->run->v[in->last - 1].id, id) == 0)
		return &in->run->v[in->last - 1];
	if (result_id_fault(id))
		id = import_name(in->scratch, id);
	if (in->run->n * 2 + 2 > in->index_size)
		index_again(in);
	slot = slot_of(in, id);
	if (!*slot) {
		ARENA_PUSH(in->mem, in->run)->id = arena_string(in->mem, id);
		*slot = in->run->n;
	}
	in->last = *slot;
	return &in->run->v[*slot - 1];
}

/* The last number that this pass has given to the name of a result. */
static size_t *number_of(struct import *in, size_t result)
{
	while (in->uses.n < result)
		*ARENA_PUSH(in->scratch, &in->uses) = 0;
	return &in->uses.v[result - 1];
}

/* Whether this pass has made or named the last result. */
static bool is_taken(struct import *in)
{
	return in->last > in->pass || (in->last <= in->uses.n && in->uses.v[in->last - 1]);
}

struct result *import_benchmark(struct import *in, const char *id)
{
	FREES_ARENA struct arena own = { 0 };
	size_t before = in->run->n, first, *number;
	struct result *r = import_result(in, id);

	if (import_ended(in))
		return r;
	first = in->last;
	while (in->run->n == before && is_taken(in)) {
		number = number_of(in, first);
		*number = *number ? *number + 1 : 2;
		r = import_result(in,
			arena_printf(&own, "%s%s%zu", id, in->mark ? in->mark : "/", *number));
	}
	if (in->run->n == before)
		*number_of(in, in->last) = 1;
	return r;
}

void import_pass(struct import *in)
{
	in->pass = in->run->n;
	in->uses.n = 0;
}

void import_begin_commit(struct import *in, const char *commit)
{
	in->run = ARENA_PUSH(in->mem, in->history);
	*in->run = (struct run){ .commit = commit && *commit ? arena_string(in->mem, commit)
							     : NULL };
	in->before = in->last = in->index_size = 0;
	import_pass(in);
}

void import_leaves(struct import *in, const char *column)
{
	words_push(in->mem, &in->left, arena_string(in->mem, column));
}

/* A copy in the run's arena. Most results have the metrics of the result before. */
static const char *kept_word(struct import *in, const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(in->words); i++)
		if (text_equal(in->words[i], word))
			return in->words[i];
	word = arena_string(in->mem, word);
	in->words[in->next_word++ % ARRAY_SIZE(in->words)] = word;
	return word;
}

/* "the unit ms", "no unit". */
static const char *unit_words(const struct import *in, const char *unit)
{
	return text_equal(unit, "1") ? "no unit" : arena_printf(in->scratch, "the unit %s", unit);
}

static void refuse_other_unit(struct import *in, const struct result *r, const struct series *s,
	const char *unit)
{
	if (!text_equal(s->metric.unit, unit) &&
		!(*unit && text_equal(s->metric.unit, import_name(in->scratch, unit))))
		import_refuse(in, 0, "%s of '%.200s' has %s here, but had %s before",
			s->metric.name, r->id, unit_words(in, unit),
			unit_words(in, s->metric.unit));
}

/* The series, in its base unit. NULL: its name or unit is refused, or there are too many, or the
 * result takes nothing. */
static struct series *series_of(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better)
{
	const struct unit *known = unit_of(in, unit);
	struct series *s = result_find(r, metric);

	if (r->status != RESULT_OK)
		return NULL;
	unit = known ? dimension_base(known->dim) : unit;
	if (!s && *metric && result_id_fault(metric)) {
		metric = import_name(in->scratch, metric);
		s = result_find(r, metric);
	}
	if (s)
		refuse_other_unit(in, r, s, unit);
	else if (!*metric)
		import_refuse(in, 0, "a metric of '%.200s' has no name", r->id);
	else if (r->n == METRICS_MAX)
		import_refuse(in, 0, "'%.200s' has more than %d metrics", r->id, METRICS_MAX);
	if (import_ended(in))
		return NULL;
	if (s)
		return s;
	s = ARENA_PUSH(in->mem, r);
	s->metric = (struct metric){ .name = kept_word(in, metric),
		.unit = known ? unit : kept_word(in, *unit ? import_name(in->scratch, unit) : unit),
		.dim = known ? known->dim : DIM_NONE,
		.better = better };
	return s;
}

static void check(struct import *in, const struct result *r, const struct series *s, double v)
{
	bool may_be_negative = s->metric.dim == DIM_NONE || s->metric.dim == DIM_COUNT ||
		s->metric.dim == DIM_RATIO;

	if (!isfinite(v))
		import_refuse(in, 0, "%s of '%.200s' is not a finite number", s->metric.name,
			r->id);
	else if (v < 0 && !may_be_negative)
		import_refuse(in, 0, "%s of '%.200s' is negative", s->metric.name, r->id);
}

/* A metric that was measured twice: the mean or median of each measurement is a sample. */
static void merge(struct import *in, struct series *s)
{
	double centre = s->figures ? figures_centre(s->figures) : (double)NAN;

	if (!s->figures)
		return;
	s->figures = NULL;
	series_add(s, in->mem, centre);
}

struct series *import_sample(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, double value)
{
	const struct unit *known = unit_of(in, unit);
	struct series *s = series_of(in, r, metric, unit, better);

	if (!s)
		return NULL;
	value = known ? unit_to_base(value, known) : value;
	check(in, r, s, value);
	merge(in, s);
	series_add(s, in->mem, value);
	in->samples++;
	return s;
}

struct series *import_samples(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, const struct numbers *values)
{
	struct series *s = NULL;

	for (size_t i = 0; i < values->n && !import_ended(in); i++)
		s = import_sample(in, r, metric, unit, better, values->v[i]);
	return s;
}

/* NaN means absent; an impossible spread or interval is ignored. */
static void tidy(struct figures *f)
{
	double *const all[] = { &f->mean, &f->median, &f->sd, &f->min, &f->max, &f->lo, &f->hi,
		&f->level };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!isfinite(*all[i]))
			*all[i] = (double)NAN;
	if (f->sd < 0)
		f->sd = (double)NAN;
	if (!(f->lo <= figures_centre(f) && figures_centre(f) <= f->hi))
		f->lo = f->hi = f->level = (double)NAN;
}

/* None may be negative where a sample may not. */
static void check_figures(struct import *in, const struct result *r, const struct series *s,
	const struct figures *f)
{
	const double all[] = { f->mean, f->median, f->min, f->max };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!isnan(all[i]))
			check(in, r, s, all[i]);
	check(in, r, s, figures_centre(f));
}

struct series *import_figures(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, const struct figures *f)
{
	const struct unit *known = unit_of(in, unit);
	struct series *s = series_of(in, r, metric, unit, better);
	struct figures *kept;

	if (!s)
		return NULL;
	kept = arena_alloc(in->mem, sizeof *kept);
	*kept = *f;
	tidy(kept);
	if (known)
		figures_scale(kept, known->factor);
	check_figures(in, r, s, kept);
	in->figures++;
	if (s->n || s->figures) {
		merge(in, s);
		series_add(s, in->mem, figures_centre(kept));
	} else {
		s->figures = kept;
	}
	return s;
}

struct series *import_series(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, const struct numbers *values, const struct figures *f)
{
	return values->n ? import_samples(in, r, metric, unit, better, values)
			 : import_figures(in, r, metric, unit, better, f);
}

struct series *import_mean(struct import *in, struct result *r, const char *metric,
	const char *unit, enum better better, double mean)
{
	struct figures f = NO_FIGURES;

	f.mean = mean;
	return isnan(mean) ? NULL : import_figures(in, r, metric, unit, better, &f);
}

/* Cuts the reason to what a table can show, at a character's boundary. */
static char *shortened(struct arena *mem, const char *s)
{
	size_t n = strnlen(s, REASON_MAX + 1);

	if (n <= REASON_MAX)
		return arena_string(mem, s);
	for (n = REASON_MAX; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--;
	return arena_printf(mem, "%.*s...", (int)n, s);
}

const char *import_reasons(struct import *in, const char *reasons, const char *reason)
{
	return reasons && strlen(reasons) >= REASON_MAX
		? reasons
		: text_also(in->scratch, reasons, "; ", reason);
}

void import_failure(struct import *in, struct result *r, const char *reason)
{
	r->status = RESULT_ERROR;
	r->reason = shortened(in->mem, reason);
	r->n = 0;
	in->failures++;
}
