#include "service/service.h"

#include <math.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "process/interrupt.h"
#include "process/output_tail.h"
#include "process/scope.h"
#include "process/signal_name.h"
#include "process/spawner.h"
#include "process/which.h"
#include "service/health.h"
#include "service/port.h"

enum { PORT_TRIES = 8, TAIL_LINES = 20, TAIL_BYTES = 1200 };

/* Between two tries of the checks, as a share of the time since the start; so the start-up time is
 * good to that share. */
#define PAUSE_SHARE   0.02
#define PAUSE_MIN     200e-6 /* s */
#define PAUSE_COMMAND 20e-3  /* s; starting a command disturbs the server */

struct service {
	const struct service_spec *spec;
	struct spawner *spawner;
	struct arena *mem;
	struct scope *scope; /* NULL: it does not run */
	struct port port;
	struct service_info info;
	bool ended;
	struct outcome outcome; /* where it has ended */
	struct error lost;      /* why nobody knows how it ended; no text: benchctl knows */
	/* Of this start: */
	struct words argv, env;
	const char *path;
};

static void make_environment(struct service *s, const struct pairs *values)
{
	const struct pairs *own = &s->spec->own_env;

	s->env = (struct words){ 0 };
	words_add(s->mem, &s->env, s->spec->env.v);
	if (!s->spec->own_port)
		words_set(s->mem, &s->env, arena_printf(s->mem, "PORT=%u", s->port.number));
	for (size_t i = 0; i < own->n; i++)
		words_set(s->mem, &s->env,
			arena_printf(s->mem, "%s=%s", own->v[i].key,
				pairs_fill(s->mem, own->v[i].value, values, false)));
}

/* The words to execute, from a line or a list. */
static int make_words(struct service *s, const struct words *command, struct error *err)
{
	bool wants_shell = false;

	s->argv = (struct words){ 0 };
	if (!command->scalar) {
		s->argv = *command;
		return 0;
	}
	if (words_split(&s->argv, &wants_shell, s->mem, command->v[0], err) < 0)
		return -1;
	if (wants_shell)
		s->argv = words_of_shell(s->mem, "sh", command->v[0]);
	return 0;
}

static int find_program(struct service *s, struct error *err)
{
	const struct service_spec *spec = s->spec;
	const char *name = s->argv.v[0], *dirs = words_value(&s->env, "PATH", strlen("PATH"));

	if (which_find(&s->path, s->mem, name, spec->cwd, dirs, err) == 0)
		return 0;
	if (!spec->fallback_cwd || *name == '/' || !strchr(name, '/') ||
		which_find(&s->path, s->mem, name, spec->fallback_cwd, dirs, ERROR_IGNORED) < 0)
		return -1;
	s->path = arena_printf(s->mem, "%s/%s", spec->fallback_cwd, s->path);
	return 0;
}

static int make_command(struct service *s, struct error *err)
{
	struct pairs values = s->spec->values;
	struct words command;

	if (!s->spec->own_port)
		pairs_set(&values, s->mem, "port", arena_printf(s->mem, "%u", s->port.number));
	make_environment(s, &values);
	command = pairs_fill_words(s->mem, &s->spec->command, &values);
	if (make_words(s, &command, err) < 0)
		return -1;
	if (s->argv.n == 0)
		return error_set(err, "the command is empty");
	s->info.command = s->spec->shown ? s->spec->shown
		: command.scalar         ? command.v[0]
					 : words_quote(s->mem, command.v, command.n);
	if (find_program(s, err) < 0)
		return -1;
	if (!s->spec->wrap)
		return 0;
	return s->spec->wrap(s->spec->wrap_ctx, &s->argv, s->path, err) < 0 ? -1
									    : find_program(s, err);
}

static int launch(struct service *s, struct error *err)
{
	const struct service_spec *spec = s->spec;
	const struct command c = { .path = s->path,
		.argv = s->argv.v,
		.env = s->env.v,
		.cwd = spec->cwd,
		.log = spec->log,
		.grace = spec->grace,
		.cpus = spec->cpus,
		.watch = { .sample = spec->sample, .shared = true } };

	s->ended = false;
	s->scope = scope_open(s->spawner, err);
	if (!s->scope)
		return -1;
	s->info.started = clock_epoch_ns();
	if (scope_start(s->scope, &c, err) < 0)
		return -1;
	s->info.pid = scope_pid(s->scope);
	s->info.port = s->port.number;
	return 0;
}

