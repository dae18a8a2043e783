/* Which framework an application's folder holds, and why. */
#pragma once

#include "model/framework.h"

struct registry;

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
