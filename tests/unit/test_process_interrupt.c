#include "unit.h"

#include <signal.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "process/dialogue.h"
#include "process/interrupt.h"
#include "process/proc.h"
#include "process/worktree_lock.h"

#define RUN(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define SHELL(s) RUN("sh", "-c", s)

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
static sigset_t before;

static int block(void **state)
{
	(void)state;
	interrupt_block(&before);
	return 0;
}

static int restore(void **state)
{
	(void)state;
	interrupt_restore(&before);
	return 0;
}

/* Sends the signal to this process when the file is there. */
static pid_t send_when(const char *path, int signal)
{
	pid_t pid = fork();

	if (pid == 0) {
		AWAIT(access(path, F_OK) == 0);
		kill(getppid(), signal);
		_exit(0);
	}
	return pid;
}

static void a_signal_is_held_until_it_is_taken(void **state)
{
	(void)state;
	assert_int_equal(interrupt_take(), 0);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		int fd = interrupt_open();
		struct pollfd p = { fd, POLLIN, 0 };

		assert_int_equal(poll(&p, 1, 0), 0);
		kill(getpid(), signals[i]);
		assert_int_equal(poll(&p, 1, 30000), 1);
		assert_int_equal(interrupt_pending(), signals[i]);
		assert_int_equal(interrupt_pending(), signals[i]);
		assert_int_equal(interrupt_take(), signals[i]);
		assert_int_equal(interrupt_pending(), 0);
		assert_int_equal(poll(&p, 1, 0), 0);
		close(fd);
	}
}

static void a_signal_ends_a_sleep(void **state)
{
	uint64_t began = clock_ns();

	(void)state;
	assert_int_equal(interrupt_sleep(0.02), 0);
	assert_true(clock_seconds(began) >= 0.019);
	kill(getpid(), SIGHUP);
	assert_int_equal(interrupt_sleep(3600), SIGHUP);
	assert_int_equal(interrupt_pending(), 0);
}

/* nohup ignores SIGHUP, and a blocked signal would be held although it is ignored. */
static void nohup_keeps_its_meaning(void **state)
{
	sigset_t mask;

	(void)state;
	signal(SIGHUP, SIG_IGN);
	interrupt_block(&mask);
	kill(getpid(), SIGHUP);
	assert_int_equal(interrupt_pending(), 0);
	interrupt_restore(&mask);
	signal(SIGHUP, SIG_DFL);
}

static void a_signal_ends_a_tool(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *file = arena_printf(&mem, "%s/x", folder);
	struct proc_answer a;
	struct error err;
	pid_t pid;

	block(state);
	pid = send_when(file, SIGTERM);
	assert_int_equal(proc_run(&a, &mem,
				 &(struct proc){ .argv = RUN("sh", "-c",
							 "echo $$ >\"$0\"; exec sleep 1000", file),
					 .timeout = 60 },
				 &err),
		-1);
	assert_text(err.text, "sh: interrupted by signal 15");
	assert_int_equal(err.exit, 128 + SIGTERM);
	/* It is still held: the next tool ends at once, and the caller sees it. */
	assert_int_equal(proc_run(&a, &mem, &(struct proc){ .argv = RUN("sleep", "1000") }, &err),
		-1);
	assert_text(err.text, "sleep: interrupted by signal 15");
	assert_int_equal(interrupt_take(), SIGTERM);
	assert_ok(proc_run(&a, &mem, &(struct proc){ .argv = RUN("true") }, &err), &err);
	waitpid(pid, NULL, 0);
	unit_remove(folder);
}

static void a_signal_ends_a_dialogue(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *file = arena_printf(&mem, "%s/x", folder);
	const struct proc p = { .argv = RUN("sh", "-c", "read line; echo >\"$0\"; sleep 1000",
					file) };
	struct dialogue d = { .name = "peer", .patience = 60 };
	struct error err;
	pid_t pid;

	block(state);
	pid = send_when(file, SIGINT);
	assert_int_equal(dialogue_open(&d, &mem, &p), 0);
	assert_ok(dialogue_send(&d, "?\n", 2, &err), &err);
	assert_null(dialogue_line(&d, &mem, &err));
	assert_text(err.text, "peer: interrupted by signal 2");
	assert_int_equal(err.exit, 128 + SIGINT);
	assert_int_equal(d.pid, 0);
	assert_int_equal(interrupt_take(), SIGINT);
	waitpid(pid, NULL, 0);
	unit_remove(folder);
}

