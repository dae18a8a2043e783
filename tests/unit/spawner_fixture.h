/* A spawner and what it needs, for the tests of it. */
#pragma once

#include "unit_proc.h"

#include "model/suite.h"
#include "process/interrupt.h"
#include "process/spawner.h"

struct fixture {
	struct spawner *spawner;
	struct arena mem;
	const char *mark;
	const char *env[4];
};

/* The spawner comes first, then something large, as in benchctl itself. */
static inline int start_all(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	enum { LARGE = 300 << 20 };
	struct error err;
	char *large;

	f->spawner = spawner_start(&err);
	if (!f->spawner)
		return -1;
	large = arena_alloc(&f->mem, LARGE);
	memset(large, 1, LARGE);
	f->mark = unit_mark(&f->mem);
	f->env[0] = f->mark;
	f->env[1] = "PATH=/usr/bin:/bin";
	f->env[2] = NULL;
	*state = f;
	return 0;
}

static inline int stop_all(void **state)
{
	struct fixture *f = *state;

	spawner_stop(f->spawner);
	arena_free(&f->mem);
	free(f);
	return 0;
}

static inline struct command command_of(struct fixture *f, const char *const *argv)
{
	return (struct command){ .path = *argv, .argv = argv, .env = f->env, .timeout = 60 };
}

static inline struct outcome run_command(struct fixture *f, const struct command *c)
{
	struct outcome o;
	struct error err;

	assert_ok(spawner_run(f->spawner, c, &o, &err), &err);
	assert_int_equal(unit_survivors(f->mark), 0);
	return o;
}

#define ARGV(...)     ((const char *const[]){ __VA_ARGS__, NULL })
#define PROGRAM(name) unit_program(&f->mem, name)
/* Runs the words and yields the outcome. */
#define RUN(...)    run_words(f, ARGV(__VA_ARGS__))
#define SHELL(line) RUN("/bin/sh", "-c", line)

static inline struct outcome run_words(struct fixture *f, const char *const *argv)
{
	struct command c = command_of(f, argv);

	return run_command(f, &c);
}
