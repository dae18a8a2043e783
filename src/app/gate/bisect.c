#include "app/gate/gate.h"

#include <math.h>

#include "base/text.h"
#include "report/explain.h"
#include "report/phrase.h"
#include "store/git/revisions.h"

/* The commit nearest to the middle that was not skipped, or 0. */
static size_t middle(const bool *skipped, size_t low, size_t high)
{
	size_t mid = low + (high - low) / 2;

	for (size_t d = 0; d < high - low; d++) {
		if (mid + d < high && mid + d > low && !skipped[mid + d])
			return mid + d;
		if (mid >= d && mid - d > low && mid - d < high && !skipped[mid - d])
			return mid - d;
	}
	return 0;
}

bool bisect_search(size_t *low, size_t *high, size_t n,
	enum bisect_answer (*ask)(void *ctx, size_t i), void *ctx)
{
	FREES_ARENA struct arena mem = { 0 };
	bool *skipped = arena_array(&mem, n, sizeof *skipped);
	size_t mid;

	*low = 0;
	*high = n - 1;
	while ((mid = middle(skipped, *low, *high))) {
		switch (ask(ctx, mid)) {
		case BISECT_GOOD: *low = mid; break;
		case BISECT_BAD: *high = mid; break;
		case BISECT_SKIP: skipped[mid] = true; break;
		case BISECT_STOP:
		default: return false;
		}
	}
	return true;
}

struct bisection {
	struct gate_run g;
	struct words commits; /* good first, bad last */
	struct checkout good; /* the side that all others are compared with */
	double threshold;     /* half way between good and bad; 0: the policy's */
	struct error *err;    /* the reason why the search stopped */
};