/* Whether it has ended; then s->outcome says how. */
static bool has_ended(struct service *s)
{
	int rc;

	if (s->ended || !s->scope)
		return s->ended;
	rc = scope_wait(&s->outcome, s->scope, 0, &s->lost);
	if (rc < 0)
		s->outcome = (struct outcome){ 0 };
	s->ended = rc == SCOPE_ENDED || rc < 0;
	return s->ended;
}

/* Sleeps; false when the server has ended or a signal is there. */
static bool rest(struct service *s, double seconds)
{
	struct pollfd ended = { s->scope ? scope_fd(s->scope) : -1, POLLIN, 0 };
	uint64_t began = clock_ns();

	for (;;) {
		double left = fmin(seconds - clock_seconds(began), 0.05);
		struct timespec pause;

		if (interrupt_pending() || has_ended(s))
			return false;
		if (left <= 0)
			return true;
		pause = (struct timespec){ 0, (long)(left * 1e9) };
		ppoll(&ended, 1, &pause, NULL);
	}
}

/* What it has printed last, each line indented, as the rest of a sentence. */
static const char *tail(struct service *s)
{
	const char *text = last_lines_of(s->mem, s->spec->log, TAIL_LINES);

	return *text ? arena_printf(s->mem, ". Last lines of %s:%s", s->spec->log,
			       lines_indented(s->mem, text, TAIL_BYTES))
		     : ". The server has printed nothing";
}

/* Whether its output says that the port which was chosen for it is in use. */
static bool lost_port(struct service *s)
{
	static const char *const signs[] = { "EADDRINUSE", "address already in use",
		"address in use", "port is already allocated" };
	const char *text;

	if (s->spec->port || s->spec->own_port)
		return false;
	text = last_lines_of(s->mem, s->spec->log, 1000);
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (strcasestr(text, signs[i]))
			return true;
	return false;
}

static int say_ended(struct service *s, const char *when, struct error *err)
{
	const struct outcome *o = &s->outcome;
	const char *how = o->kind == OUTCOME_EXITED
		? arena_printf(s->mem, "exited with status %d", o->code)
		: arena_printf(s->mem, "was killed by %s", signal_name(s->mem, o->code));

	if (*s->lost.text)
		return error_set(err, "service %s (%s): %s", s->spec->name, s->info.command,
			s->lost.text);
	if (o->kind == OUTCOME_NOT_STARTED)
		return error_set(err, "service %s could not be started: %s: cannot %s: %s",
			s->spec->name, s->info.command, o->stage, strerror(o->code));
	return error_set(err, "service %s (%s) %s %s%s%s", s->spec->name, s->info.command, how,
		when,
		o->left_behind && o->kind == OUTCOME_EXITED && o->code == 0
			? "; it moved to the background, and benchctl stopped it; "
			  "start it in the foreground"
			: "",
		tail(s));
}

static int say_unhealthy(struct service *s, const struct health *h, struct error *err)
{
	const struct service_spec *spec = s->spec;
	double waited = (double)(clock_epoch_ns() - h->started) / 1e9;

	return error_set(err, "%s%s is not ready after %zu attempt%s in %s; %s%s%s%s",
		spec->command.n ? "service " : "",
		spec->command.n ? arena_printf(s->mem, "%s (%s)", spec->name, s->info.command)
				: spec->name,
		spec->attempts, text_s(spec->attempts), clock_text(s->mem, waited),
		h->last ? "the last check: " : "no check passed", h->last ? h->last : "",
		!spec->own_port && h->answer >= 300 && h->answer < 500
			? "; if the server is ready, write health: /PATH with a path "
			  "that it answers with 2xx, or health: port"
			: "",
		tail(s));
}

/* One attempt: tries the checks again and again until its time is over. */
static enum health_state attempt(struct service *s, struct health *h, uint64_t began)
{
	const double least = health_has(h, "command:") ? PAUSE_COMMAND : PAUSE_MIN;
	const double interval = s->spec->interval;
	uint64_t from = clock_ns();

