#include "app/project/project.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "model/service.h"

int app_frameworks(struct registry *out, struct app *app, const char *config, struct error *err)
{
	struct project p;

	if (project_load_any(&p, app, NULL, config, err) < 0)
		return -1;
	registry_make(out, &app->mem, &p.suite.frameworks);
	return 0;
}

static void check(const struct service_options *o, const struct item *at,
	const struct registry *registry, struct problems *problems)
{
	struct framework own;
	struct error err;
	const char *path;

	if (!o->framework || registry_find(registry, o->framework, problems->mem, &err) ||
		framework_file_load(&own, &path, problems->mem, o->app_dir ? o->app_dir : ".",
			ERROR_IGNORED) == 1)
		return;
	problem_at(problems, at, "%s", err.text);
}

void app_check_frameworks(const struct suite *suite, struct problems *problems)
{
	const struct service_options *shared = suite->services.v;
	struct registry registry;

	registry_make(&registry, problems->mem, &suite->frameworks);
	for (size_t i = 0; i < suite->services.n; i++)
		check(&shared[i], &shared[i].item, &registry, problems);
	for (size_t i = 0; i < suite->n; i++)
		if (suite->v[i].service)
			check(suite->v[i].service, &suite->v[i].item, &registry, problems);
}

int app_detect(struct detected *out, struct app *app, const char *config, const char *dir,
	const char *name, struct error *err)
{
	struct registry registry;
	const char *path;

	if (app_frameworks(&registry, app, config, err) < 0)
		return -1;
	path = file_real(&app->mem, location_path(app, dir ? dir : "."));
	if (!path)
		return error_exit(err, EXIT_USAGE, "cannot read the folder %s: %s", dir ? dir : ".",
			strerror(errno));
	return detect_framework(out, &app->mem, &registry, path, name, err);
}
