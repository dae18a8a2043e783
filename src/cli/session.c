#include "cli/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/place.h"
#include "cli/select.h"
#include "measure/module.h"
#include "store/runs.h"

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

const char *session_shown(struct session *s)
{
	struct arena *mem = &s->cli->mem;
	const char *folder, *path = place_find(s->cli, &folder), *dir;
	struct suite suite;

	suite_default(&suite, mem);
	dir = suite.output_dir;
	if (path && session_read_suite(&suite, s->cli, file_join(mem, folder, path)))
		dir = file_join(mem, folder, suite.output_dir);
	if (text_equal(file_absolute(mem, file_join(mem, dir, s->id)), file_absolute(mem, s->dir)))
		return s->id;
	return words_quote_one(mem, file_absolute(mem, s->dir));
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

int session_begin(struct session *s)
{
	struct error err;

	if (s->dir)
		return EXIT_PASS;
	if (runs_create_as(&s->dir, &s->id, &s->cli->mem, s->suite.output_dir,
		    s->kind ? s->kind : "run", &err) < 0)
		return session_fail(s, &err, EXIT_USAGE);
	if (session_describe(s, &err) < 0 || runs_begin(s->dir, &s->run, &err) < 0)
		return session_fail(s, &err, EXIT_MEASURE);
	return EXIT_PASS;
}

void session_close(struct session *s)
{
	struct error ignored;

	if (s->dir && !s->run.finished) { /* it ended before it was measured */
		if (s->run.status == RUN_RUNNING)
			s->run.status = RUN_FAILED;
		runs_begin(s->dir, &s->run, &ignored);
	}
	if (s->took_lock)
		worktree_lock_release(&s->lock);
	s->took_lock = false;
	if (s->repo)
		repo_close(s->repo);
	s->repo = NULL;
}