	for (;;) {
		enum health_state state = health_try(h);
		double left = interval - clock_seconds(from);

		if (state != HEALTH_NOT_YET)
			return state;
		if (left <= 0 && health_has(h, "process"))
			return has_ended(s) ? HEALTH_STOPPED : HEALTH_READY;
		/* A check that took longer than the interval is not repeated at once. */
		if (left <= 0 && clock_seconds(from) < s->spec->timeout)
			return HEALTH_NOT_YET;
		if (!rest(s,
			    left <= 0
				    ? interval
				    : fmin(left, fmax(least, PAUSE_SHARE * clock_seconds(began)))))
			return HEALTH_STOPPED;
		if (left <= 0)
			return HEALTH_NOT_YET;
	}
}

static int await_health(struct service *s, struct health *h, struct error *err)
{
	uint64_t began = clock_ns();

	for (size_t i = 0; i < s->spec->attempts; i++) {
		switch (attempt(s, h, began)) {
		case HEALTH_READY:
			s->info.startup_ns = clock_ns() - began;
			/* Certificates have names. */
			s->info.url = arena_printf(s->mem, "%s://%s:%u",
				s->spec->tls ? "https" : "http",
				s->spec->tls && !strchr(s->spec->host, ':') ? s->spec->host
									    : h->address,
				s->port.number);
			return 0;
		case HEALTH_STOPPED:
			if (has_ended(s))
				return say_ended(s, "before it was ready", err);
			return error_set(err, "interrupted before service %s was ready",
				s->spec->name);
		case HEALTH_NOT_YET:
		default: break;
		}
		if (lost_port(s) ||
			(s->spec->deadline > 0 && clock_seconds(began) >= s->spec->deadline))
			break;
	}
	return say_unhealthy(s, h, err);
}

static void stop(struct service *s)
{
	if (s->scope && !s->ended && scope_pid(s->scope) && scope_stop(&s->outcome, s->scope) < 0)
		s->outcome = (struct outcome){ 0 };
	s->ended = true;
}

static int start_once(struct service *s, struct error *err)
{
	struct health h = {
		.spec = s->spec, .spawner = s->spawner, .address = "127.0.0.1", .mem = s->mem
	};

	if (s->spec->own_port)
		s->port.number = s->spec->port;
	else if (port_take(&s->port, s->spec->port, err) < 0)
		return error_context(err, "service %s", s->spec->name);
	if (!s->spec->command.n) {
		make_environment(s, NULL);
		s->info.started = clock_epoch_ns();
	} else if (make_command(s, err) < 0) {
		return error_context(err, "service %s", s->spec->name);
	} else if (launch(s, err) < 0) {
		return -1;
	}
	h.port = s->port.number;
	h.env = s->env.v;
	h.ended = s->scope ? scope_fd(s->scope) : -1;
	h.started = s->info.started;
	return await_health(s, &h, err);
}

struct service *service_start(const struct service_spec *spec, struct spawner *spawner,
	struct arena *mem, struct error *err)
{
	struct service *s = arena_alloc(mem, sizeof *s);

	*s = (struct service){ .spec = spec, .spawner = spawner, .mem = mem, .port.held = -1 };
	for (int i = 0; i < PORT_TRIES; i++) {
		bool again;

		if (start_once(s, err) == 0)
			return s;
		again = s->scope && !interrupt_pending() && lost_port(s);
		stop(s);
		scope_close(s->scope);
		s->scope = NULL;
		port_release(&s->port);
		if (!again)
			break;
	}
	return NULL;
}

const struct service_info *service_info(const struct service *s)
{
	return &s->info;
}

int service_check(struct service *s, const char *when, struct error *err)
{
	return has_ended(s) ? say_ended(s, when, err) : 0;
}

void service_await_end(struct service *s, double seconds)
{
	rest(s, seconds);
}

void service_stop(struct service *s, struct outcome *o)
{
	stop(s);
	/* They end with the scope. */
	s->outcome.samples = arena_dup(s->mem, s->outcome.samples, s->outcome.samples_n,
		sizeof *s->outcome.samples);
	s->outcome.out = s->outcome.err = "";
	s->outcome.out_n = s->outcome.err_n = 0;
	*o = s->outcome;
	scope_close(s->scope);
	s->scope = NULL;
	port_release(&s->port);
}
