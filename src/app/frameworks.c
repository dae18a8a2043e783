#include "app/frameworks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/location.h"
#include "app/project.h"

int app_frameworks(struct registry *out, struct app *app, const char *config, struct error *err)
{
	struct project p;

	if (project_load_any(&p, app, NULL, config, err) < 0)
		return -1;
	registry_make(out, &app->mem, &p.suite.frameworks);
	return 0;
}

int app_detect(struct detected *out, struct app *app, const char *config, const char *dir,
	const char *name, struct error *err)
{
	struct registry registry;
	const char *path;
	char *real;

	if (app_frameworks(&registry, app, config, err) < 0)
		return -1;
	path = location_path(app, dir ? dir : ".");
	real = realpath(path, NULL);
	if (!real)
		return error_exit(err, EXIT_USAGE, "cannot look into %s: %s", dir ? dir : ".",
			strerror(errno));
	path = arena_string(&app->mem, real);
	free(real);
	return detect_framework(out, &app->mem, &registry, path, name, err);
}
