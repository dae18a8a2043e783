/* What fuzz targets share. A target is one function that takes any bytes; it may fail only through
 * FUZZ_CHECK or a sanitizer. libFuzzer calls it (ci/fuzz), and replay.c with what is in
 * tests/fuzz/corpus/TARGET (make test). */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define FUZZ_CHECK(condition)                                                                      \
	do {                                                                                       \
		if (!(condition))                                                                  \
			die("%s:%d: not so: %s", __FILE__, __LINE__, #condition);                  \
	} while (0)

#define FUZZ_SAME(a, b) fuzz_same((a), (b), __FILE__, __LINE__)

static inline void fuzz_same(const char *a, const char *b, const char *file, int line)
{
	if (strcmp(a, b) != 0)
		die("%s:%d: these should be the same:\n%s\n%s", file, line, a, b);
}

/* The bytes as a text of their own that ends where they end. */
static inline char *fuzz_text(struct arena *mem, const uint8_t *data, size_t n)
{
	return arena_copy(mem, (const char *)data, n);
}

/* Bytes that are taken from the front, for targets that build something from them. Where none are
 * left there are zeros and empty texts. */
struct fuzz_bytes {
	const uint8_t *at;
	size_t n;
};

static inline unsigned fuzz_byte(struct fuzz_bytes *b)
{
	if (b->n == 0)
		return 0;
	b->n--;
	return *b->at++;
}

/* Up to the next newline, which is taken too; NUL ends the text as it does in C. */
static inline const char *fuzz_line(struct fuzz_bytes *b, struct arena *mem)
{
	const uint8_t *eol = b->n ? memchr(b->at, '\n', b->n) : NULL;
	size_t n = eol ? (size_t)(eol - b->at) : b->n;
	const char *line = fuzz_text(mem, b->at, n);

	b->at += n + (eol != NULL);
	b->n -= n + (eol != NULL);
	return arena_string(mem, line);
}

static inline double fuzz_number(struct fuzz_bytes *b)
{
	static const double special[] = { 0, -0.0, 1, -1, 0.1, 1e-9, 1e300, -1e300, 5e-324, 1e15,
		1e16, HUGE_VAL, -HUGE_VAL, 4.5e15, 9007199254740992, 0.05 };
	unsigned kind = fuzz_byte(b);
	uint8_t raw[8] = { 0 };
	double v;

	if (kind < 16)
		return special[kind];
	if (kind == 16)
		return (double)NAN;
	if (kind < 128) /* what is measured */
		return (fuzz_byte(b) * 256.0 + fuzz_byte(b)) * pow(10, (int)(kind % 16) - 12);
	for (size_t i = 0; i < sizeof raw; i++)
		raw[i] = (uint8_t)fuzz_byte(b);
	memcpy(&v, raw, sizeof v);
	return v;
}

/* For functions that want a path: a file of these bytes, which has one until it is closed. */
struct fuzz_file {
	int fd;
	char path[40];
};

static inline void fuzz_file_open(struct fuzz_file *f, const void *data, size_t n)
{
	f->fd = memfd_create("fuzz", MFD_CLOEXEC);
	FUZZ_CHECK(f->fd >= 0 && write(f->fd, data, n) == (ssize_t)n);
	snprintf(f->path, sizeof f->path, "/proc/self/fd/%d", f->fd);
}

static inline void fuzz_file_close(const struct fuzz_file *f)
{
	close(f->fd);
}
