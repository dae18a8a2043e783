#include "process/interrupt.h"

#include <errno.h>
#include <stddef.h>
#include <sys/signalfd.h>

#include "base/arena.h"
#include "base/clock.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

static sigset_t all_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaddset(&set, signals[i]);
	return set;
}

int interrupt_block(sigset_t *before)
{
	sigset_t set = all_signals();
	struct sigaction hangup;

	if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler == SIG_IGN)
		sigdelset(&set, SIGHUP);
	return sigprocmask(SIG_BLOCK, &set, before);
}

void interrupt_restore(const sigset_t *before)
{
	while (interrupt_take())
		;
	sigprocmask(SIG_SETMASK, before, NULL);
}

int interrupt_pending(void)
{
	sigset_t held;

	sigpending(&held);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		if (sigismember(&held, signals[i]) == 1)
			return signals[i];
	return 0;
}

int interrupt_take(void)
{
	return interrupt_pending() ? interrupt_sleep(0) : 0;
}

int interrupt_sleep(double seconds)
{
	const sigset_t set = all_signals();
	uint64_t began = clock_ns();

	for (;;) {
		double left = seconds - clock_seconds(began);
		struct timespec limit = { 0 };
		int signal;

		if (left > 0) {
			limit.tv_sec = (time_t)left;
			limit.tv_nsec = (long)((left - (double)limit.tv_sec) * 1e9);
		}
		signal = sigtimedwait(&set, NULL, &limit);
		if (signal > 0)
			return signal;
		if (errno != EINTR || left <= 0)
			return 0;
	}
}

int interrupt_open(void)
{
	const sigset_t set = all_signals();

	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}
