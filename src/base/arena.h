/* Memory with one owner: arena_free frees everything at once. Running out of memory aborts with a
 * message, so no call here fails. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

struct arena {
	struct arena_chunk *chunk; /* newest first; { 0 } is an empty arena */
};

/* Zeroed and aligned for any type. */
void *arena_alloc(struct arena *mem, size_t size);
void *arena_array(struct arena *mem, size_t n, size_t size);
void *arena_dup(struct arena *mem, const void *v, size_t n, size_t size); /* of n elements */
char *arena_copy(struct arena *mem, const char *s, size_t n);             /* adds the NUL */
char *arena_string(struct arena *mem, const char *s);                     /* NULL stays NULL */
/* The texts one after the other. */
#define ARENA_JOIN(mem, ...)                                                                       \
	arena_join((mem), (const char *const[]){ __VA_ARGS__ },                                    \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))
char *arena_join(struct arena *mem, const char *const *parts, size_t n);
__attribute__((format(printf, 2, 3))) char *arena_printf(struct arena *mem, const char *fmt, ...);
__attribute__((format(printf, 2, 0))) char *arena_vprintf(struct arena *mem, const char *fmt,
	va_list args);
void arena_free(struct arena *mem);
/* What is in `other` lives as long as mem from here on; other is empty then. */
void arena_adopt(struct arena *mem, struct arena *other);

/* A growing array: `struct NAME ARENA_LIST(TYPE);`, or any struct with these members. ARENA_PUSH
 * makes room for one more zeroed element and returns its address. */
#define ARENA_LIST(type)                                                                           \
	{                                                                                          \
		type *v; /* NOLINT(bugprone-macro-parentheses) */                                  \
		size_t n, cap;                                                                     \
	}
void *arena_regrow(struct arena *mem, void *v, size_t *cap, size_t size);
#define ARENA_PUSH(mem, vec)                                                                       \
	(((vec)->v && (vec)->n < (vec)->cap ? (void)0                                              \
					    : (void)((vec)->v = arena_regrow((mem), (vec)->v,      \
							     &(vec)->cap, sizeof *(vec)->v))),     \
		&(vec)->v[(vec)->n++])

/* Bytes that grow. */
struct bytes ARENA_LIST(char);
void arena_append(struct arena *mem, struct bytes *b, const char *s, size_t n);

#define ARRAY_SIZE(a) (sizeof(a) / sizeof *(a))

/* Scope-bound handles: FREES_ARENA struct arena mem = { 0 }; */
#define FREES_ARENA __attribute__((cleanup(arena_free)))
