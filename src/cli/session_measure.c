/* Building and measuring, with what belongs to it: progress, the log, derived results. */
#include "cli/session.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/text.h"
#include "cli/event_log.h"
#include "cli/progress.h"
#include "judge/derive.h"
#include "measure/build.h"
#include "measure/engine.h"
#include "measure/generate.h"
#include "store/runs.h"

/* What every child finds in its environment. */
static const char *const *child_environment(const struct session *s)
{
	struct arena *mem = &s->cli->mem;
	const struct {
		const char *name, *path;
	} paths[] = { { "BENCHCTL_RUN_DIR", s->dir },
		{ "BENCHCTL_OUTPUT_DIR", s->suite.output_dir },
		{ "BENCHCTL_CONFIG_PATH", s->suite.path ? s->suite.path : "" } };
	struct words env = { 0 };

	words_push(mem, &env, arena_printf(mem, "BENCHCTL_RUN_ID=%s", s->id));
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		words_push(mem, &env,
			arena_printf(mem, "%s=%s", paths[i].name,
				file_absolute(mem, paths[i].path)));
	return env.v;
}

/* Where children write metrics of their own; in the run's folder, because that is no other run's.
 */
static const char *metrics_file(const struct session *s)
{
	struct arena *mem = &s->cli->mem;

	return file_absolute(mem, file_join(mem, s->dir, "metrics.txt"));
}

/* A log on standard error is read line by line, so that no progress may be there. */
static bool is_silent(const struct session *s)
{
	return s->cli->reporting.quiet || text_equal(s->cli->measuring.log_json, "-");
}

/* By machine: where several share a folder, each has processors and a lock of its own. */
static const char *lock_file(const struct session *s)
{
	struct arena *mem = &s->cli->mem;
	struct utsname u;

	return file_join(mem, s->facts->gitdir,
		arena_printf(mem, "benchctl.%s.lock",
			uname(&u) == 0 ? text_slug(mem, u.nodename) : ""));
}

int session_lock_worktree(struct session *s)
{
	pid_t holder;
	int status = session_begin(s), rc;

	/* A command without a configuration has no files here that another one builds. */
	if (status != EXIT_PASS || s->took_lock || !s->facts || !s->suite.path)
		return status;
	s->took_lock = true;
	if (!worktree_lock_take(&s->lock, &holder, lock_file(s)))
		return EXIT_PASS;
	if (holder)
		cli_say("waiting for another benchctl that measures here (process %d)",
			(int)holder);
	else
		cli_say("waiting for another benchctl that measures here");
	rc = worktree_lock_wait(&s->lock);
	if (rc)
		s->run.status = RUN_INTERRUPTED;
	return rc ? 128 + rc : EXIT_PASS;
}

int session_build_tree(struct session *s, const char *dir, const char *log, const char *what)
{
	char took[CLOCK_TEXT_MAX];
	struct arena *mem = &s->cli->mem;
	struct error err;
	double seconds;
	int rc;

	/* Not in the tree, of which nothing is left when it cannot be built. */
	log = file_join(mem, s->dir, log);
	if (dir)
		log = file_absolute(mem, log);
	rc = build_run(&seconds, s->cli->spawner, s->suite.build, dir, log, &err);
	if (rc > 0) {
		s->run.status = RUN_INTERRUPTED;
		return 128 + rc;
	}
	if (rc < 0) {
		error_context(&err, "the %s cannot be built", what);
		return session_fail(s, &err, EXIT_MEASURE);
	}
	if (!is_silent(s))
		cli_note("%s built in %s", what, clock_text(took, seconds));
	return EXIT_PASS;
}

int session_build(struct session *s)
{
	int status = session_lock_worktree(s);

	if (status != EXIT_PASS || !s->suite.build || s->cli->measuring.no_build)
		return status;
	return session_build_tree(s, NULL, "build.log", "head");
}

