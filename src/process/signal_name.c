#include "process/signal_name.h"

#include <signal.h>

#include "base/arena.h"

#define WORD(name) [SIG##name] = #name

/* sigabbrev_np is in glibc from 2.32, and in no other libc. */
const char *signal_word(int signal)
{
	static const char *const words[] = { WORD(HUP), WORD(INT), WORD(QUIT), WORD(ILL),
		WORD(TRAP), WORD(ABRT), WORD(BUS), WORD(FPE), WORD(KILL), WORD(USR1), WORD(SEGV),
		WORD(USR2), WORD(PIPE), WORD(ALRM), WORD(TERM), WORD(CHLD), WORD(CONT), WORD(STOP),
		WORD(TSTP), WORD(TTIN), WORD(TTOU), WORD(URG), WORD(XCPU), WORD(XFSZ), WORD(VTALRM),
		WORD(PROF), WORD(WINCH), WORD(POLL), WORD(PWR), WORD(SYS) };

	return signal > 0 && (size_t)signal < ARRAY_SIZE(words) ? words[signal] : NULL;
}

const char *signal_name(struct arena *mem, int signal)
{
	const char *name = signal_word(signal);

	return name ? arena_printf(mem, "SIG%s", name) : arena_printf(mem, "signal %d", signal);
}
