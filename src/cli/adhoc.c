/* Suites without a file. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/select.h"
#include "cli/session.h"
#include "measure/external.h"
#include "measure/module.h"

#define EXTERNAL_TIMEOUT 300 /* s; what runners of the protocol allow */

int session_adhoc(struct session *s, struct cli *cli, const char *name)
{
	struct words command = cli->after;
	const char *slash;
	struct benchmark *b;
	const char *why;

	*s = (struct session){ .cli = cli, .began = clock_ns() };
	command.scalar = command.n == 1; /* one word may be a whole command line */
	suite_default(&s->suite, &cli->mem);
	b = ARENA_PUSH(&cli->mem, &s->suite);
	b->life = s->suite.defaults;
	b->kind = &command_module.kind;
	b->options = command_options_of(&cli->mem, &command);
	slash = strrchr(command.v[0], '/');
	b->id = b->group = name ? name : text_slug(&cli->mem, slash ? slash + 1 : command.v[0]);
	if ((why = benchmark_id_fault(b->id))) {
		cli_say("the name '%s' %s; give one with --name", b->id, why);
		return EXIT_USAGE;
	}
	return apply_overrides(s);
}

/* NULL, or why the framework cannot be a benchmark of the suite. */
static const char *name_fault(const struct session *s, const char *name)
{
	for (size_t i = 0; i < s->suite.n; i++)
		if (strcmp(s->suite.v[i].id, name) == 0)
			return "stands there twice";
	return benchmark_id_fault(name);
}

int session_external(struct session *s, struct cli *cli, const char *config, const char *workload)
{
	struct external_frameworks frameworks;
	struct error err;
	const char *why;

	*s = (struct session){ .cli = cli, .began = clock_ns() };
	suite_default(&s->suite, &cli->mem);
	s->suite.name = "frameworks";
	if (external_load(&frameworks, &cli->mem, config, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	for (size_t i = 0; i < frameworks.n; i++) {
		struct external_framework *f = &frameworks.v[i];
		struct benchmark *b;

		if ((why = name_fault(s, f->name))) {
			cli_say("%s: the name '%s' %s", config, f->name, why);
			return EXIT_USAGE;
		}
		f->options.workload = workload;
		b = ARENA_PUSH(&cli->mem, &s->suite);
		b->id = b->group = f->name;
		b->life = s->suite.defaults;
		b->life.timeout = EXTERNAL_TIMEOUT;
		b->kind = &external_module.kind;
		b->options = external_options_of(&cli->mem, &f->options);
	}
	if (frameworks.n == 0) {
		cli_say("%s: there is no framework in it", config);
		return EXIT_USAGE;
	}
	return apply_overrides(s);
}
