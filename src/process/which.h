/* Finds the file of a program. */
#pragma once

struct arena;
struct error;

/* A name with a slash is a path from the folder (NULL: the current one) in which it will run;
 * another is looked up in dirs, the value of PATH (NULL: the usual). *path: for execve there. */
int which_find(const char **path, struct arena *mem, const char *name, const char *folder,
	const char *dirs, struct error *err);
