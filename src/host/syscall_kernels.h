/* What the kernel does in the family `syscall`, and for the canary. */
#pragma once

#include <unistd.h>

/* That many calls that do nothing. */
static inline void syscall_calls(unsigned n)
{
	while (n--)
		getppid();
}
