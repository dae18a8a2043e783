/* A module: a built-in benchmark of the machine, or a plugin. */
#include "module/module.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "host/families.h"
#include "measure/engine.h"
#include "measure/settings.h"
#include "measure/task.h"
#include "model/option/problem.h"
#include "module/module_values.h"

struct module_options {
	const char *builtin, *plugin;
	struct pairs with;
};
#define AT(member) offsetof(struct module_options, member)
static const struct option rows[] = {
	{ "builtin", 0, OPTION_TEXT, AT(builtin), .value = "NAME", .change = CHANGE_REPLACES,
		.help = "benchmark of the machine: cpu, memory, disk, network or syscall" },
	{ "plugin", 0, OPTION_TEXT, AT(plugin), .value = "NAME", .change = CHANGE_REPLACES,
		.help = "a kind of benchmark that a plugin of `plugins:` declares" },
	{ "with", 0, OPTION_PAIRS, AT(with), .value = "SETTING=VALUE", .change = CHANGE_REPLACES,
		.help = "settings of the built-in benchmark or the plugin; "
			"`benchctl config show` lists them" },
};
static const struct section section = SECTION("builtin", "", rows, struct module_options);

const void *module_options_of(struct arena *mem, const char *builtin)
{
	struct module_options *o = arena_alloc(mem, sizeof *o);

	o->builtin = builtin;
	return o;
}

static const struct module_options *options_of(const struct task *t)
{
	return t->benchmark->options;
}

static const char *name_of(const struct module_options *o)
{
	return o->builtin ? o->builtin : o->plugin;
}

static void check_builtin(const struct benchmark *b, struct problems *problems)
{
	const struct module_options *o = b->options;
	const struct benchctl_kind *kind = families_find(o->builtin);
	struct nearest near = nearest_begin(o->builtin);
	struct words texts = { 0 };
	struct error err;

	if (kind) {
		for (size_t i = 0; i < o->with.n; i++)
			words_printf(problems->mem, &texts, "%s=%s", o->with.v[i].key,
				o->with.v[i].value);
		if (module_check(problems->mem, kind, texts.v, texts.n, &err) < 0)
			problem_at(problems, &b->item, "with: %s", err.text);
		return;
	}
	for (size_t i = 0; families[i]; i++)
		nearest_offer(&near, families[i]->name);
	problem_at(problems, &b->item, "builtin: '%s' is not one of: %s%s", o->builtin,
		families_list(problems->mem), nearest_hint(&near, problems->mem));
}

static void check(const struct benchmark *b, struct problems *problems, struct problems *idle)
{
	const struct module_options *o = b->options;

	(void)idle;
	if (o->builtin && o->plugin)
		problem_at(problems, &b->item, "'builtin' and 'plugin' exclude each other");
	else if (!name_of(o))
		problem_at(problems, &b->item,
			"with: has settings, "
			"but there is neither builtin: nor plugin: to use them");
	else if (o->builtin)
		check_builtin(b, problems);
}

static bool is_builtin(const void *options)
{
	return ((const struct module_options *)options)->builtin;
}

/* What a plugin uses is known once it is loaded. */
static unsigned uses(const void *options)
{
	const struct module_options *o = options;
	const struct benchctl_kind *kind = o->builtin ? families_find(o->builtin) : NULL;

	return kind ? kind->resources : RESOURCE_ANY;
}

static const struct kind_refusal refuses[] = { { NULL, is_builtin, { "resources", "scaling" } } };

static bool has_subs(const void *options)
{
	(void)options;
	return true;
}

struct state {
	struct module *module;
	struct module_plan plan;
};

/* What a hook says goes here. */
struct receiver {
	struct task *task;
	struct sink *sink; /* NULL: samples are dropped */
	const char *fault; /* of the benchmark itself; NULL: none */
};

static struct sink *sink_of(const struct receiver *receiver, const char *sub)
{
	return *sub ? sink_sub(receiver->sink, sub) : receiver->sink;
}

static struct step *step_of(const struct task *t)
{
	return steps_find(t->context, t->benchmark->id, NULL);
}

/* Progress shows all of them from the beginning. */
static void list_steps(struct task *t)
{
	const struct suite *suite = t->context->measurement->suite;

	for (size_t i = 0; i < suite->n; i++)
		if (suite->v[i].kind == &module_kind)
			steps_find(t->context, suite->v[i].id, NULL);
}

static void take_value(const struct receiver *receiver, const struct module_message *m,
	const struct metric *metric)
{
	FREES_ARENA struct arena mem = { 0 };

	sink_emit(sink_of(receiver, m->sub), metric, m->value);
	if (receiver->task->context->measurement->show)
		snprintf(step_of(receiver->task)->text, sizeof(((struct step *)0)->text), "%s",
			arena_printf(&mem, "%s %s", *m->sub ? m->sub : metric->name,
				metric_text(&mem, metric, m->value)));
}

