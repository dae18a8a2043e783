/* One page at a time, and all of them in one document. */
#include "app/site/site.h"

#include <string.h>

#include "app/compare.h"
#include "base/file.h"
#include "base/text.h"
#include "report/report.h"
#include "store/baseline.h"

enum { NO_PAGE = 1, TOGETHER_MAX = 20 };

struct site_run *app_site_run(struct app_site *s, const char *name)
{
	return TEXT_FIND(s->site.runs.v, s->site.runs.n, id, name);
}

static const char *dir_of(struct app_site *s, const char *name)
{
	const struct stored_run *run = TEXT_FIND(s->stored.v, s->stored.n, id, name);

	return run ? run->dir : NULL;
}

static const struct run *run_at(struct arena *mem, const char *dir, const char *file)
{
	return run_newest(mem, file_join(mem, dir, file));
}

/* The samples of the base: measured beside the head, a stored run, or the baseline in git. */
static const struct run *base_samples(struct app_site *s, struct arena *mem, const char *dir,
	const struct party *base)
{
	const char *other = base->run ? dir_of(s, base->run) : NULL;
	const struct run *run = run_at(mem, dir, "base.json");
	struct run_set set = { 0 };

	if (!run && other)
		run = run_at(mem, other, "run.json");
	if (!run && base->commit && s->p.repo && s->p.suite.name &&
		baseline_read(&set, s->p.repo, mem, base->commit, project_baseline_in_git(&s->p),
			s->p.suite.name, ERROR_IGNORED) == 0 &&
		set.n)
		run = set.v + set.n - 1;
	return run;
}

static int put_comparison(FILE *out, struct app_site *s, const struct site *site, const char *name,
	struct error *err)
{
	struct arena *mem = site->mem;
	const char *dir = dir_of(s, name), *path;
	struct site_samples samples;
	struct comparison c;

	if (!dir)
		return NO_PAGE;
	path = file_join(mem, dir, "comparison.json");
	if (!file_exists(path))
		return NO_PAGE;
	if (comparison_load(&c, mem, path, err) < 0)
		return -1;
	samples = (struct site_samples){ .base = base_samples(s, mem, dir, &c.base),
		.head = run_at(mem, dir, "run.json"),
		.fresh_base = run_at(mem, dir, "confirm-base.json"),
		.fresh_head = run_at(mem, dir, "confirm.json") };
	site_comparison(out, site, name, &c, &samples);
	return 0;
}

/* Any two stored runs, judged now by the rules of the configuration. */
static int put_pair(FILE *out, struct app_site *s, const struct site *site, const char *name,
	const char *dots, struct error *err)
{
	const char *first = arena_copy(site->mem, name, (size_t)(dots - name)), *second = dots + 2;
	const char *base_dir = dir_of(s, first), *head_dir = dir_of(s, second);
	struct compare_request request = { .config = s->options.config };
	const struct project_options none = { 0 };
	struct comparison c;
	struct app app = { .ui = s->app.ui, .user_dir = NULL };
	int rc;

	if (!base_dir || !head_dir)
		return NO_PAGE;
	words_push(site->mem, &request.base, first);
	words_push(site->mem, &request.head, second);
	rc = app_compare(&c, &app, &none, &request, err);
	if (rc == 0)
		site_comparison(out, site, name, &c,
			&(struct site_samples){ .base = run_at(site->mem, base_dir, "run.json"),
				.head = run_at(site->mem, head_dir, "run.json") });
	arena_free(&app.mem);
	return rc;
}

static int put_run(FILE *out, struct app_site *s, const struct site *site, const char *name)
{
	const struct site_run *r = app_site_run(s, name);
	const char *dir = dir_of(s, name);
	struct site_files files;
	struct site_outputs outputs;

	if (!r)
		return NO_PAGE;
	app_site_files(&files, site->mem, dir, r->run, true);
	app_site_outputs(&outputs, site->mem, dir, r->run);
	site_run(out, site, r, run_at(site->mem, dir, "run.json"), &files, &outputs);
	return 0;
}

/* name: "run-001/run-017". */
static int put_side_by_side(FILE *out, struct app_site *s, const struct site *site,
	const char *name)
{
	struct arena *mem = site->mem;
	struct site_sides sides = { 0 };
	char *rest = arena_string(mem, name);
	const char *id;

	while ((id = strsep(&rest, "/"))) {
		const struct site_run *r = app_site_run(s, id);
		struct site_side *side;

		if (!r || r->fault || sides.n == TOGETHER_MAX)
			return NO_PAGE;
		side = ARENA_PUSH(mem, &sides);
		side->stored = r;
		side->run = run_at(mem, dir_of(s, id), "run.json");
		app_site_outputs(&side->outputs, mem, dir_of(s, id), r->run);
	}
	if (sides.n < 2)
		return NO_PAGE;
	site_side_by_side(out, site, name, &sides);
	return 0;
}

