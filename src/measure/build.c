#include "measure/build.h"

#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/words.h"
#include "measure/redirect.h"
#include "model/ci_variables.h"
#include "process/opened_files.h"
#include "process/output_tail.h"
#include "process/signal_name.h"
#include "process/spawner.h"

#define BUILD_TIMEOUT 3600.0 /* s */
enum { LAST_LINES = 12 };

static const char *tail_of(struct arena *mem, const char *log)
{
	const char *text = lines_indented(mem, last_lines_of(mem, log, LAST_LINES), SIZE_MAX);

	if (*text)
		return text;
	return file_exists(log) ? " it is empty" : " the build removed it";
}

/* A copy does not see what the author of the change has written: others use it again. */
static struct words environment(struct arena *mem, const struct build *b)
{
	struct words env = { 0 };

	for (char **e = environ; *e; e++)
		words_push(mem, &env,
			b->opened_list && ci_variable_of(*e, b->command) == CI_VARIABLE_TEXT
				? arena_copy(mem, *e, strcspn(*e, "=") + 1)
				: redirect_text(mem, b->redirect, *e));
	return env;
}

/* sudo, or what starts a program of a snap. */
static bool needs_privileges(struct arena *mem, const char *opened_list)
{
	struct words read = { 0 };
	struct stat st;

	opened_files_read(&read, NULL, mem, opened_list);
	for (size_t i = 0; i < read.n; i++)
		if (stat(read.v[i], &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 0111) &&
			(st.st_mode & (S_ISUID | S_ISGID)))
			return true;
	return false;
}

/* What build_run returns. */
static int ended(struct arena *mem, const struct build *b, const struct outcome *o,
	struct error *err)
{
	const char *how = "could not be started: cannot";

	switch (o->kind) {
	case OUTCOME_INTERRUPTED: return o->code;
	case OUTCOME_EXITED:
		if (o->code == 0)
			return 0;
		how = arena_printf(mem, "exited with status %d", o->code);
		break;
	case OUTCOME_KILLED:
		how = arena_printf(mem, "was killed by %s", signal_name(mem, o->code));
		break;
	case OUTCOME_TIMEOUT: how = "took longer than an hour and was killed"; break;
	case OUTCOME_NOT_STARTED:
	case OUTCOME_OVER_MEMORY: /* a build has no memory limit */
	default:
		return error_set(err, "'%s' %s %s: %s", b->command, how, o->stage,
			strerror(o->code));
	}
	return error_set(err, "'%s' %s. Last lines of %s:%s", b->command, how, b->log,
		tail_of(mem, b->log));
}

int build_run(double *seconds, struct spawner *spawner, const struct build *b, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *const argv[] = { "sh", "-c", redirect_text(&mem, b->redirect, b->command),
		NULL };
	const struct words env = environment(&mem, b);
	struct command c = { .path = "/bin/sh",
		.argv = argv,
		.env = env.v,
		.cwd = b->dir,
		.timeout = BUILD_TIMEOUT,
		.log = b->log,
		.opened_list = b->opened_list };
	uint64_t began = clock_ns();
	struct outcome o;

	if (spawner_run(spawner, &c, &o, err) < 0)
		return -1;
	if (c.opened_list && o.kind == OUTCOME_EXITED && needs_privileges(&mem, c.opened_list)) {
		c.opened_list = NULL;
		if (spawner_run(spawner, &c, &o, err) < 0)
			return -1;
	}
	*seconds = clock_seconds(began);
	return ended(&mem, b, &o, err);
}
