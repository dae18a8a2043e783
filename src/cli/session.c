#include "session.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "benchctl/build.h"
#include "benchctl/clock.h"
#include "benchctl/engine.h"
#include "benchctl/file.h"
#include "benchctl/generate.h"
#include "benchctl/module.h"
#include "benchctl/rng.h"
#include "benchctl/runs.h"
#include "benchctl/text.h"
#include "event_log.h"
#include "place.h"
#include "leak_results.h"
#include "progress.h"
#include "scaling_results.h"
#include "select.h"

int session_fail(struct session *s, const struct error *err, enum exit_status stage)
{
	s->fault = arena_string(&s->cli->mem, err->text);
	return cli_fail(err, stage);
}

int session_refuse(struct session *s, enum exit_status status, const char *fmt, ...)
{
	struct error err;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err.text, sizeof err.text, fmt, ap);
	va_end(ap);
	err.exit = status;
	return session_fail(s, &err, status);
}

static int say_problems(struct session *s, const struct problems *p)
{
	struct arena *mem = &s->cli->mem;

	for (size_t i = 0; i < p->n; i++) {
		const char *line = arena_printf(mem, "%s:%u:%u: %s", p->v[i].file, p->v[i].line,
			p->v[i].column, p->v[i].text);

		cli_say("%s", line);
		s->fault = i ? arena_printf(mem, "%s\n%s", s->fault, line) : line;
	}
	cli_note("%zu error%s; nothing was run.", p->n, p->n == 1 ? "" : "s");
	return EXIT_USAGE;
}

bool session_has_config(struct cli *cli)
{
	const char *folder;

	return place_find(cli, &folder);
}

bool session_read_suite(struct suite *suite, struct cli *cli, const char *path)
{
	struct problems problems = { .mem = &cli->mem };
	const struct kind *const *kinds;
	struct error ignored;
	size_t n;

	kinds = module_kinds(&n);
	return suite_load(suite, &cli->mem, path, kinds, n, &problems, &ignored) == 0 &&
		problems.n == 0;
}

int session_configure(struct session *s, struct cli *cli, const char *path)
{
	struct problems problems = { .mem = &cli->mem };
	const struct kind *const *kinds;
	const char *folder;
	struct error err;
	size_t n;
	int status;

	*s = (struct session){ .cli = cli, .began = clock_ns() };
	if (!path && (path = place_find(cli, &folder)) && place_enter(cli, folder, &err) < 0)
		return session_fail(s, &err, EXIT_USAGE);
	if (!path) {
		return session_refuse(s, EXIT_USAGE,
			"there is no benchctl.yaml here; write one with: benchctl init");
	}
	kinds = module_kinds(&n);
	if (suite_load(&s->suite, &cli->mem, path, kinds, n, &problems, &err) < 0)
		return session_fail(s, &err, EXIT_USAGE);
	if (problems.n)
		return say_problems(s, &problems);
	status = select_benchmarks(s);
	if (status == EXIT_PASS)
		status = apply_overrides(s);
	s->whole = s->suite;
	return status;
}

void session_look(struct session *s, struct cli *cli, const char *output_dir)
{
	const char *folder, *path = place_find(cli, &folder);
	struct suite suite;
	struct error ignored;

	*s = (struct session){ .cli = cli };
	suite_default(&s->suite, &cli->mem);
	if (output_dir)
		s->suite.output_dir = output_dir;
	else if (path && place_enter(cli, folder, &ignored) == 0 &&
		session_read_suite(&suite, cli, path))
		s->suite = suite;
}

static void look_around(struct session *s, int found)
{
	if (found == 0)
		s->facts = repo_facts(s->repo);
	host_probe(&s->host, &s->cli->mem, s->suite.machine_class);
}

int session_open(struct session *s, bool required)
{
	struct error err;
	int rc = repo_open(&s->repo, &s->cli->mem, NULL, &err);

	if (rc < 0)
		return session_fail(s, &err, EXIT_NO_VERDICT);
	if (rc == 1 && required) {
		return session_refuse(s, EXIT_NO_VERDICT,
			"this folder is not in a git repository, and baselines live in one\n"
			"  make one here:            git init && git add . && git commit\n"
			"  or compare with a file:   benchctl gate --against FILE");
	}
	look_around(s, rc);
	return EXIT_PASS;
}