static void add_results(struct run *run, struct arena *mem, const struct run *earlier)
{
	for (size_t i = 0; i < earlier->n; i++) {
		*ARENA_PUSH(mem, run) = earlier->v[i];
		if (earlier->v[i].status != RESULT_OK && run->status == RUN_OK)
			run->status = RUN_FAILED;
	}
}

int session_measure_with(struct session *s, struct measurement *m, const struct run *earlier)
{
	struct meter meter = { .terminal = s->cli->err };
	struct error err;
	int signal;

	for (size_t i = 0; i < m->suite->n; i++)
		for (size_t k = 0; k < m->suite->v[i].data.n; k++)
			if (generate_file((const struct data *)m->suite->v[i].data.v + k, &err) < 0)
				return session_fail(s, &err, EXIT_MEASURE);
	m->seed = s->suite.seed ? s->suite.seed : rng_fresh_seed();
	m->env = child_environment(s);
	m->metrics_file = metrics_file(s);
	m->show = is_silent(s) ? NULL : meter_show;
	m->show_ctx = &meter;
	m->sink = event_log_sink(s->cli, s->id, m->sides);
	signal = measure(m, s->cli->spawner, &s->cli->mem);
	unlink(m->metrics_file);
	meter_end(&meter);
	for (size_t i = 0; i < m->sides; i++) {
		struct run *run = m->side[i].run;
		const bool head = i + 1 == m->sides;

		run->finished = clock_rfc3339(&s->cli->mem, clock_epoch_ns());
		run->duration = clock_seconds(s->began);
		if (head && earlier)
			add_results(run, &s->cli->mem, earlier);
		/* A leak that the base has is not this change's fault. */
		derive_results(run, &s->cli->mem, &s->whole, head);
	}
	return signal ? 128 + signal : EXIT_PASS;
}

static void share_budget(struct session *s)
{
	char text[2][CLOCK_TEXT_MAX];
	double asked = suite_share_budget(&s->suite), budget = s->suite.time_budget;

	if (asked > 0 && !s->cli->reporting.quiet)
		cli_say("the benchmarks may take %s together, more than time_budget (%s); each "
			"gets %.0f%% of its max_time",
			clock_text(text[0], asked), clock_text(text[1], budget),
			budget / asked * 100);
}

int session_measure(struct session *s)
{
	struct measurement m = { .suite = &s->suite, .side = { { .run = &s->run } }, .sides = 1 };
	struct error err;
	int status = session_build(s);

	if (status != EXIT_PASS)
		return status;
	share_budget(s);
	status = session_measure_with(s, &m, &s->kept);
	if (runs_save(s->dir, &s->run, &err) < 0) {
		/* What was measured can still be judged and reported. */
		cli_fail(&err, EXIT_MEASURE);
		s->unsaved = true;
	}
	return status;
}

struct suite session_subset(struct session *s, const struct words *ids)
{
	struct suite some = s->suite;

	if (!ids)
		return some;
	some.v = arena_array(&s->cli->mem, s->suite.n, sizeof *some.v);
	memcpy(some.v, s->suite.v, s->suite.n * sizeof *some.v);
	suite_filter(&some, ids);
	return some;
}

int session_measure_again(struct session *s, const struct words *ids, struct run *fresh)
{
	struct suite some = session_subset(s, ids);
	struct measurement m = { .suite = &some, .side = { { .run = fresh } }, .sides = 1 };
	struct error err;
	int status;

	*fresh = s->run;
	status = session_measure_with(s, &m, NULL);
	if (!s->unsaved && runs_save_as(s->dir, "confirm.json", fresh, &err) < 0) {
		cli_fail(&err, EXIT_MEASURE);
		s->unsaved = true;
	}
	return status;
}

void session_say_failures(const struct session *s)
{
	for (size_t i = 0; i < s->run.n; i++)
		if (s->run.v[i].status == RESULT_ERROR)
			cli_say("%s: %s", s->run.v[i].id, s->run.v[i].reason);
}
