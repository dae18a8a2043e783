/* What memory does in the family `memory`. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct benchctl_sink;
struct thread_team;

/* Three arrays of n doubles; n is a multiple of MEMORY_BLOCK. */
struct memory_arrays {
	double *a, *b, *c;
	size_t n;
};
enum { MEMORY_BLOCK = 8 };

/* With it the arrays keep their size of values: one pass multiplies a by s(2+s), which is 1. */
#define MEMORY_SCALAR 0.41421356237309503

/* The STREAM kernels, based on a variant of the STREAM benchmark code (J. D. McCalpin): copy c=a,
 * scale b=s*c, add c=a+b, triad a=b+s*c. stride: every stride-th block, all blocks in the end. The
 * stores are plain and go through the caches: no loop becomes memcpy or a non-temporal store. */
enum { MEMORY_KERNELS = 4 };
struct memory_kernel {
	const char *name;
	void (*run)(const struct memory_arrays *m, size_t stride);
	unsigned words; /* that one element moves */
};
extern const struct memory_kernel memory_kernels[MEMORY_KERNELS];
enum { MEMORY_EDITION = 1 }; /* rises with every change of the kernels */

/* A ring of all cache lines in `bytes` in random order; the walk visits each once. Each of `steps`
 * loads needs the one before. Returns where it ended. */
void memory_chase_make(void **ring, size_t bytes, uint64_t seed);
void **memory_chase(void **at, size_t steps);
enum { MEMORY_LINE = 64 };

/* The latency part of the family `memory`: a pointer chase over several sizes. */
enum { CHASE_SIZES = 16, CHASE_NAME = 24 };
struct memory_chase {
	struct chase_ring {
		char name[CHASE_NAME]; /* "64KiB" */
		size_t bytes;
		void **at; /* where the walk is */
		void *memory;
	} v[CHASE_SIZES];
	size_t n;
};

/* list: "auto" or sizes such as "16KiB,4MiB". free_memory: what may be used, in B. c NULL: only
 * checks the list. -1 after fail(). */
int memory_chase_open(struct memory_chase *c, const char *list, uint64_t free_memory,
	struct benchctl_sink *sink);
int memory_chase_sample(struct memory_chase *c, const struct thread_team *team,
	struct benchctl_sink *sink);
void memory_chase_close(struct memory_chase *c);