static void take_message(void *ctx, const struct module_message *m, const struct metric *metric,
	const struct benchctl_bucket *v, size_t n)
{
	struct receiver *receiver = ctx;
	struct arena *mem = receiver->task->context->mem;
	struct result *r = receiver->task->result;
	bool of_sub = *m->sub && receiver->sink;

	switch (m->tag) {
	case MODULE_EMIT:
		if (receiver->sink)
			take_value(receiver, m, metric);
		break;
	case MODULE_HISTOGRAM:
		if (receiver->sink)
			sink_histogram(sink_of(receiver, m->sub), metric, v, n);
		break;
	case MODULE_FAIL:
		if (of_sub)
			sink_fail(sink_of(receiver, m->sub), "%s", m->text);
		else if (!receiver->fault)
			receiver->fault = arena_string(mem, m->text);
		break;
	case MODULE_WARN:
		r->warning = arena_printf(mem, "%s%s%s", m->sub, *m->sub ? ": " : "", m->text);
		break;
	case MODULE_NOTE:
		r = of_sub ? sink_of(receiver, m->sub)->result : r;
		if (r)
			r->checks = arena_string(mem, m->text);
		break;
	default: break;
	}
}

/* The sentence of a hook that failed: its own, where it gave one. */
static int failed(const struct receiver *receiver, struct error *err)
{
	task_interrupted(receiver->task->context);
	return receiver->fault ? error_set(err, "%s", receiver->fault) : -1;
}

static int probe(struct task *t, struct error *err)
{
	const struct suite *suite = task_suite(t);
	const struct module_options *o = options_of(t);
	struct arena *mem = t->context->mem;
	struct state *s = arena_alloc(mem, sizeof *s);
	struct settings settings = { 0 };

	t->state = s;
	settings_of(&settings, mem, suite, name_of(o),
		o->builtin ? families_find(o->builtin) : NULL, &o->with);
	for (size_t i = 0; i < settings.n; i++)
		words_printf(mem, &s->plan.settings, "%s=%s", settings.v[i].key,
			settings.v[i].value);
	s->plan.name = s->plan.source = s->plan.title = name_of(o);
	s->plan.folder = t->root;
	s->plan.timeout = t->benchmark->life.schedule.timeout;
	t->result->command = arena_printf(mem, "%s %s%s%s", o->builtin ? "builtin" : "plugin",
		name_of(o), settings.n ? " with " : "", words_list(mem, &s->plan.settings));
	if (o->plugin && suite->plugins.n == 0)
		return error_set(err,
			"plugin: there are no plugins; list them at the top of the file: "
			"plugins: [ ./%s.so ]",
			o->plugin);
	return 0;
}

/* The file as this side has it; with a slash, which the loader of the system wants. */
static const char *plugin_path(const struct task *t, const char *file)
{
	struct arena *mem = t->context->mem;

	return file_absolute(mem, file_join(mem, t->root, redirect_text(mem, &t->redirect, file)));
}

static int open_plugin(struct task *t, const struct module_listener *listener, struct error *err)
{
	const struct words *plugins = &task_suite(t)->plugins;
	struct arena *mem = t->context->mem;
	const char *others = "";
	struct state *s = t->state;

	for (size_t i = 0; i < plugins->n; i++) {
		int rc;

		s->plan.title = plugins->v[i];
		s->plan.source = plugin_path(t, plugins->v[i]);
		rc = module_open(&s->module, t->context->spawner, &s->plan, listener, err);
		if (rc <= 0)
			return rc;
		others = arena_printf(mem, "%s%s%s", others, i ? "; " : "", err->text);
	}
	return error_set(err, "no plugin has the kind '%s': %s", s->plan.name, others);
}

static int open_module(struct task *t, struct error *err)
{
	struct receiver receiver = { .task = t };
	const struct module_listener listener = { take_message, &receiver };
	struct state *s = t->state;
	int rc;

	list_steps(t);
	steps_begin(t, step_of(t), NULL);
	rc = options_of(t)->plugin
		? open_plugin(t, &listener, err)
		: module_open(&s->module, t->context->spawner, &s->plan, &listener, err);
	steps_pause(step_of(t));
	if (rc < 0)
		return failed(&receiver, err);
	t->primary = module_primary(s->module);
	return 0;
}

static int sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	struct receiver receiver = { .task = t, .sink = sink };
	const struct module_listener listener = { take_message, &receiver };
	const struct state *s = t->state;
	int got;

	steps_begin(t, step_of(t), NULL);
	got = module_sample(s->module, n, &listener, err);
	steps_pause(step_of(t));
	if (got >= 0)
		return got;
	failed(&receiver, err);
	return error_append(err, " (%s)", task_moment(t, 0));
}

static int close_module(struct task *t, struct error *err)
{
	struct receiver receiver = { .task = t };
	const struct module_listener listener = { take_message, &receiver };
	const struct state *s = t->state;
	const char *printed = module_printed(t->context->mem, s->module);

	steps_end(t, step_of(t), t->result->status == RESULT_ERROR ? STAGE_FAILED : STAGE_OK);
	if (module_close(s->module, &listener, err) < 0)
		return failed(&receiver, err);
	return printed
		? error_set(err, "the plugin prints, but a plugin must not print: %s", printed)
		: 0;
}

static const struct kind_hooks hooks = { probe, open_module, NULL, sample, close_module };

const struct kind module_kind = {
	.options = &section,
	.ways = 2,
	.uses = uses,
	.refuses = refuses,
	.refuses_n = ARRAY_SIZE(refuses),
	.check = check,
	.has_subs = has_subs,
	.hooks = &hooks,
};
