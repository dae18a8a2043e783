#include "process/signal_name.h"

#include <string.h>

#include "base/arena.h"

const char *signal_name(struct arena *mem, int signal)
{
	const char *name = sigabbrev_np(signal);

	return name ? arena_printf(mem, "SIG%s", name) : arena_printf(mem, "signal %d", signal);
}
