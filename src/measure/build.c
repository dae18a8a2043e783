#include "measure/build.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "measure/program.h"
#include "model/suite.h"
#include "process/spawner.h"

#define BUILD_TIMEOUT 3600.0 /* s */
enum { LOG_MAX = 64 << 20, LAST_LINES = 12 };

/* The last lines of the log, each indented. */
static const char *tail_of(struct arena *mem, const char *log)
{
	struct error ignored;
	char *text, *at;
	const char *out = "";
	size_t n;

	if (file_read(&text, &n, mem, log, LOG_MAX, &ignored) < 0)
		return "";
	while (n && text[n - 1] == '\n')
		text[--n] = '\0';
	if (n == 0)
		return " it is empty";
	at = text + n;
	for (int lines = 0; at > text && lines < LAST_LINES; at--)
		lines += at[-1] == '\n' && at > text + 1;
	at += *at == '\n';
	for (char *line; (line = strsep(&at, "\n"));)
		out = arena_printf(mem, "%s\n  %s", out, line);
	return out;
}

int build_run(double *seconds, struct spawner *spawner, const char *command, const char *dir,
	const char *log, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	/* The shell gets the command and the log as arguments, so that neither needs quoting. */
	const char *const argv[] = { "sh", "-c", "exec >\"$1\" 2>&1; eval \"$0\"", command, log,
		NULL };
	const struct command c = { .path = "/bin/sh",
		.argv = argv,
		.env = (const char *const *)environ,
		.cwd = dir,
		.timeout = BUILD_TIMEOUT,
		.output = OUTPUT_CAPTURE };
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
			program_signal(&mem, o.code), log, tail_of(&mem, log));
	case OUTCOME_TIMEOUT:
		return error_set(err,
			"'%s' took longer than an hour and was killed. Last lines of %s:%s",
			command, log, tail_of(&mem, log));
	case OUTCOME_NOT_STARTED:
	case OUTCOME_OVER_MEMORY: /* a build has no limit of that kind */
	default:
		return error_set(err, "'%s' could not be started: cannot %s: %s", command, o.stage,
			strerror(o.code));
	}
}
