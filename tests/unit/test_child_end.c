#include "unit.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "process/child_end.h"

static int (*const ways[])(pid_t) = { child_end_open, child_end_by_thread };

static pid_t child_of_pause(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	assert_true(pid > 0);
	return pid;
}

/* Whether there is an event within so many ms. */
static bool has_ended(int fd, int ms)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return poll(&p, 1, ms) == 1 && p.revents != 0;
}

/* Only the end of that child counts, and it is left to be reaped. */
static void the_end_is_an_event(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		pid_t first = child_of_pause(), second = child_of_pause();
		CLOSES_FD int a = ways[i](first), b = ways[i](second);
		int status = 0;

		assert_true(a >= 0 && b >= 0);
		assert_false(has_ended(a, 0));
		assert_int_equal(kill(second, SIGTERM), 0);
		assert_true(has_ended(b, 20000));
		assert_false(has_ended(a, 0));
		assert_int_equal(waitpid(second, &status, WNOHANG), second);
		assert_int_equal(status, SIGTERM);
		assert_int_equal(kill(first, SIGKILL), 0);
		assert_true(has_ended(a, 20000));
		assert_int_equal(waitpid(first, &status, WNOHANG), first);
		assert_int_equal(status, SIGKILL);
	}
}

static void what_has_ended_already(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		pid_t pid = fork();
		siginfo_t info;

		if (pid == 0)
			_exit(3);
		assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
		CLOSES_FD int fd = ways[i](pid);

		assert_true(has_ended(fd, 20000));
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
}

/* A child that is reaped by someone else does not keep the thread for ever. */
static void what_is_no_child(void **state)
{
	(void)state;
	CLOSES_FD int fd = child_end_by_thread(getpid());

	assert_true(has_ended(fd, 20000));
	assert_int_equal(child_end_open(0), -1);
	assert_int_equal(errno, EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_end_is_an_event),
		cmocka_unit_test(what_has_ended_already),
		cmocka_unit_test(what_is_no_child),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
