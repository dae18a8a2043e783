/* Suites of frameworks and of built-in benchmarks, without a file. */
#include "app/project/project.h"

#include <string.h>

#include "base/text.h"
#include "host/families.h"
#include "measure/kind/external.h"
#include "measure/kinds.h"

#define EXTERNAL_TIMEOUT 300 /* s; the default of the protocol's runners */

const char *project_name_fault(const struct project *p, const char *name)
{
	return TEXT_FIND(p->suite.v, p->suite.n, id, name) ? "is given twice"
							   : benchmark_id_fault(name);
}

struct benchmark *project_add(struct project *p, const char *id, const struct kind *kind,
	const void *options)
{
	struct benchmark *b = ARENA_PUSH(&p->app->mem, &p->suite);

	b->id = b->group = id;
	b->life = p->suite.defaults;
	b->kind = kind;
	b->options = options;
	return b;
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

		if ((why = project_name_fault(p, f->name)))
			return error_exit(err, EXIT_USAGE, "%s: the name '%s' %s", config, f->name,
				why);
		f->options.workload = workload;
		project_add(p, f->name, &external_kind, &f->options)
			->life.schedule.timeout = EXTERNAL_TIMEOUT;
	}
	if (frameworks.n == 0)
		return error_exit(err, EXIT_USAGE, "%s: the file lists no framework", config);
	return project_override(p, err);
}

static int add_test(struct project *p, const char *name, struct error *err)
{
	if (!families_find(name))
		return error_exit(err, EXIT_USAGE, "--tests: '%s' is not one of: %s", name,
			families_list(&p->app->mem));
	if (!TEXT_FIND(p->suite.v, p->suite.n, id, name))
		project_add(p, name, &module_kind, module_options_of(&p->app->mem, name));
	return 0;
}

int project_of_tests(struct project *p, struct app *app, const struct project_options *options,
	const struct words *tests, struct error *err)
{
	struct suite of_file;

	project_begin(p, app, options);
	p->suite.name = "host";
	if (project_read_nearest(&of_file, app))
		p->suite.modules = of_file.modules;
	for (size_t i = 0; i < tests->n; i++)
		for (char *rest = arena_string(&app->mem, tests->v[i]); rest;)
			if (add_test(p, strsep(&rest, ","), err) < 0)
				return -1;
	return project_override(p, err);
}
