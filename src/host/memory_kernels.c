#include "host/memory_kernels.h"

#include "base/rng.h"

typedef double pair __attribute__((vector_size(16), may_alias));
enum { PAIRS = MEMORY_BLOCK / 2 };

/* One block of each array. The empty asm hides from the compiler that this is a copy. */
#define KERNEL(function, to, from, and_from, value)                                                \
	static void function(const struct memory_arrays *m, size_t stride)                         \
	{                                                                                          \
		size_t blocks = m->n / MEMORY_BLOCK;                                               \
                                                                                                   \
		for (size_t first = 0; first < stride; first++)                                    \
			for (size_t i = first; i < blocks; i += stride) {                          \
				pair *out = (pair *)(void *)(m->to + i * MEMORY_BLOCK);            \
				const pair *x = (const void *)(m->from + i * MEMORY_BLOCK);        \
				const pair *y = (const void *)(m->and_from + i * MEMORY_BLOCK);    \
                                                                                                   \
				__asm__("" : "+r"(out), "+r"(x), "+r"(y));                         \
				for (size_t k = 0; k < PAIRS; k++)                                 \
					out[k] = value;                                            \
			}                                                                          \
	}

KERNEL(copy, c, a, a, ((void)y, x[k]))
KERNEL(scale, b, c, c, ((void)y, x[k] * MEMORY_SCALAR))
KERNEL(add, c, a, b, x[k] + y[k])
KERNEL(triad, a, b, c, x[k] + y[k] * MEMORY_SCALAR)

const struct memory_kernel memory_kernels[MEMORY_KERNELS] = {
	{ "copy", copy, 2 },
	{ "scale", scale, 2 },
	{ "add", add, 3 },
	{ "triad", triad, 3 },
};

static void **line(void **ring, size_t i)
{
	return (void **)(void *)((char *)ring + i * MEMORY_LINE);
}

/* Sattolo's shuffle makes one cycle of all elements. */
void memory_chase_make(void **ring, size_t bytes, uint64_t seed)
{
	size_t n = bytes / MEMORY_LINE;
	struct rng rng = rng_seeded(seed);

	for (size_t i = 0; i < n; i++)
		*line(ring, i) = line(ring, i);
	for (size_t i = n; i > 1; i--) {
		void **x = line(ring, i - 1), **y = line(ring, (size_t)rng_below(&rng, i - 1));
		void *held = *x;

		*x = *y;
		*y = held;
	}
}

void **memory_chase(void **at, size_t steps)
{
	for (size_t i = 0; i < steps / 8; i++) {
		at = *at;
		at = *at;
		at = *at;
		at = *at;
		at = *at;
		at = *at;
		at = *at;
		at = *at;
	}
	__asm__ volatile("" : "+r"(at)); /* the loads are not dead */
	return at;
}
