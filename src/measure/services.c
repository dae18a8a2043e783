#include "measure/services.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "measure/build.h"
#include "measure/engine.h"
#include "measure/service_use.h"
#include "measure/task.h"
#include "model/service.h"
#include "process/spawner.h"
#include "service/service.h"

static const struct metric startup = { "startup", "s", DIM_TIME, BETTER_LOWER };

static struct running *find(struct measure_context *c, const struct service_options *o, size_t side)
{
	for (size_t i = 0; c->services && i < c->services->n; i++)
		if (c->services->v[i]->options == o && c->services->v[i]->side == side)
			return c->services->v[i];
	return NULL;
}

static struct running *add(struct task *t, const struct service_options *o)
{
	struct measure_context *c = t->context;
	struct running *r = arena_alloc(c->mem, sizeof *r);

	if (!c->services)
		c->services = arena_alloc(c->mem, sizeof *c->services);
	*ARENA_PUSH(c->mem, c->services) = r;
	*r = (struct running){ .options = o,
		.side = t->side,
		.name = o->item.key ? o->item.key : t->benchmark->id,
		.build = (double)NAN };
	return r;
}

/* What commands, and services that start later, know about those that run. */
static struct pairs values_of(const struct task *t)
{
	const struct task_services *all = t->services;
	struct arena *mem = t->context->mem;
	struct pairs values = { 0 };

	for (size_t i = 0; all && i < all->n; i++) {
		const struct running *r = all->v[i];
		const struct service_info *info = r->service ? service_info(r->service) : NULL;
		const char *port, *name = r->options->item.key;

		if (!info)
			continue;
		port = arena_printf(mem, "%u", info->port);
		pairs_set(&values, mem, "port", port);
		pairs_set(&values, mem, "url", info->url);
		if (!name)
			continue;
		pairs_set(&values, mem, arena_printf(mem, "%s.port", name), port);
		pairs_set(&values, mem, arena_printf(mem, "%s.url", name), info->url);
	}
	return values;
}

const struct words *services_expand(const struct task *t, const struct words *w)
{
	struct pairs values;
	struct words *out;

	if (!t->services)
		return w;
	values = values_of(t);
	out = arena_alloc(t->context->mem, sizeof *out);
	*out = pairs_fill_words(t->context->mem, w, &values);
	return out;
}

/* "db.url" as BENCHCTL_DB_URL. */
static const char *variable(struct arena *mem, const char *key)
{
	char *name = arena_printf(mem, "BENCHCTL_%s", key);

	for (char *c = name; *c; c++)
		*c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
	return name;
}

void services_environment(const struct task *t, struct words *env)
{
	const struct pairs values = values_of(t);
	struct arena *mem = t->context->mem;

	for (size_t i = 0; i < values.n; i++)
		words_set(mem, env,
			arena_printf(mem, "%s=%s", variable(mem, values.v[i].key),
				values.v[i].value));
	if (t->services && t->benchmark->services[t->benchmark->services_n - 1]->variant)
		words_set(mem, env,
			arena_printf(mem, "BENCHCTL_VARIANT=%s",
				t->benchmark->services[t->benchmark->services_n - 1]->variant));
}

static void note(const struct measure_context *c, const char *text)
{
	const struct measurement *m = c->measurement;

	if (m->note)
		m->note(m->note_ctx, text);
}

static int build(struct task *t, struct running *r, struct error *err)
{
	struct measure_context *c = t->context;
	const struct service_plan *p = &r->plan;
	const char *log;
	int rc;

	if (!p->build)
		return 0;
	for (size_t i = 0; i < c->services->n; i++) {
		const struct running *other = c->services->v[i];

		if (other != r && isfinite(other->build) && other->side == r->side &&
			strcmp(other->plan.build, p->build) == 0 &&
			strcmp(other->plan.spec.cwd, p->spec.cwd) == 0)
			return 0;
	}
	log = arena_printf(c->mem, "%.*s.build.log", (int)(strlen(p->spec.log) - strlen(".log")),
		p->spec.log);
	rc = build_run(&r->build, c->spawner,
		&(struct build){ .command = p->build, .dir = p->spec.cwd, .log = log }, err);
	if (rc > 0) {
		c->interrupted = rc;
		return error_set(err, "interrupted while service %s was built", r->name);
	}
	if (rc < 0) {
		r->build = (double)NAN;
		return error_context(err, "service %s cannot be built", r->name);
	}
	note(c,
		arena_printf(c->mem, "service %s built in %s", r->name,
			clock_text(c->mem, r->build)));
	return 0;
}

/* Notes its framework, once for base and head. */
static void show_framework(const struct task *t, const struct running *r)
{
	const struct service_plan *p = &r->plan;
	struct arena *mem = t->context->mem;

	if (!p->framework || t->side + 1 < t->context->measurement->sides)
		return;
	note(t->context,
		r->options->framework
			? arena_printf(mem, "service %s: framework: %s (%s)", r->name, p->framework,
				  p->why)
			: arena_printf(mem, "service %s: detected framework: %s (from %s)", r->name,
				  p->framework, p->why));
}