void session_open_leniently(struct session *s)
{
	struct error err;
	int rc = repo_open(&s->repo, &s->cli->mem, NULL, &err);

	if (rc < 0)
		cli_say("the run is kept without its commit: %s", err.text);
	look_around(s, rc);
}

/* The folder of the baselines as git spells it: from the root, without "." and "..". NULL: that is
 * the root itself. */
static const char *baselines_in_git(struct session *s)
{
	struct arena *mem = &s->cli->mem;
	char *rest = arena_printf(mem, "%s%s", s->facts->prefix, s->suite.baseline_dir), *part;
	char *path = arena_string(mem, "");

	while ((part = strsep(&rest, "/"))) {
		if (strcmp(part, "..") == 0)
			path[strrchr(path, '/') ? strrchr(path, '/') - path : 0] = '\0';
		else if (*part && strcmp(part, ".") != 0)
			path = arena_printf(mem, "%s%s%s", path, *path ? "/" : "", part);
	}
	return *path ? path : NULL;
}

int session_dirty(bool *dirty, struct session *s, struct error *err)
{
	return repo_dirty(dirty, s->repo, baselines_in_git(s), err);
}

int session_describe(struct session *s, struct error *err)
{
	struct arena *mem = &s->cli->mem;

	s->run = (struct run){ .id = s->id,
		.suite = s->suite.name,
		.status = RUN_RUNNING,
		.tool = BENCHCTL_VERSION,
		.started = clock_rfc3339(mem, clock_epoch_ns()),
		.config = s->suite.path,
		.config_digest = s->suite.digest,
		.shard = s->shard,
		.host = s->host };
	if (!s->facts)
		return 0;
	s->run.commit = s->facts->head;
	s->run.branch = s->facts->branch;
	return s->facts->bare || !s->facts->head ? 0 : session_dirty(&s->run.dirty, s, err);
}

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

int session_begin(struct session *s)
{
	struct error err;

	if (s->dir)
		return EXIT_PASS;
	if (runs_create(&s->dir, &s->id, &s->cli->mem, s->suite.output_dir, &err) < 0)
		return session_fail(s, &err, EXIT_USAGE);
	if (session_describe(s, &err) < 0 || runs_begin(s->dir, &s->run, &err) < 0)
		return session_fail(s, &err, EXIT_MEASURE);
	return EXIT_PASS;
}

/* A log on standard error is read line by line, so that no progress may be there. */
static bool is_silent(const struct session *s)
{
	return s->cli->reporting.quiet || text_equal(s->cli->measuring.log_json, "-");
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
	int status = session_begin(s);

	if (status != EXIT_PASS || !s->suite.build || s->cli->measuring.no_build)
		return status;
	return session_build_tree(s, NULL, "build.log", "head");
}

int session_measure_with(struct session *s, struct measurement *m)
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

		run->finished = clock_rfc3339(&s->cli->mem, clock_epoch_ns());
		run->duration = clock_seconds(s->began);
		/* A leak that the base has is not this change's fault. */
		leak_results(run, &s->cli->mem, m->suite, i + 1 == m->sides);
		leak_results_over(run, &s->cli->mem, &s->whole, i + 1 == m->sides);
		scaling_results(run, &s->cli->mem, &s->whole);
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
	status = session_measure_with(s, &m);
	for (size_t i = 0; i < s->kept.n; i++)
		*ARENA_PUSH(&s->cli->mem, &s->run) = s->kept.v[i];
	leak_results_over(&s->run, &s->cli->mem, &s->whole, true);
	scaling_results(&s->run, &s->cli->mem, &s->whole);
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
	status = session_measure_with(s, &m);
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

void session_close(struct session *s)
{
	struct error ignored;

	if (s->dir && !s->run.finished) { /* it ended before it was measured */
		if (s->run.status == RUN_RUNNING)
			s->run.status = RUN_FAILED;
		runs_begin(s->dir, &s->run, &ignored);
	}
	if (s->repo)
		repo_close(s->repo);
	s->repo = NULL;
}
