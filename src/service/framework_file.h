/* An application's own description: framework.toml, or the same keys in framework.yaml. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct framework;
struct problems;

/* Reads the file in dir. 1: *path is the file that was read; 0: there is none; -1: an error that
 * says file, line and column of each fault. */
int framework_file_load(struct framework *f, const char **path, struct arena *mem, const char *dir,
	struct error *err);

/* The same for a text. */
void framework_file_read(struct framework *f, const char *text, size_t n, bool yaml,
	struct problems *problems);
