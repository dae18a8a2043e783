/* Suites without a file. */
#include "app/project.h"

#include <string.h>

#include "base/text.h"
#include "measure/kind/external.h"
#include "measure/kinds.h"

#define EXTERNAL_TIMEOUT 300 /* s; the default of the protocol's runners */

int project_of_command(struct project *p, struct app *app, const struct project_options *options,
	const struct words *command, const char *id, struct error *err)
{
	struct words line = *command;
	const char *slash = strrchr(line.v[0], '/'), *why;
	struct benchmark *b;

	line.scalar = line.n == 1; /* one word may be a whole command line */
	project_begin(p, app, options);
	b = ARENA_PUSH(&app->mem, &p->suite);
	b->life = p->suite.defaults;
	b->kind = &command_kind;
	b->options = command_options_of(&app->mem, &line);
	b->id = b->group = id ? id : text_slug(&app->mem, slash ? slash + 1 : line.v[0]);
	if ((why = benchmark_id_fault(b->id)))
		return error_exit(err, EXIT_USAGE, "the name '%s' %s; give one with --name", b->id,
			why);
	return project_override(p, err);
}

/* NULL, or the reason why the framework cannot be a benchmark of the suite. */
static const char *name_fault(const struct project *p, const char *name)
{
	for (size_t i = 0; i < p->suite.n; i++)
		if (strcmp(p->suite.v[i].id, name) == 0)
			return "is given twice";
	return benchmark_id_fault(name);
}

int project_of_frameworks(struct project *p, struct app *app, const struct project_options *options,
	const char *config, const char *workload, struct error *err)
{
	struct external_frameworks frameworks;
	const char *why;

	project_begin(p, app, options);
	p->suite.name = "frameworks";
	if (external_load(&frameworks, &app->mem, config, err) < 0)
		return error_stage(err, EXIT_USAGE);
	for (size_t i = 0; i < frameworks.n; i++) {
		struct external_framework *f = &frameworks.v[i];
		struct benchmark *b;

		if ((why = name_fault(p, f->name)))
			return error_exit(err, EXIT_USAGE, "%s: the name '%s' %s", config, f->name,
				why);
		f->options.workload = workload;
		b = ARENA_PUSH(&app->mem, &p->suite);
		b->id = b->group = f->name;
		b->life = p->suite.defaults;
		b->life.schedule.timeout = EXTERNAL_TIMEOUT;
		b->kind = &external_kind;
		b->options = external_options_of(&app->mem, &f->options);
	}
	if (frameworks.n == 0)
		return error_exit(err, EXIT_USAGE, "%s: it has no framework", config);
	return project_override(p, err);
}
