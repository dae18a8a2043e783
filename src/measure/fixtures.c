#include "measure/fixtures.h"

#include "base/arena.h"
#include "base/error.h"
#include "measure/program.h"
#include "measure/task.h"

struct fixture_programs {
	struct program v[FIXTURES];
};

static const char *const names[] = {
	[FIXTURE_SETUP] = "setup",
	[FIXTURE_PREPARE] = "prepare",
	[FIXTURE_CONCLUDE] = "conclude",
	[FIXTURE_CLEANUP] = "cleanup",
};

static const struct words *words_of(const struct task *t, enum fixture_step which)
{
	const struct fixtures *f = &t->benchmark->life.fixtures;
	const struct words *const all[] = { &f->setup, &f->prepare, &f->conclude, &f->cleanup };

	return all[which];
}

/* Finds its program, where that has not been found yet. */
static int find(struct task *t, enum fixture_step which, struct error *err)
{
	struct program *p;

	if (!words_of(t, which)->n)
		return 0;
	if (!t->fixtures)
		t->fixtures = arena_alloc(t->context->mem, sizeof *t->fixtures);
	p = &t->fixtures->v[which];
	if (!p->path && program_make(p, t, words_of(t, which), err) < 0)
		return error_context(err, "%s", names[which]);
	p->role = names[which];
	return 0;
}

static int find_all(struct task *t, struct error *err)
{
	for (enum fixture_step i = 0; i < FIXTURES; i++)
		if (find(t, i, err) < 0)
			return -1;
	return 0;
}

int fixtures_probe(struct task *t, struct error *err)
{
	const struct items *data = &t->benchmark->data;

	for (size_t i = 0; i < data->n; i++)
		if (generate_file((const struct data *)data->v + i, err) < 0)
			return -1;
	if (t->benchmark->services_n)
		return 0;
	return fixtures_make_programs(t) ? find(t, FIXTURE_SETUP, err) : find_all(t, err);
}

bool fixtures_make_programs(const struct task *t)
{
	return words_of(t, FIXTURE_SETUP)->n || t->benchmark->services_n;
}

int fixtures_run(struct task *t, enum fixture_step which, struct error *err)
{
	const struct program *p = t->fixtures ? &t->fixtures->v[which] : NULL;
	struct outcome o;

	if (!p || !p->path)
		return 0;
	if (program_run(p, t, &o, 1, err) < 0)
		return -1;
	return program_verdict(p, t, &o, arena_printf(t->context->mem, "in %s", names[which]), err);
}

int fixtures_setup(struct task *t, struct error *err)
{
	if (find(t, FIXTURE_SETUP, err) < 0 || fixtures_run(t, FIXTURE_SETUP, err) < 0)
		return -1;
	return find_all(t, err);
}

int fixtures_cleanup(struct task *t, struct error *err)
{
	return find(t, FIXTURE_CLEANUP, err) < 0 ? -1 : fixtures_run(t, FIXTURE_CLEANUP, err);
}

bool fixtures_per_sample(const struct task *t)
{
	return words_of(t, FIXTURE_PREPARE)->n || words_of(t, FIXTURE_CONCLUDE)->n;
}
