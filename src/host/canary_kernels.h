/* What the canary runs: one piece of each of the families cpu, memory and syscall. */
#pragma once

#include <stddef.h>

enum { CANARY_KERNELS = 3 };
extern const char *const canary_names[]; /* "cpu", ...; ends with NULL */

/* A digest of all kernels' code, the compiler and its flags: others cannot be compared. */
extern const char canary_code[];

struct canary_ring { /* the memory of the chase */
	void *memory, **at;
};

/* One piece, some ten us. The first one of memory makes the ring. */
void canary_kernel_run(struct canary_ring *ring, size_t kernel);
void canary_ring_close(struct canary_ring *ring);
