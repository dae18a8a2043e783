/* What unit tests share. They run from the top of the repository. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

/* Like assert_string_equal, but NULL is a value and the row of a table is named. */
#define assert_text(actual, expected)     text_is(actual, expected, "", __FILE__, __LINE__)
#define assert_row(row, actual, expected) text_is(actual, expected, row, __FILE__, __LINE__)
#define assert_contains(actual, part)     text_has(actual, part, true, __FILE__, __LINE__)
#define assert_lacks(actual, part)        text_has(actual, part, false, __FILE__, __LINE__)
#define assert_ok(call, err)              succeeds((call) >= 0, err, #call, __FILE__, __LINE__)

static inline void text_is(const char *actual, const char *expected, const char *row,
	const char *file, int line)
{
	if (actual && expected ? strcmp(actual, expected) == 0 : actual == expected)
		return;
	print_error("%s%sgot      '%s'\nexpected '%s'\n", row, *row ? "\n" : "",
		actual ? actual : "(null)", expected ? expected : "(null)");
	_fail(file, line);
}

static inline void text_has(const char *actual, const char *part, bool has, const char *file,
	int line)
{
	if (actual && !strstr(actual, part) == !has)
		return;
	print_error("'%s'\n%s '%s'\n", actual ? actual : "(null)", has ? "lacks" : "contains",
		part);
	_fail(file, line);
}

static inline void succeeds(bool ok, const struct error *err, const char *call, const char *file,
	int line)
{
	if (ok)
		return;
	print_error("%s: %s\n", call, err->text);
	_fail(file, line);
}

/* The program of tests/programs that lies beside this test, as an absolute path. */
static inline const char *unit_program(struct arena *mem, const char *name)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	const char *path;

	assert_true(n > 0);
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	path = arena_printf(mem, "%s/programs/%s", self, name);
	if (access(path, X_OK) < 0)
		fail_msg("%s is not built; make programs", path);
	return path;
}

/* A fresh folder; remove it with unit_remove. */
static inline const char *unit_folder(struct arena *mem)
{
	char *path = arena_string(mem, "/tmp/benchctl-unit-XXXXXX");

	assert_non_null(mkdtemp(path));
	return path;
}

static inline int unit_remove_one(const char *path, const struct stat *st, int type,
	struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline void unit_remove(const char *folder)
{
	nftw(folder, unit_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline const char *unit_read(struct arena *mem, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = arena_alloc(mem, 1 << 20);
	size_t n;

	if (!f)
		return NULL;
	n = fread(text, 1, (1 << 20) - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static inline void unit_write(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* Waits until the condition holds, for a generous while. */
#define AWAIT(condition)                                                                           \
	do {                                                                                       \
		const uint64_t await_began = clock_ns();                                           \
		while (!(condition)) {                                                             \
			if (clock_seconds(await_began) > 30)                                       \
				fail_msg("waited in vain for: %s", #condition);                    \
			poll(NULL, 0, 1);                                                          \
		}                                                                                  \
	} while (0)

/* Whether f ends its process other than by returning. */
static inline bool unit_dies(void (*f)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDERR_FILENO);
		f();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}
