#include "import/read/picks.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "import/read/foreign_unit.h"

static struct picked_metric *metric_of(struct import *in, struct picked *p, const struct pick *row)
{
	struct picked_metric *m;

	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->v[i].row->metric, row->metric) == 0)
			return &p->v[i];
	/* The first row is the primary metric, whatever comes first in the input. */
	m = ARENA_PUSH(in->scratch, p);
	for (; m > p->v && m[-1].row > row; m--)
		*m = m[-1];
	*m = (struct picked_metric){ .row = row, .f = no_figures };
	return m;
}

static void fail(struct import *in, struct picked *p, const char *why)
{
	p->failure = import_reasons(in, p->failure, why);
}

static double *figure_of(struct figures *f, enum pick_kind kind)
{
	return kind == PICK_MEAN      ? &f->mean
		: kind == PICK_MEDIAN ? &f->median
		: kind == PICK_SD     ? &f->sd
		: kind == PICK_MIN    ? &f->min
				      : &f->max;
}

void picked_number(struct import *in, struct picked *p, const struct pick *row, double v,
	const char *unit)
{
	struct picked_metric *m;

	if (row->kind == PICK_COUNT && v > 0) {
		fail(in, p, arena_printf(in->scratch, "%.0f %s", v, row->metric));
	} else if (row->kind == PICK_SHARE && v < 1) {
		fail(in, p, arena_printf(in->scratch, "%g%% %s", 100 * (1 - v), row->metric));
	} else if (row->kind == PICK_CORES) {
		in->machine.cores = record_count(v);
	} else if (row->kind == PICK_N) {
		metric_of(in, p, row)->f.n += record_count(v);
	} else if (row->kind == PICK_VALUE ||
		(row->kind > PICK_VALUE && row->kind <= PICK_MAX && !isnan(v))) {
		m = metric_of(in, p, row);
		m->unit = unit ? arena_string(in->scratch, unit) : m->unit;
		if (row->kind == PICK_VALUE)
			*ARENA_PUSH(in->scratch, &m->samples) = v;
		else if (isnan(*figure_of(&m->f, row->kind)))
			*figure_of(&m->f, row->kind) = v;
	}
}

void picked_text(struct import *in, struct picked *p, const struct pick *row, const char *text)
{
	struct arena *mem = in->scratch;

	if (row->kind == PICK_NAME)
		p->name = arena_printf(mem, "%s%s%s", p->name ? p->name : "",
			p->name && row->metric ? row->metric : "", text);
	else if (row->kind == PICK_ID)
		p->id = arena_string(mem, text);
	else if (row->kind == PICK_GROUP)
		p->group = arena_printf(mem, "%s%s", text, row->metric);
	else if (row->kind == PICK_TITLE)
		p->name = row->metric;
	else if (row->kind == PICK_UNIT)
		p->unit = arena_string(mem, text);
	else if (row->kind == PICK_STATE && strcmp(text, row->unit) == 0)
		fail(in, p, row->metric);
	else if (row->kind == PICK_REASON && *text)
		fail(in, p, arena_string(mem, text));
	else if (row->kind == PICK_KEY && strcmp(text, row->unit) != 0)
		fail(in, p, arena_printf(mem, "%s: %s", row->metric, text));
	else if (row->kind == PICK_HOST)
		in->machine.name = arena_string(in->mem, text);
	else if (row->kind == PICK_CPU)
		in->machine.cpu = arena_string(in->mem, text);
}

static void add_metric(struct import *in, struct result *r, const struct picked *p,
	const struct picked_metric *m)
{
	const char *unit = m->unit ? m->unit : m->row->unit ? m->row->unit : p->unit;
	enum better better = m->row->better;
	struct series *s;

	unit = foreign_unit(unit ? unit : "");
	if (!m->row->unit)
		better = foreign_unit_better(unit);
	if (!m->samples.n && isnan(figures_centre(&m->f)))
		return;
	s = import_series(in, r, m->row->metric, unit, better, &m->samples, &m->f);
	if (s && m->row->exact)
		s->metric.exact = true;
}

void picked_add(struct import *in, struct picked *p, const char *name)
{
	struct picked all = *p;
	struct result *r;

	*p = (struct picked){ .group = all.group };
	if (!all.n && !all.failure)
		return;
	name = all.id ? all.id : all.name && *all.name ? all.name : name;
	if (all.group)
		name = arena_printf(in->scratch, "%s%s", all.group, name);
	r = import_benchmark(in, name);
	if (all.failure)
		import_failure(in, r, all.failure);
	for (size_t i = 0; i < all.n; i++)
		add_metric(in, r, &all, &all.v[i]);
}
