#include "cli/plan.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/session.h"
#include "model/shard.h"
#include "store/baseline.h"
#include "store/runs.h"

/* s that a benchmark takes when one run takes so long. */
static double duration(const struct benchmark *b, double wall)
{
	const struct lifecycle *life = &b->life;
	double least = (double)life->runs.min * wall, most = (double)life->runs.max * wall;

	return (double)life->warmup * wall + fmax(least, fmin(most, life->max_time));
}

/* What each benchmark is known to take, in s, by the committed baseline; NaN where that says
 * nothing. All shards of a commit read the same file. */
static double *known_durations(struct session *s)
{
	struct arena *mem = &s->cli->mem;
	const char *path = baseline_path(mem, "", s->suite.baseline_dir, s->suite.name,
		s->host.class);
	double *known = arena_array(mem, s->suite.n, sizeof *known);
	struct run_set set = { 0 };
	struct error ignored;
	bool there = file_exists(path) && run_set_load(&set, mem, path, &ignored) == 0 && set.n;

	for (size_t i = 0; i < s->suite.n; i++) {
		const struct benchmark *b = &s->suite.v[i];
		const struct result *r = there ? run_find(&set.v[set.n - 1], b->id) : NULL;
		const struct series *wall = r ? result_find(r, "wall") : NULL;

		known[i] = wall ? duration(b, series_centre(wall)) : (double)NAN;
	}
	return known;
}

/* So that benchmarks can be left out of the suite while s->whole keeps them. */
static void detach(struct session *s)
{
	struct benchmark *own = arena_array(&s->cli->mem, s->suite.n, sizeof *own);

	if (s->suite.n)
		memcpy(own, s->suite.v, s->suite.n * sizeof *own);
	s->suite.v = own;
}

int plan_shard(struct session *s, const char *text)
{
	struct shard shard;
	struct error err;
	const char *why, *source = NULL;

	if (strcmp(text, "auto") == 0) {
		if (shard_from_environment(&shard, &source, &err) < 0) {
			cli_say("--shard auto: %s; what is asked is: %s", err.text,
				shard_variables(&s->cli->mem));
			return EXIT_USAGE;
		}
	} else if ((why = shard_parse(&shard, text))) {
		cli_say("--shard: '%s' %s", text, why);
		return EXIT_USAGE;
	}
	detach(s);
	shard_select(&s->suite, &s->cli->mem, shard, known_durations(s));
	s->shard = arena_printf(&s->cli->mem, "%zu/%zu", shard.i, shard.n);
	if (!s->cli->reporting.quiet)
		cli_say("shard %s%s%s%s: %zu benchmark%s", s->shard, source ? " (" : "",
			source ? source : "", source ? ")" : "", s->suite.n,
			s->suite.n == 1 ? "" : "s");
	return EXIT_PASS;
}

/* Why that run cannot be gone on with. */
static const char *cannot_resume(struct session *s, const struct run *old)
{
	bool dirty = false;
	struct error ignored;

	if (!text_equal(old->suite, s->suite.name))
		return "it is of another suite";
	if (!text_equal(old->config_digest, s->suite.digest))
		return "the configuration has changed since";
	if (!text_equal(old->host.class, s->host.class))
		return "it was made on another class of machine";
	if (s->facts && !text_equal(old->commit, s->facts->head))
		return "it measured another commit";
	if (s->facts && !s->facts->bare && s->facts->head && session_dirty(&dirty, s, &ignored) < 0)
		return "git cannot tell whether there are changes that are not committed";
	if (dirty || old->dirty)
		return "there are changes that are not committed, so it may have measured others";
	return NULL;
}

/* The first result whose id does not come before this one. */
static size_t first_from(const struct run *r, const char *id)
{
	size_t from = 0, to = r->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (strcmp(r->v[mid].id, id) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* All of what the benchmark yields is there. What is its own begins with its id, and so lies
 * together, though not alone. */
static bool is_done(const struct run *old, const struct benchmark *b)
{
	bool found = false;

	for (size_t i = first_from(old, b->id); i < old->n; i++) {
		const struct result *r = &old->v[i];

		if (!text_starts(r->id, b->id))
			break;
		if (!benchmark_owns(b, r->id))
			continue;
		if (r->status != RESULT_OK || (r->n && r->v[0].n < b->life.runs.min))
			return false;
		found = true;
	}
	return found;
}

int plan_resume(struct session *s, const char *name)
{
	struct arena *mem = &s->cli->mem;
	const char *dir = runs_find(mem, s->suite.output_dir, name), *why;
	struct run_set set = { 0 };
	struct error err;
	size_t left = 0;

	if (!dir) {
		cli_say("there is no run '%s' in %s; see: benchctl list", name,
			s->suite.output_dir);
		return EXIT_USAGE;
	}
	if (run_set_load(&set, mem, file_join(mem, dir, "run.json"), &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	why = set.n ? cannot_resume(s, &set.v[0]) : "it is empty";
	if (why) {
		cli_say("%s cannot be resumed: %s; start anew with: benchctl run", name, why);
		return EXIT_USAGE;
	}
	detach(s);
	for (size_t i = 0; i < s->suite.n; i++) {
		const struct benchmark *b = &s->suite.v[i];

		if (!is_done(&set.v[0], b)) {
			s->suite.v[left++] = *b;
			continue;
		}
		for (size_t k = first_from(&set.v[0], b->id);
			k < set.v[0].n && text_starts(set.v[0].v[k].id, b->id); k++)
			if (benchmark_owns(b, set.v[0].v[k].id))
				*ARENA_PUSH(mem, &s->kept) = set.v[0].v[k];
	}
	if (left == 0) {
		cli_say("%s is complete; there is nothing to resume", name);
		return EXIT_USAGE;
	}
	if (!s->cli->reporting.quiet)
		cli_say("%zu of %zu benchmarks are taken from %s", s->suite.n - left, s->suite.n,
			name);
	s->suite.n = left;
	return EXIT_PASS;
}

/* "once", "5 times", "10 to 40 times" */
static const char *times_text(struct arena *mem, const struct range *runs)
{
	if (runs->max > runs->min)
		return arena_printf(mem, "%zu to %zu times", runs->min, runs->max);
	return runs->min == 1 ? "once" : arena_printf(mem, "%zu times", runs->min);
}

int plan_show(struct session *s)
{
	const double *known = known_durations(s);
	struct run_set set = { .kind = "run", .suite = s->suite.name, .n = 1 };
	struct arena *mem = &s->cli->mem;
	char text[CLOCK_TEXT_MAX];
	double sum = 0;
	struct error err;

	if (session_describe(s, &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	s->run.status = RUN_PLANNED;
	s->run.seed = s->suite.seed;
	s->run.duration = s->run.shell = (double)NAN;
	set.v = &s->run;
	run_set_write(stdout, &set);
	if (s->suite.build && !s->cli->measuring.no_build)
		cli_say("would build with: %s", s->suite.build);
	for (size_t i = 0; i < s->suite.n; i++) {
		const struct benchmark *b = &s->suite.v[i];

		sum += known[i];
		cli_say("would run %s %s%s%s", b->id, times_text(mem, &b->life.runs),
			isfinite(known[i]) ? ", in about " : "",
			isfinite(known[i]) ? clock_text(text, known[i]) : "");
	}
	cli_say("%zu benchmark%s%s%s; nothing was run", s->suite.n, s->suite.n == 1 ? "" : "s",
		isfinite(sum) ? ", about " : "", isfinite(sum) ? clock_text(text, sum) : "");
	return EXIT_PASS;
}
