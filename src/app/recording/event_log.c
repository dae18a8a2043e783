#include "app/recording/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json_write.h"
#include "process/spawner.h"

struct event_log {
	const char *path;
	int fd;
	int fault; /* errno of the first failed line; no line follows it */
};

/* The log, as one measurement writes it. */
struct source {
	struct event_log *log;
	const char *run_id;
	size_t sides;
};

int event_log_open(struct app *app, const char *path, struct error *err)
{
	struct event_log *log = arena_alloc(&app->mem, sizeof *log);

	if (!path)
		return 0;
	log->path = path;
	log->fd = strcmp(path, "-") == 0 ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
					 : file_open_output(path, O_CREAT | O_APPEND);
	if (log->fd < 0)
		return error_exit(err, EXIT_USAGE,
			"--log-json: cannot write %s: %s; nothing was run", path,
			errno == ENXIO ? "nobody reads this pipe" : strerror(errno));
	app->log = log;
	return 0;
}

static void put_outcome(struct json_out *o, const struct outcome *r)
{
	json_out_string(o, "outcome", event_outcome(r));
	if (r->kind == OUTCOME_EXITED)
		json_out_number(o, "code", r->code);
	else if (r->kind == OUTCOME_NOT_STARTED)
		json_out_string(o, "error", strerror(r->code));
	else if (r->code)
		json_out_number(o, "signal", r->code);
	json_out_number(o, "wall_s", r->wall);
	if (r->kind == OUTCOME_OVER_MEMORY) {
		json_out_number(o, "memory_B", r->memory);
		json_out_string(o, "seen_by", limit_enforcer_names[r->breach]);
	}
	if (r->left_behind)
		json_out_number(o, "left_behind", r->left_behind);
}

static void put_result(struct json_out *o, const struct result *r, size_t samples)
{
	json_out_string(o, "status", result_status_names[r->status]);
	json_out_number(o, "samples", (double)samples);
	if (r->reason)
		json_out_string(o, "reason", r->reason);
	if (r->warning)
		json_out_string(o, "warning", r->warning);
}

static void put_step(struct json_out *o, const struct step *s)
{
	json_out_string(o, "host", s->host);
	json_out_string(o, "state",
		s->state == STEP_ENDED ? stage_status_names[s->status] : "running");
	if (s->state == STEP_ENDED)
		json_out_number(o, "wall_s", s->took);
}

static void put_event(struct json_out *o, const struct source *s, const struct event *e)
{
	char ts[CLOCK_RFC3339_MAX];

	json_out_object(o, NULL);
	json_out_string(o, "ts", clock_rfc3339_ms(ts, e->at));
	json_out_string(o, "level", event_levels[e->level]);
	json_out_string(o, "event", event_names[e->kind]);
	json_out_string(o, "run_id", s->run_id);
	json_out_string(o, "module", e->module);
	json_out_string(o, "benchmark", e->benchmark);
	if (s->sides > 1)
		json_out_string(o, "side", e->side ? "head" : "base");
	if (e->phase)
		json_out_string(o, "phase", e->phase);
	if (e->process)
		json_out_string(o, "process", e->process);
	if (e->command) {
		json_out_string(o, "command", e->command);
		json_out_number(o, "runs", (double)e->runs);
	}
	if (e->outcome)
		put_outcome(o, e->outcome);
	if (e->step)
		put_step(o, e->step);
	if (e->result)
		put_result(o, e->result, e->samples);
	json_out_end(o);
}

/* In one write, so that lines of processes do not mix. Removes a line that a full disk cut. */
static int write_line(int fd, const char *line, size_t n)
{
	struct stat st;
	ssize_t put, more;
	off_t end;
	int why;

	do
		put = write(fd, line, n);
	while (put < 0 && errno == EINTR);
	if (put == (ssize_t)n)
		return 0;
	if (put < 0)
		return errno;
	more = write(fd, line + put, n - (size_t)put); /* says why */
	why = more < 0 ? errno : ENOSPC;
	put += more > 0 ? more : 0;
	if (put == (ssize_t)n)
		return 0;
	end = lseek(fd, 0, SEEK_CUR);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == end &&
		ftruncate(fd, end - put) < 0)
		return errno;
	return why;
}

static void write_event(void *ctx, const struct event *e)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct json_out o = json_out_to(m.f, 0);
	const struct source *s = ctx;

	if (s->log->fault)
		return;
	put_event(&o, s, e);
	memory_file_end(&m);
	s->log->fault = write_line(s->log->fd, m.data, m.n);
}

struct event_listener event_log_listener(struct app *app, const char *run_id, size_t sides)
{
	struct source *s;

	if (!app->log)
		return (struct event_listener){ 0 };
	s = arena_alloc(&app->mem, sizeof *s);
	*s = (struct source){ app->log, run_id, sides };
	return (struct event_listener){ write_event, s };
}

void event_log_close(struct app *app)
{
	struct event_log *log = app->log;
	struct error err;

	if (!log)
		return;
	if (close(log->fd) < 0 && !log->fault)
		log->fault = errno;
	if (log->fault) {
		error_set(&err, "--log-json: %s is incomplete: %s", log->path,
			strerror(log->fault));
		app_set_unsaved(app, &err);
	}
	app->log = NULL;
}
