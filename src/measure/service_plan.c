#include "measure/service_use.h"

#include <string.h>
#include <unistd.h>

#include "base/cpus.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "measure/engine.h"
#include "measure/task.h"
#include "model/service.h"

/* A path of the configuration, in the task's tree; without links if it is there. */
static const char *in_tree(const struct task *t, const char *path)
{
	struct arena *mem = t->context->mem;
	const char *absolute = file_absolute(mem, file_join(mem, t->root, path));
	const char *real = file_real(mem, absolute);

	return real ? real : absolute;
}

/* A file of the run for this service, which base and head do not share. */
static const char *run_file(const struct task *t, const char *name, const char *suffix)
{
	const struct measurement *m = t->context->measurement;
	struct arena *mem = t->context->mem;
	bool base = m->sides > 1 && t->side == 0;

	return file_absolute(mem,
		file_join(mem, m->dir ? m->dir : ".",
			arena_printf(mem, "%s%s.%s", text_slug(mem, name), base ? ".base" : "",
				suffix)));
}

/* The framework's command and its arguments as one, with {port} where it is missing. */
static int join_command(struct words *out, struct arena *mem, const struct framework *f,
	struct error *err)
{
	size_t at = f->port_arg_position < f->args.n ? f->port_arg_position : f->args.n;
	bool has_port = false, shell = false;

	for (size_t i = 0; i < f->command.n; i++)
		has_port = has_port || strstr(f->command.v[i], "{port}");
	for (size_t i = 0; i < f->args.n; i++)
		has_port = has_port || strstr(f->args.v[i], "{port}");
	*out = f->command;
	if (f->args.n == 0 && f->command.scalar) {
		if (!has_port)
			out->v[0] = arena_printf(mem, "%s {port}", f->command.v[0]);
		return 0;
	}
	*out = (struct words){ 0 };
	if (!f->command.scalar)
		words_add(mem, out, f->command.v);
	else if (!strchr(f->command.v[0], '{') &&
		words_split(out, &shell, mem, f->command.v[0], err) < 0)
		return -1;
	if (shell)
		return error_set(err,
			"framework %s: the command '%s' needs a shell, so it cannot "
			"have args:; write the args into the command",
			f->name, f->command.v[0]);
	if (out->n == 0)
		words_push(mem, out, f->command.v[0]);
	for (size_t i = 0; i <= f->args.n; i++) {
		if (i == at && !has_port)
			words_push(mem, out, "{port}");
		if (i < f->args.n)
			words_push(mem, out, f->args.v[i]);
	}
	return 0;
}

/* Fills in what the framework of the application says. */
static int use_framework(struct service_plan *p, const struct task *t,
	const struct service_options *o, const char *app_dir, struct error *err)
{
	struct arena *mem = t->context->mem;
	struct registry registry;
	struct detected d;

	registry_make(&registry, mem, &task_suite(t)->frameworks);
	if (detect_framework(&d, mem, &registry, app_dir, o->framework, err) < 0 ||
		join_command(&p->spec.command, mem, &d.framework, err) < 0)
		return -1;
	p->framework = d.framework.name;
	p->why = d.why;
	pairs_set(&p->spec.values, mem, "app_dir", app_dir);
	pairs_set(&p->spec.values, mem, "workspace_root", d.workspace_root);
	if (d.main)
		pairs_set(&p->spec.values, mem, "main", d.main);
	p->spec.cwd = pairs_fill(mem, d.framework.cwd, &p->spec.values, false);
	p->spec.fallback_cwd = d.workspace_root;
	p->spec.health = d.framework.health_checks;
	p->build = d.framework.build;
	p->spec.own_env = d.framework.env;
	return 0;
}

/* {out_dir} is made only where it is used. */
static int need_out_dir(struct service_plan *p, const struct words *command, struct error *err)
{
	bool used = p->build && strstr(p->build, "{out_dir}");

	for (size_t i = 0; i < command->n; i++)
		used = used || strstr(command->v[i], "{out_dir}");
	return used ? file_mkdirs(p->out_dir, err) : 0;
}

static void take_options(struct service_plan *p, const struct service_options *o)
{
	p->spec.host = o->host;
	p->spec.tls = o->tls;
	p->spec.port = (unsigned)o->port;
	p->spec.attempts = o->health_attempts;
	p->spec.interval = o->health_interval;
	p->spec.timeout = o->health_timeout;
	p->spec.grace = o->grace;
	p->spec.sample = o->sample;
	if (o->health.n || o->tls)
		p->spec.health = o->health;
	if (o->build)
		p->build = o->build;
	if (o->cpus && !cpus_parse(&p->cpus, o->cpus))
		p->spec.cpus = &p->cpus;
}

static void make_environment(struct service_plan *p, const struct task *t,
	const struct service_options *o)
{
	struct arena *mem = t->context->mem;

	words_add(mem, &p->spec.env, (const char *const *)environ);
	for (size_t i = 0; t->context->measurement->env && t->context->measurement->env[i]; i++)
		words_set(mem, &p->spec.env, t->context->measurement->env[i]);
	if (o->variant)
		words_set(mem, &p->spec.env, arena_printf(mem, "BENCHCTL_VARIANT=%s", o->variant));
	for (size_t i = 0; i < o->env.n; i++)
		pairs_set(&p->spec.own_env, mem, o->env.v[i].key, o->env.v[i].value);
}

int service_plan_make(struct service_plan *p, const struct task *t, const struct service_options *o,
	const char *name, const struct pairs *others, struct error *err)
{
	struct arena *mem = t->context->mem;
	const char *app_dir = in_tree(t, o->app_dir ? o->app_dir : ".");

	*p = (struct service_plan){ .out_dir = run_file(t, name, "out") };
	p->spec = (struct service_spec){
		.name = name, .cwd = app_dir, .command = o->command, .values = *others
	};
	pairs_set(&p->spec.values, mem, "out_dir", p->out_dir);
	pairs_set(&p->spec.values, mem, "app_dir", app_dir);
	if (!file_is_dir(app_dir))
		return error_set(err, "service %s: the folder %s does not exist", name, app_dir);
	if (!o->command.n && use_framework(p, t, o, app_dir, err) < 0)
		return error_context(err, "service %s", name);
	take_options(p, o);
	if (o->cwd)
		p->spec.cwd = in_tree(t, o->cwd);
	if (!p->spec.health.n) {
		words_push(mem, &p->spec.health, o->tls ? "port" : "/health");
		if (!o->tls)
			words_push(mem, &p->spec.health, "/");
	}
	if (need_out_dir(p, &p->spec.command, err) < 0)
		return -1;
	if (p->build)
		p->build = pairs_fill(mem, p->build, &p->spec.values, true);
	make_environment(p, t, o);
	p->spec.log = run_file(t, name, "log");
	return 0;
}
