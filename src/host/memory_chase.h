/* The latency part of the family `memory`: a pointer chase over several sizes. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct benchctl_sink;
struct crew;

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
int memory_chase_sample(struct memory_chase *c, const struct crew *crew,
	struct benchctl_sink *sink);
void memory_chase_close(struct memory_chase *c);
