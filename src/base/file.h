/* Whole files: read with a limit, written completely or not at all. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct error;
struct words;

/* Opens a file for reading, or returns -1. It opens only regular files, refuses a folder, a device,
 * a socket and a pipe, and never waits. Exceptions are descriptors that the user passes open:
 * /dev/stdin and /dev/fd/N, which a shell makes of <(program). */
int file_open(const char *path, struct error *err);

/* *data gets a NUL after its n bytes. Opens by file_open; fails on more than max bytes. */
int file_read(char **data, size_t *n, struct arena *mem, const char *path, size_t max,
	struct error *err);
/* The same from the position of fd, which stays open; path is for messages. */
int file_read_fd(char **data, size_t *n, struct arena *mem, const char *path, int fd, size_t max,
	struct error *err);

/* The data alone; NULL: the file cannot be read. */
char *file_text(struct arena *mem, const char *path, size_t max);

/* Whether both are regular files with the same bytes, or links to such files. */
bool file_same(const char *a, const char *b);

/* Temporary file in the same folder, fsync, rename: a reader sees the old content or the new. A
 * symbolic link is replaced, never followed, because a checkout may have a link to anywhere. A
 * path that is not a file (a pipe, a device) and all of /dev and /proc are written in place. */
int file_write(const char *path, const char *data, size_t n, struct error *err);

/* A file that is written in parts: first to d->fd, and file_draft_end gives it its name. fault: the
 * errno of a failed write, or 0; the temporary file is then removed. */
struct file_draft {
	int fd;
	bool runs; /* it will be executable */
	char temp[4096];
};
int file_draft_open(struct file_draft *d, const char *path, struct error *err);
int file_draft_end(struct file_draft *d, const char *path, int fault, struct error *err);

/* Removes temporary files that processes left in the folder when they were killed; only those of
 * the file `name`, or of all files for NULL. file_write does so for its own file. */
void file_reap(const char *folder, const char *name);

/* Opens for writing without waiting for the reader of a pipe: -1 with errno, ENXIO: there is none.
 * flags: O_APPEND, O_CREAT. */
int file_open_output(const char *path, int flags);

/* Whether file_write can succeed there, without leaving anything behind: the folder accepts a new
 * file, and the path is not a folder. The error is the one of file_write. */
int file_may_write(const char *path, struct error *err);

/* Appends in one write to a file that others may have open; creates it. */
int file_append(const char *path, const char *data, size_t n, struct error *err);

int file_mkdirs(const char *path, struct error *err);    /* like mkdir -p */
int file_mkdirs_of(const char *path, struct error *err); /* the folders in the path of a file */
bool file_exists(const char *path);
bool file_is_dir(const char *path);
/* Opens a folder with a lock that nobody else has meanwhile; -1: somebody holds it, or it is a
 * link. */
int file_seize(const char *folder);

/* What is in a folder, sorted, without "." and "..". -1 with errno. */
int file_names(struct words *names, struct arena *mem, const char *folder);

/* The folder in a path: "a/b" of "a/b/c", "" of "c" and "/c". */
char *file_folder(struct arena *mem, const char *path);
/* What follows the folder: "c" of "a/b/c" and "c", "" of "a/". */
const char *file_base(const char *path);
/* "a/b" from "a" and "b"; just name when dir is NULL, "" or ".", or name is absolute. */
char *file_join(struct arena *mem, const char *dir, const char *name);
/* A path from the current folder, made absolute. */
char *file_absolute(struct arena *mem, const char *path);

/* Where the path leads, absolute and without links; NULL with errno: nowhere. */
char *file_real(struct arena *mem, const char *path);

/* Without empty parts, "." and ".." (except those that it begins with). "": the folder itself. */
char *file_tidy(struct arena *mem, const char *path);

/* The path from root of a file that need not exist; links in its folder are followed. NULL: it is
 * outside. root: absolute, without links. */
const char *file_inside(struct arena *mem, const char *root, const char *path);

/* Whether the path begins with the folder's, as texts; nothing is below "" or NULL. */
bool file_is_below(const char *path, const char *folder);

/* Whether path stays in the folder that it is relative to: not absolute or empty, no ".." out. */
bool file_is_confined(const char *path);

/* A stream into memory; renderers write to it, one place stores it. Writing to it does not fail:
 * the end of memory ends the process (die_of_memory). It stays at its address while it is open. */
struct memory_file {
	FILE *f;
	char *data;
	size_t n, room;
};
void memory_file_open(struct memory_file *m);
/* The value of a declaration that opens: struct memory_file m = MEMORY_FILE(m); */
#define MEMORY_FILE(m) memory_file_opened(&(m))
struct memory_file memory_file_opened(struct memory_file *m);
/* Closes. m->data has the bytes and a NUL after them, until memory_file_free. */
void memory_file_end(struct memory_file *m);
/* Closes, and writes the bytes to the file, see file_write. */
int memory_file_write(struct memory_file *m, const char *path, struct error *err);
/* Closes. A copy of the bytes in mem. */
char *memory_file_copy(struct arena *mem, struct memory_file *m);
/* Drops what follows the first n bytes. */
void memory_file_cut(struct memory_file *m, size_t n);
void memory_file_free(struct memory_file *m);
#define FREES_MEMORY_FILE __attribute__((cleanup(memory_file_free)))

void file_close(FILE **f);
#define CLOSES_FILE __attribute__((cleanup(file_close)))
void fd_close(int *fd); /* it becomes -1, which is none; errno stays */
#define CLOSES_FD __attribute__((cleanup(fd_close)))
void fd_close_all(const int *fds, size_t n);

/* All bytes: through a socket, to a file, from either. False with errno; 0: it was closed. */
bool fd_send(int fd, const void *data, size_t n);
bool fd_write(int fd, const void *data, size_t n);
bool fd_receive(int fd, void *data, size_t n);
/* The result of a non-blocking connect: 0, or its errno. */
int fd_connected(int fd);
/* A TCP connection that sends at once and, where this program closes it, leaves no port in
 * TIME_WAIT: at thousands of connections a second there would soon be none left. */
void fd_use_tcp(int fd);