static void dialogues(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct proc p = {
		.argv = SHELL(
			"while read n; do echo \"$n\"; head -c \"$n\" /dev/zero; done; echo why >&2")
	};
	enum { N = 3000000 };
	struct dialogue d = { .name = "peer", .patience = 60 };
	char *data = arena_alloc(&mem, N);
	struct error err;

	(void)state;
	assert_int_equal(dialogue_open(&d, &mem, &p), 0);
	assert_int_equal(getpgid(d.pid), d.pid); /* Ctrl-C is not for it */
	for (size_t n = 0; n <= N; n = n * 3 + 1000) {
		const char *line = arena_printf(&mem, "%zu\n", n);

		assert_ok(dialogue_send(&d, line, strlen(line), &err), &err);
		assert_text(arena_printf(&mem, "%s\n", dialogue_line(&d, &mem, &err)), line);
		assert_ok(dialogue_read(&d, data, n, &err), &err);
	}
	/* What it says before it ends is the message. */
	shutdown(d.in, SHUT_WR);
	assert_null(dialogue_line(&d, &mem, &err));
	assert_text(err.text, "peer: why");
	dialogue_close(&d);
	/* A line without an end, silence, and a program that is not there. */
	assert_int_equal(dialogue_open(&d, &mem, &(struct proc){ .argv = RUN("cat", "/dev/zero") }),
		0);
	assert_null(dialogue_line(&d, &mem, &err));
	assert_text(err.text, "peer: Message too long");
	d.patience = 0.05;
	assert_int_equal(dialogue_open(&d, &mem, &(struct proc){ .argv = RUN("cat") }), 0);
	assert_null(dialogue_line(&d, &mem, &err));
	assert_text(err.text, "peer: Connection timed out");
	assert_int_equal(dialogue_open(&d, &mem, &(struct proc){ .argv = RUN("no-such-program") }),
		-1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static pid_t hold(const char *path)
{
	struct worktree_lock l;
	pid_t holder, pid = fork();

	if (pid == 0) {
		worktree_lock_take(&l, &holder, path);
		for (;;)
			pause();
	}
	return pid;
}

static void a_worktree_lock_has_one_holder(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *file = arena_printf(&mem, "%s/lock", folder);
	pid_t first = hold(file), holder;
	struct worktree_lock l;

	AWAIT(access(file, F_OK) == 0 && unit_read(&mem, file)[0]);
	block(state);
	assert_int_equal(worktree_lock_take(&l, &holder, file), 1);
	assert_int_equal(holder, first);
	kill(getpid(), SIGINT);
	assert_int_equal(worktree_lock_wait(&l), SIGINT);
	kill(first, SIGKILL);
	assert_int_equal(worktree_lock_wait(&l), 0);
	assert_text(unit_read(&mem, file), arena_printf(&mem, "%d\n", (int)getpid()));
	waitpid(first, NULL, 0);
	worktree_lock_release(&l);
	assert_int_equal(worktree_lock_take(&l, &holder, file), 0);
	worktree_lock_release(&l);
	/* Without a file there is no lock, and nobody waits. */
	assert_int_equal(worktree_lock_take(&l, &holder, "/no/such/folder/lock"), 0);
	assert_int_equal(l.fd, -1);
	unit_remove(folder);
}

#define WITH_SIGNALS(f) cmocka_unit_test_setup_teardown(f, block, restore)

/* Who asks whether the time is over then hears yes. */
static void a_dialogue_waits_until_its_time_is_over(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct proc cat = { .argv = RUN("cat") };
	struct error err;

	(void)state;
	for (int i = 0; i < 20; i++) {
		struct dialogue d = { .name = "cat", .patience = 30 };
		uint64_t until;

		assert_int_equal(dialogue_open(&d, &mem, &cat), 0);
		d.until = until = clock_ns() + 1700000;
		assert_null(dialogue_line(&d, &mem, &err));
		assert_text(err.text, "cat: Connection timed out");
		assert_true(clock_ns() >= until);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dialogue_waits_until_its_time_is_over),
		WITH_SIGNALS(a_signal_is_held_until_it_is_taken),
		WITH_SIGNALS(a_signal_ends_a_sleep),
		cmocka_unit_test(nohup_keeps_its_meaning),
		cmocka_unit_test_teardown(a_signal_ends_a_tool, restore),
		cmocka_unit_test_teardown(a_signal_ends_a_dialogue, restore),
		cmocka_unit_test(dialogues),
		cmocka_unit_test_teardown(a_worktree_lock_has_one_holder, restore),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