static int put_history(FILE *out, struct app_site *s, const struct site *site, const char *name)
{
	struct site_beside beside[SITE_BESIDE];
	const struct history_line *h = TEXT_FIND(site->history.v, site->history.n, id, name);

	if (!h)
		return NO_PAGE;
	app_site_beside(beside, s, site->mem, h);
	site_history(out, site, h, beside);
	return 0;
}

int app_site_page(FILE *out, struct app_site *s, const struct site *site, enum site_page kind,
	const char *name, struct error *err)
{
	const char *dots = strstr(name, "..");

	switch (kind) {
	case SITE_OVERVIEW: site_overview(out, site); return 0;
	case SITE_RUNS:
		if (*name)
			return put_side_by_side(out, s, site, name);
		site_runs(out, site);
		return 0;
	case SITE_HISTORY: return put_history(out, s, site, name);
	case SITE_RUN: return put_run(out, s, site, name);
	case SITE_COMPARISON:
		return dots ? put_pair(out, s, site, name, dots, err)
			    : put_comparison(out, s, site, name, err);
	case SITE_FILE:
	case SITE_PAGES: break;
	}
	return NO_PAGE;
}

/* A page with its own scratch memory. A comparison that cannot be read is a sentence. */
static void put_page(FILE *out, struct app_site *s, enum site_page kind, const char *name)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct site site = s->site;
	struct error err;

	site.mem = &scratch;
	if (app_site_page(out, s, &site, kind, name, &err) < 0)
		app_warn(&s->app, "%s", err.text);
}

/* The single document carries dygraphs, if it is installed. */
static void embed_script(FILE *out, const char *path)
{
	FREES_ARENA struct arena scratch = { 0 };
	const char *text = file_text(&scratch, path, 4 << 20);

	if (text)
		fprintf(out, "<script>\n%s\n</script>\n", text);
}

/* The runs that the document holds: the named ones, or the newest. */
static int choose_runs(struct app_site *s, const struct words *names, struct error *err)
{
	const struct stored_runs *stored = &s->stored;

	for (size_t i = 0; i < s->site.runs.n && names->n; i++)
		s->site.runs.v[i].has_page = false;
	for (size_t i = 0; i < names->n; i++) {
		const char *dir = runs_find(s->site.mem, s->p.suite.output_dir, names->v[i]);
		const struct stored_run *r = TEXT_FIND(stored->v, stored->n, dir, dir);

		if (!r)
			return error_exit(err, EXIT_USAGE,
				"there is no run '%s' in %s; see: benchctl list", names->v[i],
				s->p.suite.output_dir);
		app_site_run(s, r->id)->has_page = true;
	}
	return 0;
}

/* The name of the page that has all of them side by side, oldest first; NULL: one is alone. */
static const char *together(const struct site *site)
{
	const char *name = NULL;
	size_t n = 0;

	for (size_t i = 0; i < site->runs.n && n < TOGETHER_MAX; i++) {
		const struct site_run *r = &site->runs.v[i];

		if (r->has_page && !r->fault)
			name = n++ ? arena_printf(site->mem, "%s/%s", r->id, name) : r->id;
	}
	return n > 1 ? name : NULL;
}

static size_t put_runs(FILE *out, struct app_site *s)
{
	const struct site *site = &s->site;
	size_t n = 0;

	for (size_t i = 0; i < site->runs.n; i++) {
		if (!site->runs.v[i].has_page)
			continue;
		n++;
		put_page(out, s, SITE_RUN, site->runs.v[i].id);
		put_page(out, s, SITE_COMPARISON, site->runs.v[i].id);
	}
	if (site->together)
		put_page(out, s, SITE_RUNS, site->together);
	return n;
}

int app_report_html(FILE *out, const char **words, struct app *app, const struct site_options *o,
	const struct words *runs, struct error *err)
{
	CLOSES_SITE struct app_site s = { 0 };
	struct site *site = &s.site;
	size_t pages;

	if (app_site_check(app, o, err) < 0 || app_site_open(&s, app, o, err) < 0 ||
		choose_runs(&s, runs, err) < 0)
		return -1;
	site->single = true;
	site->together = together(site);
	app_site_read_classes(&s);
	if (!runs->n && site->runs.n > o->runs)
		words_printf(site->mem, &site->notes,
			"This file has the newest %zu of %zu runs; more: --runs N.", o->runs,
			site->runs.n);
	site_begin(out, site, site->suite);
	if (site->charts)
		embed_script(out, site_dygraphs_script);
	put_page(out, &s, SITE_OVERVIEW, "");
	put_page(out, &s, SITE_RUNS, "");
	for (size_t i = 0; i < site->history.n; i++)
		put_page(out, &s, SITE_HISTORY, site->history.v[i].id);
	pages = put_runs(out, &s);
	site_end(out, site);
	*words = arena_printf(&app->mem, "%zu benchmark%s, %zu of %zu run%s", site->history.n,
		text_s(site->history.n), pages, site->runs.n, text_s(site->runs.n));
	return 0;
}
