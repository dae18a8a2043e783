#include "cli/place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "process/spawner.h"

const char *place_find(struct cli *cli, const char **folder)
{
	static const char *const names[] = { "benchctl.yaml", "benchctl.yml" };
	const char *dir = ".";

	for (int depth = 0; depth < 64; depth++) {
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			if (!file_exists(file_join(&cli->mem, dir, names[i])))
				continue;
			*folder = dir;
			return names[i];
		}
		if (file_exists(file_join(&cli->mem, dir, ".git")))
			break;
		dir = depth ? arena_printf(&cli->mem, "%s/..", dir) : "..";
	}
	return NULL;
}

int place_enter(struct cli *cli, const char *folder, struct error *err)
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
		cli->stands = arena_string(&cli->mem, before + n + (n > 1));
		if (cli->spawner)
			spawner_enter(cli->spawner, now);
	}
	free(before);
	free(now);
	return rc;
}

const char *place_path(struct cli *cli, const char *path)
{
	return cli->stands && strcmp(path, "-") != 0 ? file_join(&cli->mem, cli->stands, path)
						     : path;
}
