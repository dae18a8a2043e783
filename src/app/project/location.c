#include "app/app.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "process/spawner.h"

const char *location_find(struct app *app, const char **folder)
{
	static const char *const names[] = { "benchctl.yaml", "benchctl.yml" };
	const char *dir = ".", *found = NULL;
	char *path = getcwd(NULL, 0);

	for (const char *at = path; at && !found; at = *at ? strchrnul(at + 1, '/') : NULL) {
		for (size_t i = 0; i < ARRAY_SIZE(names) && !found; i++)
			if (file_exists(file_join(&app->mem, dir, names[i])))
				found = names[i];
		*folder = dir;
		if (file_exists(file_join(&app->mem, dir, ".git")))
			break;
		dir = at == path ? ".." : arena_printf(&app->mem, "%s/..", dir);
	}
	free(path);
	return found;
}

int location_enter(struct app *app, const char *folder, struct error *err)
{
	char *before = getcwd(NULL, 0), *now = NULL;
	size_t n;
	int rc = 0;

	if (strcmp(folder, ".") == 0) {
		free(before);
		return 0;
	}
	if (!before || chdir(folder) < 0 || !(now = getcwd(NULL, 0))) {
		rc = error_set(err, "cannot change to %s: %s", folder, strerror(errno));
	} else {
		n = strlen(now);
		app->user_dir = arena_string(&app->mem, before + n + (n > 1));
		if (app->spawner)
			spawner_enter(app->spawner, now);
	}
	free(before);
	free(now);
	return rc;
}

const char *location_path(struct app *app, const char *path)
{
	return app->user_dir && strcmp(path, "-") != 0 ? file_join(&app->mem, app->user_dir, path)
						       : path;
}
