#include "module/module_wire.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "module/module_values.h"

enum { SETTINGS_MAX = 256, DESCRIPTORS = 1024 };

struct server;
struct channel_sink {
	struct benchctl_sink face; /* first, so that one is the other */
	struct server *server;
	char sub[MODULE_NAME];
};
struct server {
	int fd;
	pid_t pid;
	struct arena mem;
	struct channel_sink sink, sub;
	struct module_message out; /* the next message */
	bool failed, reported;     /* in the hook that runs: the benchmark; anything of a sample */
	const struct benchctl_kind *kind;
	void *state;
	bool open;
};

static struct module_message *begin(struct benchctl_sink *sink, enum module_tag tag)
{
	struct channel_sink *s = sink->benchctl;
	struct module_message *m = &s->server->out;

	memset(m, 0, offsetof(struct module_message, text));
	m->tag = tag;
	memcpy(m->sub, s->sub, sizeof m->sub);
	m->text[0] = '\0';
	return m;
}

/* Without benchctl there is nobody to measure for, and a child of the module has nothing to say. */
static void post(struct benchctl_sink *sink)
{
	const struct server *s = ((const struct channel_sink *)sink->benchctl)->server;

	if (getpid() != s->pid || !module_wire_send(s->fd, &s->out))
		_exit(EXIT_MEASURE);
}

static void say(struct benchctl_sink *sink, enum module_tag tag, const char *sentence)
{
	struct module_message *m = begin(sink, tag);

	module_wire_text(m->text, sizeof m->text, sentence);
	post(sink);
}

static int fail(struct benchctl_sink *sink, const char *sentence)
{
	struct channel_sink *s = sink->benchctl;

	s->server->reported = true;
	if (!*s->sub)
		s->server->failed = true;
	say(sink, MODULE_FAIL, sentence && *sentence ? sentence : "it failed without a message");
	return -1;
}

static void warn(struct benchctl_sink *sink, const char *sentence)
{
	say(sink, MODULE_WARN, sentence);
}

static void note(struct benchctl_sink *sink, const char *sentence)
{
	say(sink, MODULE_NOTE, sentence);
}

static bool is_clean(const char *unit)
{
	size_t n = strlen(unit);
	uint32_t cp;

	for (size_t length; n; unit += length, n -= length) {
		length = utf8_next(unit, n, &cp);
		if (!length || !text_harmless(cp))
			return false;
	}
	return true;
}

/* The message about the metric; NULL after a failure. */
static struct module_message *about(struct benchctl_sink *sink, enum module_tag tag,
	const struct benchctl_metric *metric)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.-/";
	struct module_message *m;

	if (!metric->name || !*metric->name || metric->name[strspn(metric->name, allowed)] ||
		strlen(metric->name) > MODULE_NAME - 10 || !metric->unit ||
		strlen(metric->unit) >= MODULE_UNIT || !is_clean(metric->unit) ||
		metric->better < BENCHCTL_BETTER_LOWER || metric->better > BENCHCTL_BETTER_NONE) {
		fail(sink, "a metric has an invalid name, unit or direction");
		return NULL;
	}
	((struct channel_sink *)sink->benchctl)->server->reported = true;
	m = begin(sink, tag);
	module_wire_text(m->name, sizeof m->name, metric->name);
	module_wire_text(m->unit, sizeof m->unit, metric->unit);
	m->better = metric->better;
	m->exact = metric->exact;
	return m;
}

static void emit(struct benchctl_sink *sink, const struct benchctl_metric *metric, double value)
{
	struct module_message *m = about(sink, MODULE_EMIT, metric);

	if (!m)
		return;
	m->value = value;
	post(sink);
}

static void histogram(struct benchctl_sink *sink, const struct benchctl_metric *metric,
	const struct benchctl_bucket *v, size_t n)
{
	bool has_values = false;

	for (size_t i = 0; i < n; i++)
		has_values = has_values || v[i].count;
	if (!has_values)
		return;
	for (size_t at = 0; at < n;) {
		struct module_message *m = begin(sink, MODULE_BUCKETS);
		size_t some = n - at < MODULE_BUCKETS_EACH ? n - at : MODULE_BUCKETS_EACH;

		m->n = (int32_t)some;
		memcpy(m->buckets, v + at, some * sizeof *v);
		at += some;
		post(sink);
	}
	if (about(sink, MODULE_HISTOGRAM, metric))
		post(sink);
}

static struct benchctl_sink *sub(struct benchctl_sink *sink, const char *name);

static void sink_make(struct channel_sink *s, struct server *server)
{
	*s = (struct channel_sink){ .face = { sizeof s->face, s, emit, histogram, sub, fail, warn,
					    note },
		.server = server };
}

