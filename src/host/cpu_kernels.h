/* What the processor does in the family `cpu`. Each kernel is one fixed piece of work, the same on
 * every machine, and returns a checksum. */
#pragma once

#include <stdint.h>

struct cpu_kernel {
	const char *name;
	uint64_t (*run)(void);
	uint64_t golden; /* what it returns, on every machine */
	/* Rises with every change of the code, because results of other code are incomparable. */
	unsigned edition;
	const char *what;
};

enum { CPU_KERNELS = 6 };
extern const struct cpu_kernel cpu_kernels[CPU_KERNELS];
