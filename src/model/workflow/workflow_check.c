/* What is wrong with a workflow, and the benchmarks that it makes. */
#include "model/workflow/workflow.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "model/config.h"
#include "model/workflow/workflow_checker.h"

void workflow_refuse(const struct checker *c, const char *fmt, ...)
{
	char text[1024];

	TEXT_FORMAT(text, fmt);
	problem_at(c->problems, c->at, "%s: %s", c->what, text);
}

const struct workflow_host *workflow_host(const struct workflow *w, const char *alias)
{
	const struct workflow_host *v = w->hosts.v, *h = TEXT_FIND(v, w->hosts.n, item.key, alias);

	return h && h->ip ? h : NULL;
}

/* NULL: there is none of that name. */
static const struct workflow_stage *stage_of(const struct workflow *w, const char *name)
{
	const struct workflow_stage *s;
	size_t i = 0;

	while ((s = workflow_stage_at(w, i)) && !text_equal(s->name, name))
		i++;
	return s;
}

void workflow_place(const char **alias, const char **path, struct arena *mem, const char *text)
{
	const char *colon = strchr(text, ':'), *slash = strchr(text, '/');

	if (!colon || (slash && slash < colon)) {
		*alias = "local";
		*path = text;
		return;
	}
	*alias = arena_copy(mem, text, (size_t)(colon - text));
	*path = colon + 1;
}

static bool is_known(const struct checker *c, const char *alias)
{
	const struct workflow_host *v = c->w->hosts.v;
	struct nearest near = nearest_begin(alias);

	for (size_t i = 0; i < c->w->hosts.n; i++) {
		if (strcmp(v[i].item.key, alias) == 0)
			return true;
		nearest_offer(&near, v[i].item.key);
	}
	if (strcmp(alias, "local") == 0)
		return true;
	workflow_refuse(c, "unknown host '%s'%s", alias, nearest_hint(&near, c->mem));
	return false;
}

/* What ssh could take for an option, or a shell for more than a word. */
static bool is_plain(const char *s)
{
	static const char marks[] = "._-@:%+[]";

	if (*s == '-')
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr(marks, *s))
			return false;
	return true;
}

static void check_host(struct checker *c, const struct workflow_host *h)
{
	c->at = &h->item;
	c->what = arena_printf(c->mem, "hosts.%s", h->item.key);
	if (benchmark_id_fault(h->item.key) || strchr(h->item.key, '/'))
		workflow_refuse(c,
			"an alias has lower-case letters, digits, '_', '-' and '.' only");
	if (strcmp(h->item.key, "local") == 0) {
		if (h->ip || h->username || h->key_file || h->password || h->key_password ||
			h->known_hosts || h->port)
			workflow_refuse(c,
				"`local` always means this machine and has no "
				"options; give the host another alias");
		return;
	}
	if (!h->ip || !*h->ip)
		workflow_refuse(c,
			"ip is missing; write its address, or the name that ~/.ssh/config has");
	else if (!is_plain(h->ip))
		workflow_refuse(c, "ip: '%s' is not an address", h->ip);
	if (h->username && (!*h->username || !is_plain(h->username)))
		workflow_refuse(c, "username: '%s' is not a user name", h->username);
	if (h->key_file && !*h->key_file)
		workflow_refuse(c, "key_file: is empty");
}

/* The value of "db", "db.username" ... after "hosts."; NULL: unknown. */
static const char *host_value(const struct checker *c, const char *key)
{
	const char *dot = strrchr(key, '.'), *member = "ip";
	const struct workflow_host *h = workflow_host(c->w, key);
	const char *alias = key;

	if (!h && dot && strcmp(key, "local") != 0) {
		alias = arena_copy(c->mem, key, (size_t)(dot - key));
		member = dot + 1;
		h = workflow_host(c->w, alias);
	}
	if (!h)
		return strcmp(alias, "local") == 0 && strcmp(member, "ip") == 0 ? "127.0.0.1"
										: NULL;
	return strcmp(member, "ip") == 0          ? h->ip
		: strcmp(member, "username") == 0 ? h->username
		: strcmp(member, "key_file") == 0 ? h->key_file
		: strcmp(member, "port") == 0 ? arena_printf(c->mem, "%zu", h->port ? h->port : 22)
					      : NULL;
}

/* Replaces {{hosts.ALIAS}} and {{hosts.ALIAS.MEMBER}}. Other braces stay: they belong to docker, Go
 * and Jinja. A backslash before them keeps them too. */
