/* Which framework an application's folder holds, and why. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/framework.h"

/* The frameworks that benchctl knows: those that it ships and those of the configuration. */
struct registry
	ARENA_LIST(struct framework); /* a configured one replaces a shipped one of its name */

/* own: `frameworks:` of the configuration, struct framework. */
void registry_make(struct registry *r, struct arena *mem, const struct items *own);

/* NULL after setting an error that lists the known names. */
const struct framework *registry_find(const struct registry *r, const char *name, struct arena *mem,
	struct error *err);

struct candidate {
	const char *name;
	const char *why;        /* "Cargo.toml; Cargo.toml mentions 'axum'" */
	size_t mentions, files; /* how specific it is, mentions first */
	unsigned named;         /* 2: the folder has its name; 1: as one of several words */
};

struct detected {
	struct framework framework;
	const char *why;
	const char *main;           /* {main}, or NULL */
	const char *workspace_root; /* the nearest folder with .git at or above it, or it itself */
	struct candidate *v;        /* all that fit, the one that was chosen first */
	size_t n, cap;
};

/* name: the framework that the user has chosen; NULL: the application's own file, else the most
 * specific of those whose files are there; the name of the folder breaks ties. dir is absolute. An
 * error has exit status 2. */
int detect_framework(struct detected *out, struct arena *mem, const struct registry *registry,
	const char *dir, const char *name, struct error *err);

/* An application's own description: framework.toml, or the same keys in framework.yaml. */

/* Reads the file in dir. 1: *path is the file that was read; 0: there is none; -1: an error that
 * says file, line and column of each fault. */
int framework_file_load(struct framework *f, const char **path, struct arena *mem, const char *dir,
	struct error *err);

/* The same for a text. */
void framework_file_read(struct framework *f, const char *text, size_t n, bool yaml,
	struct problems *problems);
