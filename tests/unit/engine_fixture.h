/* A kind of benchmark whose hooks note that they were called, and measurements of it. */
#pragma once

#include "spawner_fixture.h"

#include <signal.h>

#include "measure/engine.h"
#include "measure/task.h"

static const struct option fake_rows[] = { { "fake", 0, OPTION_TEXT, 0, .help = "" } };
static const struct section fake_section = {
	.name = "fake", .rows = fake_rows, .n = 1, .size = sizeof(char *), .set = NO_SET
};
static const struct metric fake_metrics[] = {
	{ "steps", "1", DIM_COUNT, BETTER_LOWER, false },
};

/* One benchmark on up to two sides, each in a tree of its own. */
struct trial {
	struct arena *mem;
	struct spawner *spawner;
	struct benchmark benchmark;
	struct run run[SIDES_MAX];
	const char *root[SIDES_MAX];
	double inject; /* of the last side */
	const struct canary_work *canary;
	const char *metrics_file;
};

static inline bool fake_has(struct arena *mem, const char *root, const char *what, const char *hook)
{
	return access(arena_printf(mem, "%s/%s-%s", root, what, hook), F_OK) == 0;
}

/* The calls of one tree, in their order. */
static inline const char *fake_log(struct arena *mem, const char *root)
{
	const char *text = unit_read(mem, arena_printf(mem, "%s/log", root));

	return text ? text : "";
}

/* Notes the call in the tree's log. A file fail-HOOK there makes it fail, int-HOOK interrupts. */
static inline int fake_call(struct task *t, const char *hook, struct error *err)
{
	struct arena *mem = t->context->mem;
	FILE *log = fopen(arena_printf(mem, "%s/log", t->root), "a");

	assert_non_null(log);
	fprintf(log, "%s ", hook);
	fclose(log);
	if (fake_has(mem, t->root, "int", hook))
		kill(getpid(), SIGINT);
	if (fake_has(mem, t->root, "fail", hook))
		return error_set(err, "the hook %s failed", hook);
	return 0;
}

/* The same as a fixture: a command that runs in the tree. */
static inline void fake_command(struct trial *t, struct words *w, const char *hook)
{
	*w = (struct words){ 0 };
	words_push(t->mem, w, "/bin/sh");
	words_push(t->mem, w, "-c");
	words_push(t->mem, w,
		arena_printf(t->mem,
			"printf '%s ' >>log; if [ -e int-%s ]; then kill -INT %d; exec sleep 60; fi;"
			"if [ -e fail-%s ]; then echo broken >&2; exit 3; fi",
			hook, hook, (int)getpid(), hook));
}

static inline int fake_open(struct task *t, struct error *err)
{
	return fake_call(t, "open", err) < 0 ? -1 : 1;
}

static inline int fake_calibrate(struct task *t, struct sink *sink, struct error *err)
{
	(void)sink;
	return fake_call(t, "calibrate", err);
}

static inline int fake_sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	(void)n;
	sink_emit(sink, &fake_metrics[0], 1);
	return fake_call(t, "sample", err) < 0 ? -1 : 1;
}

static inline int fake_close(struct task *t, struct error *err)
{
	return fake_call(t, "close", err);
}

static const struct kind_hooks fake_hooks = { NULL, fake_open, fake_calibrate, fake_sample,
	fake_close };
static const struct kind fake_kind = {
	.options = &fake_section, .metrics = fake_metrics, .metrics_n = 1, .hooks = &fake_hooks
};

static inline void trial_open(struct trial *t, struct fixture *f, const struct kind *kind)
{
	struct suite suite;

	suite_default(&suite, &f->mem);
	*t = (struct trial){ .mem = &f->mem, .spawner = f->spawner };
	t->benchmark = (struct benchmark){ .id = "x", .life = suite.defaults, .kind = kind };
	t->benchmark.life.schedule.runs = (struct range){ 2, 2 };
	for (size_t k = 0; k < SIDES_MAX; k++)
		t->root[k] = unit_folder(&f->mem);
}

static inline int trial_measure(struct trial *t, size_t sides)
{
	struct suite suite;
	struct measurement m = { .suite = &suite,
		.sides = sides,
		.block = sides > 1,
		.metrics_file = t->metrics_file,
		.canary = t->canary };

	suite_default(&suite, t->mem);
	suite.v = &t->benchmark;
	suite.n = 1;
	for (size_t k = 0; k < sides; k++)
		m.side[k] = (struct side){ .root = t->root[k],
			.run = &t->run[k],
			.inject = k + 1 == sides ? t->inject : 0 };
	return measure(&m, t->spawner, t->mem);
}

/* All four, so that the log tells everything that was called. */
static inline void trial_fixtures(struct trial *t)
{
	struct fixtures *f = &t->benchmark.life.fixtures;

	fake_command(t, &f->setup, "setup");
	fake_command(t, &f->prepare, "prepare");
	fake_command(t, &f->conclude, "conclude");
	fake_command(t, &f->cleanup, "cleanup");
}

static inline void trial_close(struct trial *t)
{
	for (size_t k = 0; k < SIDES_MAX; k++)
		unit_remove(t->root[k]);
}

static inline const struct result *trial_result(const struct trial *t, const char *id)
{
	const struct result *r = run_find(&t->run[0], id);

	if (!r)
		fail_msg("no result %s", id);
	return r;
}
