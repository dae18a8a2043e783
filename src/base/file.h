/* Whole files: read with a limit, written all or not at all. */
#ifndef BENCHCTL_FILE_H
#define BENCHCTL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct error;

/* *data gets a NUL after its n bytes. Fails on directories, and on more than max bytes. */
int file_read(char **data, size_t *n, struct arena *mem, const char *path, size_t max,
	struct error *err);
/* The same from where fd, which stays open, stands; path is for messages. */
int file_read_fd(char **data, size_t *n, struct arena *mem, const char *path, int fd, size_t max,
	struct error *err);

/* Whether both are regular files of the same bytes, or links to such. */
bool file_same(const char *a, const char *b);

/* Temporary file in the same folder, fsync, rename: a reader sees the old content or the new. A
 * symbolic link is replaced, never followed, because a checkout may hold one that leads anywhere.
 * What is no file (a pipe, a device) and all of /dev and /proc are written in place. */
int file_write(const char *path, const char *data, size_t n, struct error *err);

/* Whether file_write has a chance there, found out without leaving anything behind: the folder
 * takes a new file, and the path is no folder. The sentence is the one that file_write would give.
 */
int file_may_write(const char *path, struct error *err);

/* Adds to the end of a file that others may have open, in one write; creates it. */
int file_append(const char *path, const char *data, size_t n, struct error *err);

int file_mkdirs(const char *path, struct error *err); /* like mkdir -p */
bool file_exists(const char *path);
bool file_is_dir(const char *path);

/* "a/b" from "a" and "b"; just name when dir is "." or empty or name is absolute. */
char *file_join(struct arena *mem, const char *dir, const char *name);
/* A path from the current folder, as it is from anywhere. */
char *file_absolute(struct arena *mem, const char *path);

/* Whether path stays inside the folder it is taken to be relative to: not absolute, no ".." that
 * leaves, not empty. */
bool file_is_confined(const char *path);

/* A stream into memory; renderers write to it, one place stores it. */
struct memory_file {
	FILE *f;
	char *data;
	size_t n;
};
void memory_file_open(struct memory_file *m);
/* Closes; the bytes are in m->data, with a NUL behind, until memory_file_free. */
void memory_file_end(struct memory_file *m);
void memory_file_free(struct memory_file *m);
#define FREES_MEMORY_FILE __attribute__((cleanup(memory_file_free)))

void file_close(FILE **f);
#define CLOSES_FILE __attribute__((cleanup(file_close)))
void fd_close(const int *fd);
#define CLOSES_FD __attribute__((cleanup(fd_close)))

#endif
