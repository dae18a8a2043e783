#include "host/canary_kernels.h"

#include <sys/mman.h>
#include <unistd.h>

#include "host/cpu_kernels.h"
#include "host/memory_kernels.h"

/* The ring is as large as a large cache of the second level, which a core has for itself. */
enum { RING = 2 << 20, PIECES = 4, STEPS = 512, CALLS = 64, SEED = 1 };

#ifndef CANARY_CODE
#define CANARY_CODE "unknown" /* the Makefile knows it */
#endif
const char canary_code[] = CANARY_CODE;

const char *const canary_names[] = { "cpu", "memory", "syscall", NULL };

static void run_cpu(struct canary_ring *ring)
{
	(void)ring;
	for (int i = 0; i < PIECES; i++)
		cpu_kernels[0].run();
}

static void run_memory(struct canary_ring *ring)
{
	if (!ring->memory) {
		ring->memory = mmap(NULL, RING, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
		if (ring->memory == MAP_FAILED) {
			ring->memory = NULL;
			return;
		}
		ring->at = ring->memory;
		memory_chase_make(ring->at, RING, SEED);
	}
	ring->at = memory_chase(ring->at, STEPS);
}

static void run_syscall(struct canary_ring *ring)
{
	(void)ring;
	for (int i = 0; i < CALLS; i++)
		getppid();
}

void canary_kernel_run(struct canary_ring *ring, size_t kernel)
{
	static void (*const run[CANARY_KERNELS])(struct canary_ring *) = { run_cpu, run_memory,
		run_syscall };

	run[kernel](ring);
}

void canary_ring_close(struct canary_ring *ring)
{
	if (ring->memory)
		munmap(ring->memory, RING);
	*ring = (struct canary_ring){ 0 };
}
