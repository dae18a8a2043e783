#include "measure/benchmark_state.h"

#include <math.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "model/parallel.h"
#include "process/spawner.h"
#include "process/worker.h"

struct running_workers {
	struct engine *e;
	size_t n;                  /* that run now */
	size_t which[AT_ONCE_MAX]; /* their benchmarks */
	int results[AT_ONCE_MAX];  /* files without a name */
	struct worker workers[AT_ONCE_MAX];
};

static struct run *run_of(const struct engine *e)
{
	return e->m->side[0].run;
}

/* The elements of a list behind the first n. */
#define SINCE(part, whole, first)                                                                  \
	do {                                                                                       \
		if ((whole)->n > (first)) {                                                        \
			(part)->v = (whole)->v + (first);                                          \
			(part)->n = (whole)->n - (first);                                          \
		}                                                                                  \
	} while (0)

/* What one benchmark adds to the run: its result and, as a second run, those inside it. */
static void write_result(const struct engine *e, size_t i, const struct run *before, int fd)
{
	const struct run *run = run_of(e);
	struct result whole = run->v[i];
	struct run parts[] = { { .id = run->id, .shell = (double)NAN, .duration = (double)NAN },
		whole.subs ? *whole.subs : (struct run){ 0 } };
	const struct run_set set = { .kind = "run", .v = parts, .n = whole.subs ? 2 : 1 };
	FILE *f = fdopen(fd, "w");

	parts[0].host = parts[1].host = run->host;
	parts[0].v = &whole;
	parts[0].n = 1;
	parts[0].memory_limit_by = limit_enforcer_names[e->context.enforcer];
	if (e->context.n)
		parts[0].shell = e->context.v[0].wall;
	SINCE(&parts[0].services, &run->services, before->services.n);
	SINCE(&parts[0].loads, &run->loads, before->loads.n);
	if (!f)
		return;
	run_set_write(f, &set);
	fclose(f);
}

void together_metrics_file(struct engine *e, size_t i)
{
	if (e->m->at_once && e->m->metrics_file)
		e->context.metrics_file = arena_printf(e->context.mem, "%s.%zu", e->m->metrics_file,
			i);
}

static void run_apart(struct engine *e, size_t i, void (*one)(struct engine *e, size_t i))
{
	together_metrics_file(e, i);
	one(e, i);
	if (e->context.metrics_file)
		unlink(e->context.metrics_file);
}

/* The life of a worker. */
static _Noreturn void work(struct engine *e, size_t i, int fd,
	void (*one)(struct engine *e, size_t i))
{
	struct spawner *spawner = e->context.spawner;
	struct measurement own = *e->m;
	const struct run before = *run_of(e);

	own.show = NULL;
	e->m = e->context.measurement = &own;
	run_apart(e, i, one);
	write_result(e, i, &before, fd);
	worker_exit(spawner);
}

static void note_enforcer(struct engine *e, const char *name)
{
	for (unsigned k = ENFORCER_POLLING; k <= ENFORCER_CGROUP_2; k++)
		if (text_equal(name, limit_enforcer_names[k]) &&
			(!e->context.enforcer || k < e->context.enforcer))
			e->context.enforcer = k;
}

static void take_part(struct engine *e, size_t i, const struct run_set *set)
{
	struct arena *mem = e->context.mem;
	const struct run *part = &set->v[0];
	struct result *r = &run_of(e)->v[i];

	*r = part->v[0];
	if (set->n > 1)
		r->subs = &set->v[1];
	for (size_t k = 0; k < part->services.n; k++)
		*ARENA_PUSH(mem, &run_of(e)->services) = part->services.v[k];
	for (size_t k = 0; k < part->loads.n; k++)
		*ARENA_PUSH(mem, &run_of(e)->loads) = part->loads.v[k];
	if (isfinite(part->shell) && !e->context.n)
		*ARENA_PUSH(mem, &e->context) = (struct shell_cost){ .shell = "",
			.wall = part->shell };
	note_enforcer(e, part->memory_limit_by);
}

/* Reads what the k-th of them has measured. */
static void take_result(struct running_workers *c, size_t k)
{
	struct engine *e = c->e;
	struct benchmark_state *s = &e->states[c->which[k]];
	struct run_set set = { 0 };
	struct error err;
	char path[64];

	snprintf(path, sizeof path, "/proc/self/fd/%d", c->results[k]);
	if (run_set_load(&set, e->context.mem, path, &err) == 0 && set.n && set.v[0].n == 1) {
		take_part(e, c->which[k], &set);
		s->done = true;
		e->left--;
	} else if (!e->context.interrupted) {
		error_set(&err, "the process that measured it ended without a result");
		benchmark_state_give_up(e, s, 0, &err);
	}
	close(c->results[k]);
	c->n--;
	c->which[k] = c->which[c->n];
	c->results[k] = c->results[c->n];
	c->workers[k] = c->workers[c->n];
	benchmark_state_show(e, "measuring", s);
}

static void await_one(struct running_workers *c)
{
	struct engine *e = c->e;

	take_result(c, worker_wait(c->workers, c->n, e->context.spawner, &e->context.interrupted));
}

static bool fits(const struct running_workers *c, size_t i)
{
	const struct suite *suite = c->e->m->suite;

	for (size_t k = 0; k < c->n; k++)
		if (!parallel_allows(suite, &suite->v[i], &suite->v[c->which[k]]))
			return false;
	return c->n < c->e->m->at_once;
}

static void start(struct running_workers *c, size_t i, void (*one)(struct engine *e, size_t i))
{
	struct engine *e = c->e;
	struct error err;
	int fd = memfd_create("result", MFD_CLOEXEC), rc = -1;

	if (fd >= 0)
		rc = worker_fork(&c->workers[c->n], e->context.spawner, &err);
	else
		error_set(&err, "cannot keep its result in memory");
	if (rc > 0)
		work(e, i, fd, one);
	if (rc < 0) {
		benchmark_state_give_up(e, &e->states[i], 0, &err);
		if (fd >= 0)
			close(fd);
		return;
	}
	c->which[c->n] = i;
	c->results[c->n++] = fd;
	e->states[i].started = true;
	benchmark_state_show(e, "measuring", &e->states[i]);
}

void together_run(struct engine *e, void (*one)(struct engine *e, size_t i))
{
	struct running_workers c = { .e = e };

	/* Only the wait takes a signal, because it passes the signal on. */
	while (e->left && !e->context.interrupted) {
		for (size_t i = 0; i < e->n; i++)
			if (!e->states[i].started && !e->states[i].done && fits(&c, i) &&
				!parallel_is_alone(&e->m->suite->v[i]))
				start(&c, i, one);
		if (!c.n)
			break;
		await_one(&c);
	}
	while (c.n)
		await_one(&c);
	for (size_t i = 0; i < e->n && !task_interrupted(&e->context); i++)
		if (!e->states[i].done && parallel_is_alone(&e->m->suite->v[i]))
			run_apart(e, i, one);
}
