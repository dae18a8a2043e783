/* What else is in the history of a benchmark: its variants, and other machine classes. */
#include "app/site/site.h"

#include <string.h>

#include "app/history.h"
#include "base/text.h"
#include "store/history.h"

static bool is_that(void *ctx, const char *id)
{
	return strcmp(ctx, id) == 0;
}

static void add_line(struct site_beside *beside, struct arena *mem, const char *label,
	const struct history_line *l)
{
	*ARENA_PUSH(mem, beside) = (struct site_line){ label, l };
}

/* The same result of the benchmarks that come from the same entry of the configuration. */
static void add_variants(struct site_beside *beside, struct app_site *s, struct arena *mem,
	const struct history_line *l)
{
	const struct suite *suite = &s->p.suite;
	const struct history *all = &s->site.history;
	const struct benchmark *own = NULL;

	for (size_t i = 0; i < suite->n; i++)
		own = benchmark_owns(&suite->v[i], l->id) ? &suite->v[i] : own;
	for (size_t i = 0; own && i < suite->n; i++) {
		const struct benchmark *b = &suite->v[i];
		const char *id = arena_printf(mem, "%s%s", b->id, l->id + strlen(own->id));
		const struct history_line *line = TEXT_FIND(all->v, all->n, id, id);

		if (line && text_equal(b->group, own->group) &&
			text_equal(line->metric.name, l->metric.name) &&
			text_equal(line->metric.unit, l->metric.unit))
			add_line(beside, mem, line->id, line);
	}
}

static void read_classes(struct run_columns *runs, struct app_site *s, struct arena *mem,
	const struct run_filter *filter)
{
	struct words unread = { 0 };

	history_load(runs, s->p.repo, mem, s->p.suite.name, NULL, filter, &unread, ERROR_IGNORED);
}

void app_site_read_classes(struct app_site *s)
{
	if (s->classes.n > 1)
		read_classes(&s->all, s, s->site.mem, NULL);
}

static void add_classes(struct site_beside *beside, struct app_site *s, struct arena *mem,
	const struct history_line *l)
{
	union {
		const char *from;
		void *to;
	} id = { l->id }; /* it is not changed */
	const struct run_filter filter = { is_that, id.to, NULL };
	struct run_columns runs = s->all;

	if (s->classes.n < 2)
		return;
	if (!runs.n)
		read_classes(&runs, s, mem, &filter);
	for (size_t i = 0; i < s->classes.n; i++) {
		struct history_line *line = arena_alloc(mem, sizeof *line);

		*line = app_history_line(mem, &runs, l->id, l->metric.name, s->classes.v[i]);
		if (line->n && text_equal(line->metric.unit, l->metric.unit))
			add_line(beside, mem, s->classes.v[i], line);
	}
}

void app_site_beside(struct site_beside beside[SITE_BESIDE], struct app_site *s, struct arena *mem,
	const struct history_line *l)
{
	beside[0] = (struct site_beside){ .title = "Variants" };
	beside[1] = (struct site_beside){ .title = "Machine classes" };
	add_variants(&beside[0], s, mem, l);
	add_classes(&beside[1], s, mem, l);
}