static struct benchctl_sink *sub(struct benchctl_sink *sink, const char *name)
{
	const struct channel_sink *above = sink->benchctl;
	struct server *server = above->server;
	char path[MODULE_NAME];

	if (!name || !*name ||
		snprintf(path, sizeof path, "%s%s%s", above->sub, *above->sub ? "/" : "", name) >=
			(int)sizeof path) {
		fail(&server->sink.face, "a sub-benchmark has no name, or one that is too long");
		name = "unnamed";
		snprintf(path, sizeof path, "%s", name);
	}
	memcpy(server->sub.sub, path, sizeof path);
	return &server->sub.face;
}

static int open_module(struct server *s, const struct module_message *m, struct error *err)
{
	const char *settings[SETTINGS_MAX], *source = m->text, *name = source + strlen(source) + 1;
	const char *at = name + strlen(name) + 1;
	union benchctl_value *values;
	size_t n = 0;

	for (; at < m->text + MODULE_TEXT && *at && n < SETTINGS_MAX; at += strlen(at) + 1)
		settings[n++] = arena_string(&s->mem, at);
	if (module_load(&s->kind, source, err) < 0)
		return -1;
	if (strcmp(s->kind->name, name) != 0) {
		error_set(err, "%s has the kind '%s'", source, s->kind->name);
		return MODULE_OTHER;
	}
	if (module_values(&values, &s->mem, s->kind, settings, n, err) < 0)
		return -1;
	prctl(PR_SET_NAME, s->kind->name);
	if (s->kind->check && s->kind->check(values, &s->sink.face) < 0)
		return s->failed
			? -1
			: error_set(err,
				  "check() refused the options without calling fail() of its sink");
	if (s->kind->open(&s->state, values, &s->sink.face) < 0)
		return s->failed
			? -1
			: error_set(err, "open() returned -1 without calling fail() of its sink");
	s->open = true;
	return 0;
}

static bool has_close(const struct benchctl_kind *k)
{
	return k->size >= offsetof(struct benchctl_kind, close) + sizeof k->close && k->close;
}

static int obey(struct server *s, const struct module_message *m, struct error *err)
{
	int rc = -1;

	switch (m->tag) {
	case MODULE_OPEN: return s->open ? -1 : open_module(s, m, err);
	case MODULE_SAMPLE:
		if (s->open)
			rc = s->kind->sample(s->state, (uint32_t)m->n, &s->sink.face);
		if (rc >= 0 && (rc == 0 || rc > m->n))
			return error_set(err, "sample() returned %d; it must return 1 to %d", rc,
				m->n);
		if (rc > 0 && !s->reported)
			return error_set(err, "sample() returned %d, but emitted no value", rc);
		break;
	case MODULE_CLOSE:
		rc = s->open && has_close(s->kind) ? s->kind->close(s->state, &s->sink.face) : 0;
		s->open = false;
		break;
	default: break;
	}
	if (rc < 0 && !s->failed)
		return error_set(err, "%s() returned %d without calling fail() of its sink",
			m->tag == MODULE_SAMPLE ? "sample" : "close", rc);
	return rc;
}

/* The name of the first metric that the kind declares; NULL: it declares none. */
static const char *primary_of(const struct benchctl_kind *kind)
{
	return kind && kind->metrics_n ? kind->metrics->name : NULL;
}

static void serve(struct server *s)
{
	struct module_message *m = arena_alloc(&s->mem, sizeof *m);

	while (module_wire_receive(s->fd, m)) {
		struct error err = { 0 };
		int rc;

		s->failed = s->reported = false;
		rc = obey(s, m, &err);
		begin(&s->sink.face, MODULE_DONE)->n = s->failed ? -1 : rc;
		module_wire_text(s->out.name, sizeof s->out.name, primary_of(s->kind));
		module_wire_text(s->out.text, sizeof s->out.text, err.text);
		post(&s->sink.face);
	}
}

/* Moves the socket away from standard input; closes what else the helper had open. -1: failed. */
static int take_channel(int channel)
{
	int null = open("/dev/null", O_RDONLY), fd = fcntl(channel, F_DUPFD_CLOEXEC, 3);

	if (null < 0 || fd < 0 || dup2(null, channel) < 0)
		return -1;
	for (int other = 3; other < DESCRIPTORS; other++)
		if (other != fd)
			close(other);
	return fd;
}

int module_serve(int channel)
{
	struct server *s = calloc(1, sizeof *s);
	bool ready = s && (s->fd = take_channel(channel)) >= 0;

	if (ready) {
		s->pid = getpid();
		sink_make(&s->sink, s);
		sink_make(&s->sub, s);
		serve(s);
		arena_free(&s->mem);
	}
	free(s);
	return ready ? EXIT_PASS : EXIT_MEASURE;
}