static void record(const struct task *t, const struct running *r)
{
	const struct service_info *info = service_info(r->service);
	struct run *run = t->context->measurement->side[t->side].run;

	*ARENA_PUSH(t->context->mem, &run->services) = (struct run_service){ .name = r->name,
		.framework = r->plan.framework,
		.why = r->plan.why,
		.variant = r->options->variant,
		.app_dir = r->options->app_dir,
		.command = info->command,
		.url = info->url,
		.log = r->plan.spec.log,
		.pid = (uint64_t)info->pid,
		.port = info->port,
		.startup = (double)info->startup_ns / 1e9,
		.build = r->build };
}

/* "startup" of the benchmark's own service, else "db.startup". */
static void emit_startup(struct task *t, const struct running *r, bool own)
{
	struct metric m = startup;
	struct series *series;

	if (!own)
		m.name = arena_printf(t->context->mem, "%s.startup", r->name);
	sink_begin(&t->sink, t, true);
	sink_emit(&t->sink, &m, (double)service_info(r->service)->startup_ns / 1e9);
	series = t->sink.result ? result_find(t->sink.result, m.name) : NULL;
	if (series)
		series->apart = true;
}

static int launch(struct task *t, struct running *r, bool own, struct error *err)
{
	const struct pairs others = values_of(t);
	struct measure_context *c = t->context;

	if (service_plan_make(&r->plan, t, r->options, r->name, &others, err) < 0)
		return -1;
	if (!r->launched) {
		show_framework(t, r);
		if (build(t, r, err) < 0)
			return -1;
	}
	if (own && c->measurement->wrap_service) {
		r->plan.spec.wrap = c->measurement->wrap_service;
		r->plan.spec.wrap_ctx = c->measurement->wrap_ctx;
	}
	for (size_t i = 0; i < (r->launched ? 1 : r->options->starts); i++) {
		struct outcome ignored;

		if (i)
			service_stop(r->service, &ignored);
		r->service = service_start(&r->plan.spec, c->spawner, c->mem, err);
		if (!r->service)
			return -1;
		emit_startup(t, r, own);
	}
	if (!r->launched)
		record(t, r);
	r->launched = true;
	return 0;
}

static int start_one(struct task *t, const struct service_options *o, bool own, struct error *err)
{
	struct running *r = find(t->context, o, t->side);

	if (!r)
		r = add(t, o);
	if (r->failed)
		return error_set(err, "%s", r->failed);
	if (!r->service && launch(t, r, own, err) < 0) {
		if (!task_interrupted(t->context))
			r->failed = arena_string(t->context->mem, err->text);
		return -1;
	}
	r->users++;
	*ARENA_PUSH(t->context->mem, t->services) = r;
	return 0;
}

int services_start(struct task *t, struct error *err)
{
	const struct benchmark *b = t->benchmark;

	if (b->services_n)
		t->services = arena_alloc(t->context->mem, sizeof *t->services);
	for (size_t i = 0; i < b->services_n; i++)
		if (start_one(t, b->services[i], i + 1 == b->services_n, err) < 0)
			return -1;
	return 0;
}

const struct service_info *services_info(const struct task *t)
{
	const struct task_services *all = t->services;

	return all && all->n == t->benchmark->services_n ? service_info(all->v[all->n - 1]->service)
							 : NULL;
}

int services_check(struct task *t, const char *when, double patience, struct error *err)
{
	for (size_t i = 0; t->services && i < t->services->n; i++) {
		struct running *r = t->services->v[i];

		if (r->service && patience > 0)
			service_await_end(r->service, patience);
		if (r->service && service_check(r->service, when, err) < 0)
			return -1;
	}
	return 0;
}

void services_stop(struct task *t)
{
	for (size_t i = t->services ? t->services->n : 0; i-- > 0;) {
		struct running *r = t->services->v[i];
		struct outcome o;

		*ARENA_PUSH(t->context->mem, &r->uses) = (struct service_use){ t,
			t->services->spans, i + 1 == t->benchmark->services_n };
		if (--r->users || !r->service)
			continue;
		service_stop(r->service, &o);
		service_use_emit(r, &o);
		r->service = NULL;
	}
	t->services = NULL;
}

int services_renew(struct task *t, struct error *err)
{
	struct task_services *all = t->services;
	bool used = all && all->used;

	if (!all || !t->benchmark->kind->fresh_services)
		return 0;
	all->used = true;
	for (size_t i = 0; i < all->n; i++)
		used = used && all->v[i]->users == 1 && !all->v[i]->options->reuse;
	if (!used)
		return 0;
	services_stop(t);
	if (services_start(t, err) < 0)
		return -1;
	if (t->services)
		t->services->used = true;
	return 0;
}
