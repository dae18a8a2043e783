#include "process/signal_name.h"

#include <signal.h>

#include "base/arena.h"

/* sigabbrev_np is in glibc from 2.32, and in no other libc. */
const char *signal_word(int signal)
{
	static const char *const words[] = { [SIGHUP] = "HUP",
		[SIGINT] = "INT",
		[SIGQUIT] = "QUIT",
		[SIGILL] = "ILL",
		[SIGTRAP] = "TRAP",
		[SIGABRT] = "ABRT",
		[SIGBUS] = "BUS",
		[SIGFPE] = "FPE",
		[SIGKILL] = "KILL",
		[SIGUSR1] = "USR1",
		[SIGSEGV] = "SEGV",
		[SIGUSR2] = "USR2",
		[SIGPIPE] = "PIPE",
		[SIGALRM] = "ALRM",
		[SIGTERM] = "TERM",
		[SIGCHLD] = "CHLD",
		[SIGCONT] = "CONT",
		[SIGSTOP] = "STOP",
		[SIGTSTP] = "TSTP",
		[SIGTTIN] = "TTIN",
		[SIGTTOU] = "TTOU",
		[SIGURG] = "URG",
		[SIGXCPU] = "XCPU",
		[SIGXFSZ] = "XFSZ",
		[SIGVTALRM] = "VTALRM",
		[SIGPROF] = "PROF",
		[SIGWINCH] = "WINCH",
		[SIGIO] = "POLL",
		[SIGPWR] = "PWR",
		[SIGSYS] = "SYS" };

	return signal > 0 && (size_t)signal < ARRAY_SIZE(words) ? words[signal] : NULL;
}

const char *signal_name(struct arena *mem, int signal)
{
	const char *name = signal_word(signal);

	return name ? arena_printf(mem, "SIG%s", name) : arena_printf(mem, "signal %d", signal);
}
