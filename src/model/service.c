#include "model/service.h"

#include <string.h>

#include "base/arena.h"
#include "base/cpus.h"
#include "base/text.h"
#include "model/suite.h"

#define AT(member) offsetof(struct service_options, member)
static const struct option rows[] = {
	{ "use", 0, OPTION_TEXT, AT(use), .value = "NAME",
		.help = "name of a server of `services:`; excludes all other keys; `service: "
			"NAME` is the short form" },
	{ "app_dir", 0, OPTION_TEXT, AT(app_dir), .value = "DIR",
		.help = "folder of the application; without `command`, benchctl detects the "
			"framework there (benchctl detect)" },
	{ "framework", 0, OPTION_TEXT, AT(framework), .value = "NAME",
		.help = "framework of the application (benchctl frameworks); default: "
			"benchctl detects it" },
	{ "build", 0, OPTION_TEXT, AT(build), .value = "COMMAND",
		.help = "builds the application, in a shell, once before it starts; default: "
			"the build command of the framework" },
	{ "command", 0, OPTION_WORDS, AT(command), .value = "COMMAND",
		.help = "starts the server in the foreground; {port} is its port, also in "
			"$PORT; default: the start command of the framework" },
	{ "cwd", 0, OPTION_TEXT, AT(cwd), .value = "DIR",
		.help = "folder in which the server is built and runs; default: app_dir" },
	{ "host", 0, OPTION_TEXT, AT(host), .default_text = "localhost", .value = "HOST",
		.help = "address at which the server listens; localhost is 127.0.0.1 or ::1" },
	{ "port", 0, OPTION_COUNT, AT(port), .min = 1, .max = 65535, .value = "N",
		.help = "port of the service; default: a free one, different on each start" },
	{ "tls", 0, OPTION_FLAG, AT(tls), .default_text = "false",
		.help = "the server uses TLS: its URL is https://HOST:PORT, and the default "
			"of health is port" },
	{ "variant", 0, OPTION_TEXT, AT(variant), .value = "NAME",
		.help = "a label for the server (BENCHCTL_VARIANT), which the run records" },
	{ "env", 0, OPTION_PAIRS, AT(env), .value = "NAME=VALUE",
		.help = "added to its environment; {port} is replaced" },
	{ "health", 0, OPTION_WORDS, AT(health), .value = "CHECK",
		.help = "checks that show whether the server is ready; one must pass: "
			"/PATH (GET answers with 2xx), port (accepts a connection), "
			"file:PATH (the server has written the file), command:COMMAND "
			"(exits with 0), process (has run for one interval); default: "
			"/health, then /" },
	{ "health_attempts", 0, OPTION_COUNT, AT(health_attempts), .default_text = "30", .min = 1,
		.max = 100000, .value = "N",
		.help = "attempts before the server counts as broken" },
	{ "health_interval", 0, OPTION_QUANTITY, AT(health_interval), .dim = DIM_TIME, .min = 1e-3,
		.max = 3600, .default_text = "1s", .value = "TIME",
		.help = "length of one attempt, in which the checks are repeated; "
			"each pause is 2% of the time waited so far" },
	{ "health_timeout", 0, OPTION_QUANTITY, AT(health_timeout), .dim = DIM_TIME, .min = 1e-3,
		.max = 3600, .default_text = "2s", .value = "TIME",
		.help = "time for the answer to one check" },
	{ "after", 0, OPTION_WORDS, AT(after), .value = "NAME",
		.help = "servers of `services:` that must be ready before this one starts" },
	{ "cpus", 0, OPTION_TEXT, AT(cpus), .value = "LIST",
		.help = "processors that the server may use, such as 1 or 0,2-3" },
	{ "grace", 0, OPTION_QUANTITY, AT(grace), .dim = DIM_TIME, .min = 1e-3, .max = 3600,
		.default_text = "5s", .value = "TIME", .help = "time between SIGTERM and SIGKILL" },
	{ "sample", 0, OPTION_QUANTITY, AT(sample), .dim = DIM_TIME, .max = 3600,
		.default_text = "100ms", .value = "TIME",
		.help = "interval at which benchctl samples the memory, processors, threads "
			"and open files of all processes of the server; 0: never" },
	{ "starts", 0, OPTION_COUNT, AT(starts), .default_text = "1", .min = 1, .max = 1000,
		.value = "N",
		.help = "number of starts of the server; each start gives one sample of the "
			"metric startup" },
	{ "reuse", 0, OPTION_FLAG, AT(reuse), .default_text = "false",
		.help = "http: all samples use the same process, instead of a fresh one for each; "
			"faster, but a process that happens to be slow looks like slower code" },
};
const struct section service_section = SECTION_WITH("service",
	"a server that runs while samples are taken", rows, struct service_options,
	offsetof(struct service_options, given), "use");

enum { SERVICES_MAX = 32 }; /* of one benchmark, and how deep `after:` goes */

struct resolver {
	const struct suite *suite;
	struct problems *problems;
	const struct benchmark *benchmark; /* NULL: the services of the file themselves */
	const struct service_options *path[SERVICES_MAX], *v[SERVICES_MAX];
	size_t depth, n;
};

__attribute__((format(printf, 3, 4))) static void refuse(struct resolver *r,
	const struct service_options *o, const char *fmt, ...)
{
	const struct item *at = o->item.line || !r->benchmark ? &o->item : &r->benchmark->item;
	char text[1024];

	TEXT_FORMAT(text, fmt);
	problem_at(r->problems, at, "%s", text);
}