const char *workflow_expand(const struct checker *c, const char *name, const char *text)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const char *at;

	if (!text || !strstr(text, "{{"))
		return text;
	while ((at = strstr(text, "{{"))) {
		const char *key = at + 2 + strspn(at + 2, " \t"), *end = strstr(at, "}}"), *value;

		if (!end || !text_starts(key, "hosts.") || (at > text && at[-1] == '\\')) {
			size_t n = (size_t)(at - text);

			fwrite(text, 1, n - (end && n && text_starts(key, "hosts.")), m.f);
			fputs("{{", m.f);
			text = at + 2;
			continue;
		}
		fwrite(text, 1, (size_t)(at - text), m.f);
		key = arena_copy(c->mem, key + strlen("hosts."),
			strcspn(key + strlen("hosts."), " \t}"));
		value = host_value(c, key);
		if (!value)
			workflow_refuse(c,
				"%s: {{hosts.%s}} is unknown; a host has ip, username, port and "
				"key_file",
				name, key);
		fputs(value ? value : "", m.f);
		text = end + 2;
	}
	fputs(text, m.f);
	return memory_file_copy(c->mem, &m);
}

bool workflow_port(unsigned *port, const char **host, struct arena *mem, const char *text)
{
	const char *colon = strrchr(text, ':'), *digits = colon ? colon + 1 : text;
	size_t n = colon ? (size_t)(colon - text) : 0;
	unsigned long v = strtoul(digits, NULL, 10);

	if (!*digits || digits[strspn(digits, "0123456789")] || v < 1 || v > 65535)
		return false;
	*port = (unsigned)v;
	if (n > 2 && text[0] == '[' && text[n - 1] == ']') /* IPv6 */
		*host = arena_copy(mem, text + 1, n - 2);
	else
		*host = n ? arena_copy(mem, text, n) : NULL;
	return true;
}

static void check_health(struct checker *c, struct workflow_stage *s)
{
	struct workflow_check *h = &s->check;
	const bool given = option_given(&h->given, 0) || h->target;
	const char *at;
	unsigned port;

	if (!given)
		return;
	if (!h->target || !*h->target)
		workflow_refuse(c,
			"health_check: target is missing; write what it checks, such as "
			"target: \"8080\"");
	if (h->status && h->type != CHECK_HTTP)
		workflow_refuse(c,
			"health_check: status works only with type: http; remove status");
	h->target = workflow_expand(c, "health_check", h->target);
	if (c->readable && h->type == CHECK_PORT && h->target && *h->target &&
		!strstr(h->target, "${") && !workflow_port(&port, &at, c->mem, h->target))
		workflow_refuse(c, "health_check: '%s' is not a port; write 8080 or HOST:8080",
			h->target);
}

static void check_copy(struct checker *c, struct workflow_stage *s)
{
	const char *const sides[] = { s->copy.from, s->copy.to };

	s->copy.from = workflow_expand(c, "copy", s->copy.from);
	s->copy.to = workflow_expand(c, "copy", s->copy.to);
	for (size_t i = 0; i < ARRAY_SIZE(sides); i++) {
		const char *alias, *path;

		if (!sides[i] || !*sides[i]) {
			workflow_refuse(c,
				"copy: %s is missing; write copy: { from: db:/tmp/file, to: "
				"local:file }",
				i ? "to" : "from");
			continue;
		}
		workflow_place(&alias, &path, c->mem, sides[i]);
		if (is_known(c, alias) && !*path)
			workflow_refuse(c, "copy: '%s' names no file", sides[i]);
	}
}

static void check_work(struct checker *c, struct workflow_stage *s)
{
	const bool copies = option_given(&s->copy.given, 0) || option_given(&s->copy.given, 1);
	int n = (s->command != NULL) + (s->script != NULL) + copies;

	if (n == 0)
		workflow_refuse(c,
			"the stage has nothing to run; give it a command, a script or a copy");
	if (n > 1)
		workflow_refuse(c,
			"command, script and copy exclude each other; a stage has one of them");
	if ((s->command && !s->command[strspn(s->command, " \t\r\n")]) ||
		(s->script && !*s->script))
		workflow_refuse(c, "%s: is empty", s->command ? "command" : "script");
	s->command = workflow_expand(c, "command", s->command);
	if (copies)
		check_copy(c, s);
}

static struct outputs outputs_of(const struct checker *c)
{
	const struct workflow_stage *s;
	struct outputs out = { 0 };

	for (size_t i = 0; (s = workflow_stage_at(c->w, i)); i++)
		for (size_t k = 0; k < s->outputs.n; k++)
			*ARENA_PUSH(c->mem, &out) = (const struct workflow_output *)s->outputs.v +
				k;
	return out;
}

