#include "measure/build.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/words.h"
#include "measure/redirect.h"
#include "model/suite.h"
#include "process/output_tail.h"
#include "process/signal_name.h"
#include "process/spawner.h"

#define BUILD_TIMEOUT 3600.0 /* s */
enum { LAST_LINES = 12 };

/* The last lines of the log, each indented. */
static const char *tail_of(struct arena *mem, const char *log)
{
	char *text = arena_string(mem, last_lines_of(mem, log, LAST_LINES)), *line;
	const char *out = "";

	if (!*text)
		return " it is empty";
	while ((line = strsep(&text, "\n")))
		out = arena_printf(mem, "%s\n  %s", out, line);
	return out;
}

static struct words environment(struct arena *mem, const struct redirect *redirect)
{
	struct words env = { 0 };

	for (char **e = environ; *e; e++)
		words_push(mem, &env, redirect_text(mem, redirect, *e));
	return env;
}

int build_run(double *seconds, struct spawner *spawner, const char *command, const char *dir,
	const struct redirect *redirect, const char *log, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *const argv[] = { "sh", "-c", redirect_text(&mem, redirect, command), NULL };
	const struct words env = environment(&mem, redirect);
	const struct command c = { .path = "/bin/sh",
		.argv = argv,
		.env = env.v,
		.cwd = dir,
		.timeout = BUILD_TIMEOUT,
		.log = log };
	uint64_t began = clock_ns();
	struct outcome o;

	if (spawner_run(spawner, &c, &o, err) < 0)
		return -1;
	*seconds = clock_seconds(began);
	switch (o.kind) {
	case OUTCOME_INTERRUPTED: return o.code;
	case OUTCOME_EXITED:
		if (o.code == 0)
			return 0;
		return error_set(err, "'%s' exited with status %d. Last lines of %s:%s", command,
			o.code, log, tail_of(&mem, log));
	case OUTCOME_KILLED:
		return error_set(err, "'%s' was killed by %s. Last lines of %s:%s", command,
			signal_name(&mem, o.code), log, tail_of(&mem, log));
	case OUTCOME_TIMEOUT:
		return error_set(err,
			"'%s' took longer than an hour and was killed. Last lines of %s:%s",
			command, log, tail_of(&mem, log));
	case OUTCOME_NOT_STARTED:
	case OUTCOME_OVER_MEMORY: /* a build has no memory limit */
	default:
		return error_set(err, "'%s' could not be started: cannot %s: %s", command, o.stage,
			strerror(o.code));
	}
}
