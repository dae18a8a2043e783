/* `benchctl init`: writes a benchctl.yaml for what looks like benchmarks here. */
#ifndef BENCHCTL_APP_INIT_H
#define BENCHCTL_APP_INIT_H

#include <stdbool.h>

#include "app/app.h"
#include "app/init_find.h"
#include "base/words.h"

struct init_result {
	struct finds finds;
	const char *build;    /* the command that builds, or NULL */
	struct words ignored; /* lines added to .gitignore */
	bool in_repo;         /* the folder belongs to a repository */
	bool detached;        /* no branch is checked out there */
};

/* force: overwrite an existing benchctl.yaml. */
int app_init(struct init_result *out, struct app *app, bool force, struct error *err);

#endif
