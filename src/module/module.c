#include "module/module.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "process/interrupt.h"
#include "process/scope.h"
#include "process/signal_name.h"
#include "process/spawner.h"

#define GRACE 0.05 /* s from SIGTERM to SIGKILL: a module has nothing to save */
enum { BUCKETS_MAX = 1 << 20, TAIL_LINES = 3, OUTPUT_MAX = 64 << 20 /* B, in memory */ };

struct module {
	struct arena mem;
	struct scope *scope;
	const char *title, *log, *primary;
	int channel, signals, output; /* output: what it prints */
	bool running;
	double timeout;
	struct module_message message;
	struct ARENA_LIST(struct benchctl_bucket) buckets;
};

static void stop(struct module *m)
{
	struct outcome o;

	if (m->running)
		scope_stop(&o, m->scope);
	m->running = false;
}

static void release(struct module *m)
{
	const int fds[] = { m->channel, m->signals, m->output };

	stop(m);
	scope_close(m->scope);
	fd_close_all(fds, ARRAY_SIZE(fds));
	arena_free(&m->mem);
	free(m);
}

/* How the process ended, which it must not. */
static int ended(struct module *m, const char *hook, struct error *err)
{
	const char *tail = scope_tail(&m->mem, m->scope, TAIL_LINES);
	struct outcome o;
	int rc = scope_wait(&o, m->scope, 1, err);

	if (rc < 0) {
		m->running = false;
		return error_context(err, "%s in %s", m->title, hook);
	}
	if (rc != SCOPE_ENDED) {
		stop(m);
		return error_set(err, "%s closed its connection in %s", m->title, hook);
	}
	m->running = false;
	if (o.kind == OUTCOME_NOT_STARTED)
		error_set(err, "cannot start a process for %s: %s", m->title, strerror(o.code));
	else if (o.kind == OUTCOME_KILLED)
		error_set(err, "%s crashed in %s: %s", m->title, hook,
			signal_name(&m->mem, o.code));
	else
		error_set(err, "%s ended its process in %s, with status %d", m->title, hook,
			o.code);
	return tail && *tail ? error_append(err, "; it printed: %s", tail) : -1;
}

enum wake { WAKE_MESSAGE, WAKE_ENDED, WAKE_LATE, WAKE_SIGNAL, WAKE_FLOOD };

/* Messages without end do not put off the limit. */
static enum wake await(const struct module *m, uint64_t began)
{
	struct pollfd fds[] = { { m->channel, POLLIN, 0 }, { m->signals, POLLIN, 0 },
		{ scope_fd(m->scope), POLLIN, 0 } };
	struct stat printed;

	for (;;) {
		double left = m->timeout - clock_seconds(began);
		int rc = poll(fds, ARRAY_SIZE(fds), left > 1 ? 1000 : (int)(fmax(left, 0) * 1000));

		if (rc > 0 && fds[1].revents)
			return WAKE_SIGNAL;
		if (left <= 0)
			return WAKE_LATE;
		if (rc > 0 && (fds[0].revents & POLLIN))
			return WAKE_MESSAGE;
		if (rc > 0)
			return WAKE_ENDED;
		if (fstat(m->output, &printed) == 0 && printed.st_size > OUTPUT_MAX)
			return WAKE_FLOOD;
	}
}

static struct metric metric_of(const struct module_message *msg)
{
	const struct unit *unit = unit_find(msg->unit);
	bool known = unit && unit->factor >= 1 && unit->factor <= 1;

	return (struct metric){ msg->name, msg->unit, known ? unit->dim : DIM_NONE,
		(enum better)msg->better, msg->exact != 0 };
}

static int add_buckets(struct module *m, struct error *err)
{
	const struct module_message *msg = &m->message;

	if (m->buckets.n + (size_t)msg->n > BUCKETS_MAX)
		return error_set(err, "%s made a histogram of more than %d buckets", m->title,
			BUCKETS_MAX);
	for (int32_t i = 0; i < msg->n; i++)
		*ARENA_PUSH(&m->mem, &m->buckets) = msg->buckets[i];
	return 0;
}

static int pass_on(struct module *m, const struct module_listener *l, struct error *err)
{
	const struct module_message *msg = &m->message;
	const struct metric metric = metric_of(msg);

	if (msg->tag == MODULE_BUCKETS)
		return add_buckets(m, err);
	l->take(l->ctx, msg, &metric, m->buckets.v, m->buckets.n);
	if (msg->tag == MODULE_HISTOGRAM)
		m->buckets.n = 0;
	return 0;
}

/* Takes what the hook sends until it is done. */
static int listen_to(struct module *m, const char *hook, const struct module_listener *l,
	struct error *err)
{
	uint64_t began = clock_ns();