/* Checks the commit out and builds it. */
static int make(struct bisection *b, struct checkout *c, const char *commit, struct error *err)
{
	struct project *p = &b->g.project;
	struct arena *mem = &p->app->mem;

	if (checkout_open(c, p->repo, mem, commit, p->suite.build, err) < 0 ||
		checkout_enter(c, mem, p->facts->prefix, err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (c->built)
		return 0;
	if (recording_build_tree(&b->g.recording, b->g.project.suite.build, c->suite, c->dir,
		    arena_printf(mem, "build-%.8s.log", commit),
		    arena_printf(mem, "commit %.8s", commit), err) < 0)
		return -1;
	return checkout_mark_built(c, mem, recording_opened_list(&b->g.recording), err) < 0
		? error_stage(err, EXIT_MEASURE)
		: 0;
}

/* Adds the row of the benchmark's primary metric to c. threshold 0: the policy's. */
static int compare(struct bisection *b, const struct checkout *base, const struct checkout *head,
	double threshold, struct comparison *c, struct error *err)
{
	struct stage stage = { .in = { base, head }, .threshold = threshold };

	if (gate_stage(&b->g, &stage, err) < 0)
		return -1;
	gate_judge(c, &b->g, &stage);
	return 0;
}

/* A tail, a spread and a loss from 0 have no way to halve. */
static double half_way(const struct row *r)
{
	double worse = row_worse(r, r->effect);

	return !row_is_shape(r) && isfinite(worse) && worse > 0 ? sqrt(1 + worse) - 1 : 0;
}

static enum bisect_answer answer_of(const struct row *r)
{
	double worse = row_worse(r, isnan(r->effect) ? r->change : r->effect);

	if (r->verdict == VERDICT_REGRESSION)
		return BISECT_BAD;
	if (r->verdict == VERDICT_PASS || r->verdict == VERDICT_IMPROVEMENT)
		return BISECT_GOOD;
	if (r->verdict == VERDICT_INCONCLUSIVE) /* the likelier one */
		return worse >= r->threshold ? BISECT_BAD : BISECT_GOOD;
	return BISECT_SKIP;
}

static enum bisect_answer ask(void *ctx, size_t i)
{
	static const char *const words[] = {
		[BISECT_GOOD] = "good", [BISECT_BAD] = "bad", [BISECT_SKIP] = "not measurable"
	};
	struct bisection *b = ctx;
	struct app *app = b->g.project.app;
	const char *commit = b->commits.v[i];
	enum bisect_answer answer;
	struct comparison found = { 0 };
	const struct wording w = { .mem = &app->mem, .c = &found };
	const char *shape;
	struct checkout c;
	int rc = make(b, &c, commit, b->err);
	bool built = rc == 0;

	if (built)
		rc = compare(b, &b->good, &c, b->threshold, &found, b->err);
	checkout_close(&c);
	if (rc < 0 && (built || error_is_signal(b->err)))
		return BISECT_STOP;
	if (rc < 0)
		app_warn(app, "%s", b->err->text);
	if (found.n == 0) {
		app_note(app, "%.10s was skipped", commit);
		return BISECT_SKIP;
	}
	answer = answer_of(&found.v[0]);
	shape = phrase_shape(&w, &found.v[0]);
	app_note(app, "%.10s is %s (%s%s)", commit, words[answer],
		shape ? shape : phrase_change(&w, &found.v[0]),
		found.v[0].verdict == VERDICT_INCONCLUSIVE ? ", probably" : "");
	return answer;
}

/* Whether the row breaks a budget that base breaks too, so that no commit began it. */
static bool always_broke(const struct row *r)
{
	const char *why;
	double limit;

	if (!r->budget || !policy_budget(&limit, r->budget, &r->metric, &why))
		return false;
	return r->reason.kind == FINDING_ABOVE_BUDGET ? r->base.median > limit
						      : r->base.median < limit;
}

/* Whether bad is slower than good, and by how much. */
static int establish(struct bisection *b, struct error *err)
{
	const char *const *commits = b->commits.v;
	size_t last = b->commits.n - 1;
	struct comparison c = { 0 };
	struct checkout bad = { 0 };
	const struct wording w = { .mem = &b->g.project.app->mem, .c = &c };
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there are two commits at least. */
	int rc = make(b, &b->good, commits[0], err);

	if (rc < 0)
		return -1;
	rc = make(b, &bad, commits[last], err);
	if (rc == 0)
		rc = compare(b, &b->good, &bad, 0, &c, err);
	checkout_close(&bad);
	if (rc < 0)
		return -1;
	if (c.n == 0 || c.v[0].verdict != VERDICT_REGRESSION)
		return error_exit(err, EXIT_NO_VERDICT,
			"%.10s is not measurably slower than %.10s: %s", commits[last], commits[0],
			c.n ? explain_finding(&b->g.project.app->mem, &c.v[0], &c.v[0].reason)
			    : "nothing was measured");
	if (always_broke(&c.v[0]))
		return error_exit(err, EXIT_NO_VERDICT,
			"%.10s breaks the budget of %s too; give an earlier --good", commits[0],
			c.v[0].budget);
	b->threshold = half_way(&c.v[0]);
	app_note(b->g.project.app, "%zu commit%s; from good to bad: %s", last, text_s(last),
		fact_sentence(&w, &c.v[0]));
	return 0;
}

static struct party party_of_commit(struct bisection *b, const char *commit)
{
	const struct run run = { .commit = commit, .host = *project_host(&b->g.project) };

	return party_of_run(&run, arena_printf(&b->g.project.app->mem, "%.8s", commit));
}

/* Measures the culprit beside its parent, with the policy's threshold, as a gate would. */
static int compare_culprit(struct bisected *out, struct bisection *b, size_t low, size_t high,
	struct error *err)
{
	struct checkout parent = { 0 }, culprit = { 0 };
	struct comparison *c = &b->g.c;
	int rc;

	*c = (struct comparison){ .suite = b->g.project.suite.name,
		.tool = BENCHCTL_VERSION,
		.mode = "paired",
		.base = party_of_commit(b, b->commits.v[low]),
		.head = party_of_commit(b, b->commits.v[high]),
		.duration = (double)NAN,
		.notes = c->notes };
	rc = make(b, &parent, b->commits.v[low], err);
	if (rc == 0)
		rc = make(b, &culprit, b->commits.v[high], err);
	if (rc == 0)
		rc = compare(b, &parent, &culprit, 0, c, err);
	checkout_close(&culprit);
	checkout_close(&parent);
	out->c = *c;
	out->c.exit = EXIT_PASS; /* of the search */
	out->compared = rc == 0;
	return rc;
}

static int search(struct bisected *out, struct bisection *b, struct error *err)
{
	struct project *p = &b->g.project;
	size_t low, high;

	b->err = err;
	if (!bisect_search(&low, &high, b->commits.n, ask, b))
		return -1;
	checkout_close(&b->good);
	for (size_t i = low + 1; i <= high; i++) {
		struct culprit *c = ARENA_PUSH(&p->app->mem, out);

		c->commit = b->commits.v[i];
		if (revisions_subject(&c->subject, p->repo, &p->app->mem, c->commit, err) < 0)
			return error_stage(err, EXIT_NO_VERDICT);
	}
	return compare_culprit(out, b, low, high, err);
}

static int prepare(struct bisection *b, struct app *app, const struct project_options *options,
	const struct bisect_options *o, struct error *err)
{
	struct project *p = &b->g.project;

	if (!o->id || !o->good)
		return error_exit(err, EXIT_USAGE,
			"bisect needs a benchmark and a fast commit; "
			"usage: benchctl bisect ID --good REV [--bad REV]");
	if (project_load_and_open(p, app, options, o->config, true, err) < 0)
		return -1;
	if (!p->suite.build)
		return error_exit(err, EXIT_USAGE,
			"bisect builds commits, so the configuration needs a build:");
	if (p->suite.n != 1)
		return error_exit(err, EXIT_USAGE, "'%s' matches %zu benchmarks; bisect takes one",
			o->id, p->suite.n);
	if (revisions_between(&b->commits, p->repo, &app->mem, o->good, o->bad, err) < 0)
		return error_stage(err, EXIT_USAGE);
	b->g.judge = judge_new(&app->mem);
	b->g.recording.kind = "bisect"; /* it covers many commits, not one */
	return recording_lock(&b->g.recording, err);
}

int app_bisect(struct bisected *out, struct app *app, const struct project_options *project,
	const struct bisect_options *options, struct error *err)
{
	struct project_options one = *project;
	struct bisection b = { .g = GATE_RUN(b.g) };
	int rc;

	*out = (struct bisected){ 0 };
	one.selection = (struct selection){ 0 };
	if (options->id)
		words_push(&app->mem, &one.selection.filter, options->id);
	rc = prepare(&b, app, &one, options, err);
	if (rc == 0)
		rc = establish(&b, err);
	if (rc == 0)
		rc = search(out, &b, err);
	if (rc == 0)
		b.g.recording.run.status = RUN_OK;
	checkout_close(&b.good);
	gate_end(&b.g);
	return rc;
}
