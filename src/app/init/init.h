/* `benchctl init`: writes a benchctl.yaml for what looks like benchmarks here. */
#pragma once

#include "app/app.h"
#include "app/init/init_find.h"
#include "base/words.h"

struct init_result {
	struct finds finds;
	struct words ignored; /* lines added to .gitignore */
	bool in_repo;         /* the folder belongs to a repository */
	bool detached;        /* no branch is checked out there */
};

/* force: overwrite an existing benchctl.yaml. */
int app_init(struct init_result *out, struct app *app, bool force, struct error *err);

/* What the configuration has where no benchmark is found. It stands for the user's own and measures
 * nothing, so it is never missing. */
#define INIT_EXAMPLE_ID      "example"
#define INIT_EXAMPLE_COMMAND "sleep 0.05"
bool init_is_example(const char *id, const char *command);
bool init_is_example_of(struct arena *mem, const struct benchmark *b);
