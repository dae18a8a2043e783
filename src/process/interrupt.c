#include "process/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/threads.h"

#define PATIENCE 1.3 /* s */

enum { LOOK_MS = 50, STACK_BYTES = 256 << 10 };

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

static sigset_t all_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaddset(&set, signals[i]);
	return set;
}

static bool is_ignored(int signal)
{
	struct sigaction action;

	return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void interrupt_block(sigset_t *before)
{
	sigset_t set = all_signals();

	if (is_ignored(SIGHUP))
		sigdelset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, before);
}

void interrupt_delay(sigset_t *before)
{
	sigset_t set = all_signals();

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		if (is_ignored(signals[i]))
			sigdelset(&set, signals[i]);
	sigprocmask(SIG_BLOCK, &set, before);
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

static void *watch(void *ctx)
{
	const struct interrupt_watch *w = ctx;
	struct pollfd fds[] = { { w->stop, POLLIN, 0 }, { w->signals, POLLIN, 0 } };
	uint64_t since = 0;

	for (;;) {
		/* Both calls leave the signal to those who wait for it. */
		int ready = poll(fds, since ? 1 : ARRAY_SIZE(fds), since ? LOOK_MS : -1), held;

		if (ready > 0 && fds[0].revents)
			return NULL;
		held = interrupt_pending();
		if (!held)
			since = 0;
		else if (!since)
			since = clock_ns();
		else if (clock_seconds(since) > PATIENCE)
			_exit(128 + held);
	}
}

void interrupt_watch_start(struct interrupt_watch *w, int fd)
{
	*w = (struct interrupt_watch){ .signals = fd,
		.stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	if (w->stop < 0)
		return;
	/* Without a thread the known waits still end. */
	if (threads_start(&w->thread, watch, w, STACK_BYTES) != 0)
		fd_close(&w->stop);
}

void interrupt_watch_stop(struct interrupt_watch *w)
{
	if (w->stop < 0)
		return;
	eventfd_write(w->stop, 1);
	pthread_join(w->thread, NULL);
	fd_close(&w->stop);
}

int interrupt_open(void)
{
	const sigset_t set = all_signals();

	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}