static const struct service_options *find(struct resolver *r, const struct service_options *from,
	const char *name)
{
	const struct service_options *v = r->suite->services.v;
	const struct service_options *found = TEXT_FIND(v, r->suite->services.n, item.key, name);
	struct nearest near = nearest_begin(name);

	if (found)
		return found;
	for (size_t i = 0; i < r->suite->services.n && r->problems->n < PROBLEMS_MAX; i++)
		nearest_offer(&near, v[i].item.key);
	refuse(r, from, "services: has no service '%s'%s", name,
		nearest_hint(&near, r->problems->mem));
	return NULL;
}

/* Adds what it needs, then the service itself. */
static void add(struct resolver *r, const struct service_options *o)
{
	for (size_t i = 0; i < r->depth; i++)
		if (r->path[i] == o) {
			refuse(r, o, "after: '%s' waits for itself", o->item.key);
			return;
		}
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i] == o)
			return;
	if (r->depth == SERVICES_MAX || r->n == SERVICES_MAX) {
		refuse(r, o, "after: more than %d services", SERVICES_MAX);
		return;
	}
	r->path[r->depth++] = o;
	for (size_t i = 0; i < o->after.n; i++) {
		const struct service_options *other = find(r, o, o->after.v[i]);

		if (other)
			add(r, other);
	}
	r->depth--;
	if (r->n < SERVICES_MAX)
		r->v[r->n++] = o;
}

static bool gives_more_than_use(const struct service_options *o)
{
	for (size_t i = 1; i < ARRAY_SIZE(rows); i++)
		if (option_given(&o->given, i))
			return true;
	return false;
}

/* NULL, or why this cannot be a check of `health:`, as the rest of a sentence. */
static const char *health_fault(const char *check, bool tls)
{
	static const char *const prefixes[] = { "file:", "command:" };

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (text_starts(check, prefixes[i]))
			return check[strlen(prefixes[i])] ? NULL : "names nothing to check";
	if (*check == '/' && check[strcspn(check, " \t\r\n")])
		return "has a blank; write %20";
	if (*check == '/' && tls)
		return "is a check without TLS, but the service has tls: true; write port "
		       "or command:COMMAND";
	if (*check == '/' || strcmp(check, "port") == 0 || strcmp(check, "process") == 0)
		return NULL;
	return "is not a check; write /PATH, port, process, file:PATH or command:COMMAND";
}

static void check(struct resolver *r, const struct service_options *o)
{
	const char *why;
	cpu_set_t cpus;

	if (!o->app_dir && !o->framework && !o->command.n)
		refuse(r, o,
			"this service has nothing to start; give it an app_dir, "
			"a framework or a command");
	if (o->command.n && o->framework)
		refuse(r, o, "'framework' has no effect on a service with 'command'; remove it");
	if (o->command.n && !*o->command.v[0])
		refuse(r, o, "command: is empty");
	if (o->cpus && (why = cpus_parse(&cpus, o->cpus)))
		refuse(r, o, "cpus: '%s' %s", o->cpus, why);
	for (size_t i = 0; i < o->health.n; i++)
		if ((why = health_fault(o->health.v[i], o->tls)))
			refuse(r, o, "health: '%s' %s", o->health.v[i], why);
}

static void resolve_one(struct resolver *r, struct benchmark *b, const struct service_options *o)
{
	r->n = r->depth = 0;
	r->benchmark = b;
	if (o->use && gives_more_than_use(o))
		refuse(r, o, "use: '%s' is a service of the file; move the other options there",
			o->use);
	if (!o->use)
		check(r, o);
	else if (!(o = find(r, o, o->use)))
		return;
	add(r, o);
	b->services = arena_dup(r->problems->mem, r->v, r->n, sizeof *r->v);
	b->services_n = r->n;
}

/* A service builds its application itself. Where nothing else of a tree is measured, both sides can
 * be built without `build:`. */
static void default_build(struct suite *s)
{
	bool needed = s->n == 0;

	for (size_t i = 0; i < s->n; i++)
		needed = needed || !s->v[i].services_n || !s->v[i].kind || s->v[i].kind->is_process;
	if (!needed && !s->build)
		s->build = "true";
}

static bool gets_fresh_ones(const struct benchmark *b, const struct service_options *o)
{
	for (size_t i = 0; i < b->services_n; i++)
		if (b->services[i] == o)
			return !b->kind || b->kind->fresh_services;
	return false;
}

static void check_reuse(const struct suite *s, const struct service_options *o,
	const struct item *at, struct problems *problems)
{
	for (size_t i = 0; i < s->n && o->reuse; i++)
		if (gets_fresh_ones(&s->v[i], o))
			return;
	if (o->reuse)
		problem_at(problems, at,
			"service: 'reuse' has no effect, because no benchmark with 'http' uses the "
			"service; remove it");
}

void service_check_reuse(const struct suite *s, struct problems *problems)
{
	const struct service_options *shared = s->services.v;

	for (size_t i = 0; i < s->services.n; i++)
		check_reuse(s, &shared[i], &shared[i].item, problems);
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].service && !s->v[i].service->use)
			check_reuse(s, s->v[i].service, &s->v[i].item, problems);
}

void service_resolve(struct suite *s, struct problems *problems)
{
	struct resolver r = { .suite = s, .problems = problems };
	const struct service_options *all = s->services.v;

	for (size_t i = 0; i < s->services.n; i++) {
		const char *why = benchmark_id_fault(all[i].item.key);

		r.n = 0;
		if (all[i].use)
			refuse(&r, &all[i], "use: belongs to `service:` of a benchmark");
		else
			check(&r, &all[i]);
		if (why)
			refuse(&r, &all[i], "the name '%s' of a service %s", all[i].item.key, why);
		add(&r, &all[i]);
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].service)
			resolve_one(&r, &s->v[i], s->v[i].service);
	default_build(s);
}