static void check_stage(struct checker *c, struct workflow_stage *s, size_t i, const char *list)
{
	const struct workflow_stage *other;

	c->at = &s->item;
	c->what = s->name ? arena_printf(c->mem, "stage '%s'", s->name)
			  : arena_printf(c->mem, "%s, element %zu", list, i + 1);
	other = s->name ? stage_of(c->w, s->name) : NULL;
	if (!s->name || !s->name[strspn(s->name, " \t")])
		workflow_refuse(c, "it has no name");
	else if (other != s)
		workflow_refuse(c, "the name is already on line %u", other->item.line);
	if (s->host.n == 0)
		workflow_refuse(c, "host: is an empty list");
	for (size_t k = 0; k < s->host.n; k++)
		is_known(c, s->host.v[k]);
	check_work(c, s);
	check_health(c, s);
	for (size_t k = 0; k < s->env.n; k++)
		s->env.v[k].value = workflow_expand(c, "env", s->env.v[k].value);
	workflow_check_outputs(c, s);
}

/* Metrics of outputs are judged even where gate.metrics does not name them. */
static void judge_metrics(struct suite *s, struct arena *mem)
{
	const struct workflow_stage *stages = s->workflow.stages.v;
	struct words names = { 0 };

	for (size_t i = 0; i < s->workflow.stages.n; i++)
		for (size_t k = 0; k < stages[i].outputs.n; k++) {
			const struct workflow_output
				*o = (const struct workflow_output *)stages[i].outputs.v + k;
			const struct workflow_metric *m = o->metrics.v;

			for (size_t j = 0; j < o->metrics.n; j++)
				if (m[j].metric.name && !words_has(&names, m[j].metric.name))
					words_push(mem, &names, m[j].metric.name);
		}
	if (names.n)
		policy_name_metrics(&s->gate, mem, &names);
}

static void add_benchmark(struct suite *s, struct arena *mem, const struct kind *kind,
	const struct workflow *w, const struct variant_case *variant)
{
	struct benchmark *b = ARENA_PUSH(mem, s);
	struct workflow_case *o = arena_alloc(mem, sizeof *o);
	const struct workflow_stage *first = w->stages.v;

	o->workflow = w;
	o->name = variant ? variant->name : NULL;
	*b = (struct benchmark){ .item = variant ? variant->item : first->item,
		.id = variant && variant->name ? variant->name : "workflow",
		.life = s->defaults,
		.kind = kind,
		.scaling = SCALING_OFF,
		.options = o };
	b->group = "workflow";
	b->life.schedule.warmup = w->warmup;
	b->life.schedule.runs = (struct range){ w->repeat, w->repeat };
	b->life.schedule.timeout = 0; /* each stage has its own */
	for (size_t i = 0; variant && i < variant->env.n; i++)
		pairs_set(&b->life.process.env, mem, variant->env.v[i].key,
			variant->env.v[i].value);
	kind_drop(b, mem);
}

static void check_cases(struct checker *c)
{
	const struct variant_case *v = c->w->cases.v;

	for (size_t i = 0; i < c->w->cases.n; i++) {
		c->at = &v[i].item;
		c->what = "cases";
		if (!v[i].name)
			workflow_refuse(c, "a case without a name");
		else if (benchmark_id_fault(v[i].name))
			workflow_refuse(c, "the name '%s' %s", v[i].name,
				benchmark_id_fault(v[i].name));
	}
}

/* The kind without options; NULL: there is none. */
static const struct kind *kind_of(const struct kind *const *kinds)
{
	while (*kinds && (*kinds)->options->n)
		kinds++;
	return *kinds;
}

void workflow_resolve(struct suite *s, const struct kind *const *kinds, struct problems *problems)
{
	const struct kind *kind = kind_of(kinds);
	struct checker c = { .suite = s,
		.w = &s->workflow,
		.problems = problems,
		.mem = problems->mem,
		.readable = problems->n == 0 };
	const struct variant_case *cases = s->workflow.cases.v;
	struct workflow *shared;

	c.outputs = outputs_of(&c);
	for (size_t i = 0; i < c.w->hosts.n; i++)
		check_host(&c, (const struct workflow_host *)c.w->hosts.v + i);
	for (size_t i = 0; i < c.w->stages.n; i++)
		check_stage(&c, (struct workflow_stage *)c.w->stages.v + i, i, "stages");
	for (size_t i = 0; i < c.w->cleanup.n; i++)
		check_stage(&c, (struct workflow_stage *)c.w->cleanup.v + i, i, "cleanup");
	check_cases(&c);
	workflow_check_plots(&c);
	if (!c.w->stages.n || !kind)
		return;
	judge_metrics(s, c.mem);
	/* The suite will be copied. */
	shared = arena_dup(c.mem, &s->workflow, 1, sizeof s->workflow);
	for (size_t i = 0; i < c.w->cases.n; i++)
		add_benchmark(s, c.mem, kind, shared, &cases[i]);
	if (!c.w->cases.n)
		add_benchmark(s, c.mem, kind, shared, NULL);
}
