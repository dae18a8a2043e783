/* Commands on another machine: the shell script around them, and what it reports. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/text.h"
#include "workflow/remote_own.h"

enum { SCRIPT_MAX = 900 << 10 }; /* bytes, which a pipe can hold */

/* The function is parsed as a whole before it runs, so the shell has read its input until then. The
 * command leads a session, and its environment has the mark, by which processes that leave the
 * session are found. The end of the input ends the command: by SIGTERM, then SIGKILL. The session
 * may not be there yet. Each program that this starts costs milliseconds on every stage. */
static const char start[] = "exec 3<&0 </dev/null\n"
			    "[ -z \"$q\" ] || exec 2>/dev/null\n"
			    "printf '%s start\\n' \"$n\" >&2\n"
			    "BENCHCTL_MARK=$n setsid \"$@\" 2>&1 3<&- ";
static const char after[] =
	"p=$!\n"
	"(\n"
	"while read -r x; do :; done <&3\n"
	"until kill -TERM -$p || ! kill -0 $p; do sleep 0.1; done\n"
	"i=0\n"
	"while kill -0 -$p && [ $i -lt $g ]; do sleep 0.1; i=$((i+1)); done\n"
	"kill -KILL -$p\n"
	") >/dev/null 2>&1 &\n"
	"w=$!\n"
	"exec 3<&-\n"
	"while :; do wait $p; s=$?; kill -0 $p 2>/dev/null || break; done\n"
	"kill -KILL $w 2>/dev/null\n"
	"l=\n"
	"kill -KILL -$p 2>/dev/null && l=left\n"
	"for e in $(grep -lsaF \"BENCHCTL_MARK=$n\" /proc/[0-9]*/environ 2>/dev/null); do\n"
	"e=${e#/proc/}; kill -KILL ${e%/environ} 2>/dev/null && l=left\n"
	"done\n"
	"printf '%s exit %s %s\\n' \"$n\" \"$s\" \"$l\" >&2\n"
	"exit \"$s\"\n"
	"}\nbenchctl_main\n";

static void put_env(FILE *f, struct arena *mem, const struct words *env)
{
	for (size_t i = 0; env && i < env->n; i++) {
		const char *eq = strchr(env->v[i], '=');

		fprintf(f, "export %.*s=%s\n", (int)(eq - env->v[i]), env->v[i],
			words_quote_one(mem, eq + 1));
	}
}

/* A line of a script whose input is the text, which cannot know the mark. */
static void put_here(FILE *f, const char *line, const char *rest, const char *text,
	const char *mark)
{
	const size_t n = strlen(text);

	fprintf(f, "%s<<'%s'%s\n%s%s%s\n", line, mark, rest, text,
		n && text[n - 1] == '\n' ? "" : "\n", mark);
}

static void put_script(FILE *f, struct arena *mem, const struct remote_job *job, const char *mark)
{
	/* The kernel starts a program by its path only; a shell also reads a pipe. */
	const bool starts_itself = job->script && text_starts(job->command, "#!");

	fprintf(f, "benchctl_main() {\nn=%s\ng=%.0f\nq=%s\ntrap : HUP PIPE INT TERM\n", mark,
		ceil(job->grace * 10), job->quiet ? "q" : "");
	if (starts_itself) {
		fputs("d=$(mktemp -d \"${TMPDIR:-/tmp}/benchctl.XXXXXX\") || exit 125\n"
		      "trap 'rm -rf \"$d\"' EXIT\n",
			f);
		put_here(f, "cat >\"$d/run\" ", "", job->command, mark);
		fputs("chmod 700 \"$d/run\"\n", f);
	}
	put_env(f, mem, job->env);
	if (job->cwd)
		fprintf(f, "cd %s || exit 125\n", words_quote_one(mem, job->cwd));
	if (starts_itself) {
		fprintf(f, "set -- \"$d/run\"\n%s&\n", start);
	} else {
		fprintf(f, "set -- %s /dev/fd/4\n%s", words_quote_one(mem, job->shell), start);
		put_here(f, "4", " &", job->command, mark);
	}
	fputs(after, f);
}

/* A pipe with a name, which has the text and stays open. */
static int open_pipe(struct remote_run *run, struct remote *r, const char *text, size_t n,
	struct error *err)
{
	if (n > SCRIPT_MAX)
		return error_set(err,
			"the script is larger than %d KiB; send it with copy:", SCRIPT_MAX >> 10);
	run->input = file_join(r->spec.mem, r->dir,
		arena_printf(r->spec.mem, "in-%zu", ++r->files));
	if (mkfifo(run->input, 0600) < 0 ||
		(run->hold = open(run->input, O_RDWR | O_CLOEXEC | O_NONBLOCK)) < 0 ||
		(n > 65536 && fcntl(run->hold, F_SETPIPE_SZ, 1 << 20) < 0) ||
		write(run->hold, text, n) != (ssize_t)n)
		return error_set(err, "cannot keep the input of ssh in %s: %s", run->input,
			strerror(errno));
	return 0;
}

int remote_begin(struct remote_run *run, struct remote *r, const struct remote_job *job,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct arena *mem = r->spec.mem;
	const struct words argv = remote_ssh(r);
	int rc;

	*run = (struct remote_run){ .argv = argv.v, .hold = -1 };
	run->mark = arena_printf(mem, "benchctl-%016llx%016llx",
		(unsigned long long)rng_fresh_seed(), (unsigned long long)rng_fresh_seed());
	put_script(m.f, mem, job, run->mark);
	memory_file_end(&m);
	rc = open_pipe(run, r, m.data, m.n, err);
	if (rc < 0)
		remote_end(run);
	return rc < 0 ? remote_refuse(r, err) : 0;
}

void remote_end(struct remote_run *run)
{
	fd_close(&run->hold);
	if (run->input)
		unlink(run->input);
}

struct remote_ending remote_ending(const struct remote_run *run, const char *text)
{
	struct remote_ending e = { .status = -1 };
	const size_t n = strlen(run->mark);

	for (const char *at = text; (at = strstr(at, run->mark)); at += n) {
		const char *rest = at + n;

		e.started = true;
		if (text_starts(rest, " exit ")) {
			char *end;

			e.status = (int)strtol(rest + strlen(" exit "), &end, 10);
			e.left = text_starts(end, " left");
		}
	}
	return e;
}

const char *remote_words(struct arena *mem, const struct remote_run *run, const char *text)
{
	char *rest = arena_string(mem, text), *line;
	const char *out = "";

	while ((line = strsep(&rest, "\r\n")))
		if (*line && !strstr(line, run->mark))
			out = arena_printf(mem, "%s%s%s", out, *out ? "\n" : "", line);
	if (strstr(out, REFUSES_SESSION))
		out = arena_printf(mem, "%s\n" RAISE_SESSIONS, out);
	return out;
}

int remote_check_line(const char **line, struct remote *r, const char *command,
	const struct words *env, double timeout, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct arena *mem = r->spec.mem;
	const struct words argv = remote_ssh(r);
	const char *path = file_join(mem, r->dir, arena_printf(mem, "check-%zu", ++r->files));
	int rc;

	put_env(m.f, mem, env);
	fprintf(m.f,
		"command -v timeout >/dev/null || timeout() { shift 3; \"$@\"; }\n"
		"timeout -s KILL %.0f /bin/sh -c %s </dev/null\n",
		ceil(timeout), words_quote_one(mem, command));
	rc = memory_file_write(&m, path, err);
	*line = arena_printf(mem, "exec %s <%s", words_quote(mem, argv.v, argv.n),
		words_quote_one(mem, path));
	return rc;
}
