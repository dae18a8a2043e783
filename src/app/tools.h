/* `benchctl check-tools`: the programs that benchctl and its users' benchmarks can use. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct app;
struct error;

struct tool {
	const char *name, *use;
	const char *ask; /* the argument that makes it print its version; NULL: none does */
	bool required;   /* by benchctl itself */
};

struct found_tool {
	const struct tool *tool;
	const char *path;    /* NULL: it is not in PATH */
	const char *version; /* NULL: unknown */
	bool required;       /* by benchctl or a benchmark */
};

struct found_tools {
	struct found_tool *v;
	size_t n;
	size_t missing; /* required ones */
};

/* What the benchmarks of the configuration need is required. config NULL: this folder's, if any. */
int app_tools(struct found_tools *out, struct app *app, const char *config, struct error *err);
