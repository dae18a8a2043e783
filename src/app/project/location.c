#include "app/app.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "process/spawner.h"

const char *const location_names[] = { "benchctl.yaml", "benchctl.yml", NULL };

const char *location_find(struct app *app, const char **folder)
{
	const char *dir = ".", *found = NULL;
	char *path = getcwd(NULL, 0);

	for (const char *at = path; at && !found; at = *at ? strchrnul(at + 1, '/') : NULL) {
		for (size_t i = 0; location_names[i] && !found; i++)
			if (file_exists(file_join(&app->mem, dir, location_names[i])))
				found = location_names[i];
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
	const char *before = file_real(&app->mem, "."), *now;

	if (strcmp(folder, ".") == 0)
		return 0;
	if (!before || chdir(folder) < 0 || !(now = file_real(&app->mem, ".")))
		return error_set(err, "cannot change to %s: %s", folder, strerror(errno));
	if (strcmp(now, "/") == 0)
		app->user_dir = before + 1;
	else if (file_is_below(before, now))
		app->user_dir = before + strlen(now) + 1;
	if (app->spawner)
		spawner_enter(app->spawner, now);
	return 0;
}

const char *location_path(struct app *app, const char *path)
{
	return strcmp(path, "-") == 0 ? path : file_join(&app->mem, app->user_dir, path);
}
