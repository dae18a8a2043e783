/* Whole files: read with a limit, written completely or not at all. */
#ifndef BENCHCTL_FILE_H
#define BENCHCTL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct error;
struct words;

/* *data gets a NUL after its n bytes. Fails on directories, and on more than max bytes. */
int file_read(char **data, size_t *n, struct arena *mem, const char *path, size_t max,
	struct error *err);
/* The same from the position of fd, which stays open; path is for messages. */
int file_read_fd(char **data, size_t *n, struct arena *mem, const char *path, int fd, size_t max,
	struct error *err);

/* Whether both are regular files with the same bytes, or links to such files. */
bool file_same(const char *a, const char *b);

/* Temporary file in the same folder, fsync, rename: a reader sees the old content or the new. A
 * symbolic link is replaced, never followed, because a checkout may have a link to anywhere. A
 * path that is not a file (a pipe, a device) and all of /dev and /proc are written in place. */
int file_write(const char *path, const char *data, size_t n, struct error *err);

/* Whether file_write can succeed there, without leaving anything behind: the folder accepts a new
 * file, and the path is not a folder. The error is the one of file_write. */
int file_may_write(const char *path, struct error *err);

/* Appends in one write to a file that others may have open; creates it. */
int file_append(const char *path, const char *data, size_t n, struct error *err);

int file_mkdirs(const char *path, struct error *err); /* like mkdir -p */
bool file_exists(const char *path);
bool file_is_dir(const char *path);

/* What is in a folder, sorted, without "." and "..". -1 with errno. */
int file_names(struct words *names, struct arena *mem, const char *folder);

/* "a/b" from "a" and "b"; just name when dir is "." or empty or name is absolute. */
char *file_join(struct arena *mem, const char *dir, const char *name);
/* A path from the current folder, made absolute. */
char *file_absolute(struct arena *mem, const char *path);

/* Whether path stays inside the folder that it is relative to: not absolute, not empty, no ".."
 * that leaves it. */
bool file_is_confined(const char *path);

/* A stream into memory; renderers write to it, one place stores it. */
struct memory_file {
	FILE *f;
	char *data;
	size_t n;
};
void memory_file_open(struct memory_file *m);
/* Closes. m->data has the bytes and a NUL after them, until memory_file_free. */
void memory_file_end(struct memory_file *m);
void memory_file_free(struct memory_file *m);
#define FREES_MEMORY_FILE __attribute__((cleanup(memory_file_free)))

void file_close(FILE **f);
#define CLOSES_FILE __attribute__((cleanup(file_close)))
void fd_close(const int *fd);
#define CLOSES_FD __attribute__((cleanup(fd_close)))

#endif
