#include "base/arena.h"

#include <errno.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"

enum { CHUNK_MIN = 1 << 14, CHUNK_MAX = 1 << 20 };

/* Under AddressSanitizer every block is a chunk of exactly its size, so that overruns are found. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define EXACT_CHUNKS true
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define EXACT_CHUNKS true
#elif !defined(EXACT_CHUNKS)
#define EXACT_CHUNKS false
#endif

#ifndef MADV_POPULATE_WRITE /* glibc 2.34, musl */
#define MADV_POPULATE_WRITE 23
#endif

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	bool clean; /* unchanged, because it was all zero */
	alignas(max_align_t) char data[];
};

/* Has the kernel bring the pages of a large chunk at once, which takes less than one by one. */
static void populate(struct arena_chunk *c, size_t whole)
{
	enum { PAGE = 4096 }; /* where pages are larger, the kernel refuses, and nothing is lost */
	char *from = (char *)c + (PAGE - (uintptr_t)c % PAGE) % PAGE;
	int before = errno; /* which a caller may be about to print; kernels before 5.14 refuse */

	if (c->size == CHUNK_MAX)
		madvise(from, (size_t)((char *)c + whole - from) / PAGE * PAGE,
			MADV_POPULATE_WRITE);
	errno = before;
}

static struct arena_chunk *chunk_new(struct arena *mem, size_t need)
{
	size_t size = mem->chunk ? mem->chunk->size * 2 : CHUNK_MIN;
	size_t whole;
	struct arena_chunk *c;

	if (size > CHUNK_MAX)
		size = CHUNK_MAX;
	if (size < need || EXACT_CHUNKS)
		size = need;
	if (__builtin_add_overflow(sizeof *c, size, &whole))
		die_of_memory(size);
	/* A first chunk is mostly little used, and there are many; the system has already cleared
	 * a large one. */
	c = size > CHUNK_MIN ? calloc(1, whole) : malloc(whole);
	if (!c)
		die_of_memory(size);
	*c = (struct arena_chunk){ .size = size, .clean = size > CHUNK_MIN };
	populate(c, whole);
	return c;
}

void *arena_alloc(struct arena *mem, size_t size)
{
	size_t need = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	struct arena_chunk *c = mem->chunk;

	if (need < size)
		die_of_memory(size);
	if (EXACT_CHUNKS)
		need = size;
	if (!c || c->size - c->used < need) {
		struct arena_chunk *fresh = chunk_new(mem, need);

		/* A large block goes behind the current chunk, which stays in use. */
		if (c && need > CHUNK_MAX / 4) {
			fresh->next = c->next;
			c->next = fresh;
		} else {
			fresh->next = c;
			mem->chunk = fresh;
		}
		c = fresh;
	}
	c->used += need;
	return c->clean ? c->data + c->used - need : memset(c->data + c->used - need, 0, need);
}

void *arena_array(struct arena *mem, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		die_of_memory(SIZE_MAX);
	return arena_alloc(mem, bytes);
}

/* Makes the newest block of the arena longer where it lies, if there is room. */
static bool lengthen(struct arena *mem, const void *block, size_t old, size_t more)
{
	struct arena_chunk *c = mem->chunk;

	if (EXACT_CHUNKS || !c || !old || old % alignof(max_align_t) != 0 ||
		more % alignof(max_align_t) != 0 ||
		(const char *)block + old != c->data + c->used || c->size - c->used < more)
		return false;
	arena_alloc(mem, more);
	return true;
}

void *arena_regrow(struct arena *mem, void *v, size_t *cap, size_t size)
{
	/* A large array often has only one or two elements. */
	size_t want = *cap ? *cap * 2 : size > 48 ? 2 : 8;
	void *fresh;

	if (lengthen(mem, v, *cap * size, *cap * size)) {
		*cap = want;
		return v;
	}
	fresh = arena_array(mem, want, size);

	if (*cap)
		memcpy(fresh, v, *cap * size);
	*cap = want;
	return fresh;
}

void arena_append(struct arena *mem, struct bytes *b, const char *s, size_t n)
{
	while (b->cap - b->n < n)
		b->v = arena_regrow(mem, b->v, &b->cap, 1);
	if (n)
		memcpy(b->v + b->n, s, n);
	b->n += n;
}

void *arena_dup(struct arena *mem, const void *v, size_t n, size_t size)
{
	void *copy = arena_array(mem, n, size);

	return n ? memcpy(copy, v, n * size) : copy;
}

char *arena_copy(struct arena *mem, const char *s, size_t n)
{
	char *copy = arena_alloc(mem, n + 1);

	if (n)
		memcpy(copy, s, n);
	return copy;
}

char *arena_string(struct arena *mem, const char *s)
{
	return s ? arena_copy(mem, s, strlen(s)) : NULL;
}

char *arena_join(struct arena *mem, const char *const *parts, size_t n)
{
	size_t bytes = 1;
	char *s, *end;

	for (size_t i = 0; i < n; i++)
		bytes += strlen(parts[i]);
	s = end = arena_alloc(mem, bytes);
	for (size_t i = 0; i < n; i++)
		end = stpcpy(end, parts[i]);
	return s;
}

char *arena_vprintf(struct arena *mem, const char *fmt, va_list args)
{
	char most[256];
	va_list again;
	char *s;
	int n;

	va_copy(again, args);
	n = vsnprintf(most, sizeof most, fmt, again);
	va_end(again);
	if (n < 0)
		die("unprintable format '%s'", fmt);
	if ((size_t)n < sizeof most)
		return arena_copy(mem, most, (size_t)n);
	s = arena_alloc(mem, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, args);
	return s;
}

char *arena_printf(struct arena *mem, const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	s = arena_vprintf(mem, fmt, args);
	va_end(args);
	return s;
}

void arena_free(struct arena *mem)
{
	struct arena_chunk *next;

	for (struct arena_chunk *c = mem->chunk; c; c = next) {
		next = c->next;
		free(c);
	}
	mem->chunk = NULL;
}

void arena_adopt(struct arena *mem, struct arena *other)
{
	struct arena_chunk **end = &other->chunk;

	while (*end)
		end = &(*end)->next;
	/* Behind the current chunk, which stays in use. */
	if (mem->chunk) {
		*end = mem->chunk->next;
		mem->chunk->next = other->chunk;
	} else {
		mem->chunk = other->chunk;
	}
	other->chunk = NULL;
}