	for (;;) {
		switch (await(m, began)) {
		case WAKE_MESSAGE: break;
		case WAKE_SIGNAL: stop(m); return error_set(err, "interrupted");
		case WAKE_FLOOD:
			stop(m);
			return error_set(err, "%s prints without end in %s, so benchctl killed it",
				m->title, hook);
		case WAKE_LATE:
			stop(m);
			return error_set(err,
				"%s hangs: %s did not return within timeout: %s, so "
				"benchctl killed it",
				m->title, hook, clock_text(&m->mem, m->timeout));
		case WAKE_ENDED:
		default: return ended(m, hook, err);
		}
		if (!module_wire_receive(m->channel, &m->message))
			return ended(m, hook, err);
		if (m->message.tag == MODULE_DONE)
			break;
		if (pass_on(m, l, err) < 0) {
			stop(m);
			return -1;
		}
	}
	if (*m->message.text)
		return error_set(err, "%s", m->message.text);
	return m->message.n;
}

static int call(struct module *m, const char *hook, const struct module_listener *l,
	struct error *err)
{
	if (!m->running)
		return error_set(err, "the process of %s has ended", m->title);
	if (!module_wire_send(m->channel, &m->message))
		return ended(m, hook, err);
	return listen_to(m, hook, l, err);
}

static int start(struct module *m, struct spawner *spawner, const char *folder, struct error *err)
{
	static const char *const argv[] = { "benchctl-module", NULL };
	int pair[2], rc;
	struct command c = { .path = argv[0],
		.argv = argv,
		.env = (const char *const *)environ,
		.cwd = folder,
		.serve = module_serve,
		.channel = &pair[1],
		.grace = GRACE };

	m->output = memfd_create("output", MFD_CLOEXEC);
	m->signals = interrupt_open();
	if (m->output < 0 || m->signals < 0 ||
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return error_set(err, "cannot connect to a module: %s", strerror(errno));
	m->channel = pair[0];
	m->log = arena_printf(&m->mem, "/proc/%d/fd/%d", (int)getpid(), m->output);
	c.log = m->log;
	m->scope = scope_open(spawner, err);
	rc = m->scope ? scope_start(m->scope, &c, err) : -1;
	close(pair[1]);
	m->running = rc == 0;
	return rc;
}

/* Adds one text with its NUL. */
static bool add_text(struct module *m, size_t *at, const char *text)
{
	bool fits = module_wire_text(m->message.text + *at, MODULE_TEXT - 1 - *at, text);

	*at += strlen(text) + 1;
	return fits;
}

static int fill_open(struct module *m, const struct module_plan *plan, struct error *err)
{
	size_t at = 0;
	bool fits;

	m->message = (struct module_message){ .tag = MODULE_OPEN };
	fits = add_text(m, &at, plan->source) && add_text(m, &at, plan->name);
	for (size_t i = 0; fits && i < plan->settings.n; i++)
		fits = add_text(m, &at, plan->settings.v[i]);
	return fits ? 0
		    : error_set(err, "the options of %s have more than %d characters", m->title,
			      MODULE_TEXT);
}

int module_open(struct module **out, struct spawner *spawner, const struct module_plan *plan,
	const struct module_listener *listener, struct error *err)
{
	struct module *m = calloc(1, sizeof *m);
	int rc = -1;

	if (!m)
		die_of_memory(0);
	m->title = arena_string(&m->mem, plan->title);
	m->channel = m->signals = m->output = -1;
	m->timeout = plan->timeout;
	*out = m;
	if (start(m, spawner, plan->folder, err) == 0 && fill_open(m, plan, err) == 0)
		rc = call(m, "open", listener, err);
	if (rc >= 0) {
		m->primary = arena_string(&m->mem, m->message.name);
		return 0;
	}
	rc = m->message.tag == MODULE_DONE && m->message.n == MODULE_OTHER ? 1 : -1;
	*out = NULL;
	release(m);
	return rc;
}

const char *module_primary(const struct module *m)
{
	return *m->primary ? m->primary : NULL;
}

int module_sample(struct module *m, size_t n, const struct module_listener *listener,
	struct error *err)
{
	int got;

	m->message = (struct module_message){ .tag = MODULE_SAMPLE, .n = (int32_t)n };
	got = call(m, "sample", listener, err);
	if (got > (int)n)
		return error_set(err, "%s took more samples than it was asked for", m->title);
	return got;
}

int module_close(struct module *m, const struct module_listener *listener, struct error *err)
{
	int rc = 0;

	m->message = (struct module_message){ .tag = MODULE_CLOSE };
	if (m->running)
		rc = call(m, "close", listener, err);
	release(m);
	return rc < 0 ? -1 : 0;
}

const char *module_printed(struct arena *mem, const struct module *m)
{
	char text[160];
	ssize_t n = pread(m->output, text, sizeof text - 1, 0);

	if (n <= 0)
		return NULL;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return arena_string(mem, text);
}
