#include "store/git/repo_writer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static void *check(void *p, size_t n)
{
	if (!p)
		die_of_memory(n);
	return p;
}

static void *allocate(size_t n, const char *file, int line)
{
	(void)file, (void)line;
	return check(malloc(n ? n : 1), n);
}

static void *resize(void *p, size_t n, const char *file, int line)
{
	(void)file, (void)line;
	return check(realloc(p, n ? n : 1), n);
}

/* libgit2 1.8 makes these of the others. */
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 8
static size_t product(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		die_of_memory(SIZE_MAX);
	return bytes ? bytes : 1;
}

static void *allocate_zeroed(size_t n, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return check(calloc(1, product(n, size)), n);
}

static char *copy_n(const char *s, size_t n, const char *file, int line)
{
	char *made = allocate(n + 1, file, line);

	memcpy(made, s, n);
	made[n] = '\0';
	return made;
}

static char *copy(const char *s, const char *file, int line)
{
	return copy_n(s, strlen(s), file, line);
}

static char *copy_up_to(const char *s, size_t n, const char *file, int line)
{
	return copy_n(s, strnlen(s, n), file, line);
}

static void *resize_array(void *p, size_t n, size_t size, const char *file, int line)
{
	return resize(p, product(n, size), file, line);
}

static void *allocate_array(size_t n, size_t size, const char *file, int line)
{
	return allocate(product(n, size), file, line);
}
#endif

const git_allocator repo_memory = {
	.gmalloc = allocate,
	.grealloc = resize,
	.gfree = free,
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 8
	.gcalloc = allocate_zeroed,
	.gstrdup = copy,
	.gstrndup = copy_up_to,
	.gsubstrdup = copy_n,
	.greallocarray = resize_array,
	.gmallocarray = allocate_array,
#endif
};
