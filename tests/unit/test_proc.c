#include "unit.h"

#include <signal.h>

#include "process/proc.h"

#define RUN(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define SHELL(s) RUN("sh", "-c", s)

static void the_answer_is_complete(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct proc p = { .argv = SHELL("echo out; echo oops >&2; echo; exit 3") };
	struct proc_answer a;
	struct error err;

	(void)state;
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	assert_int_equal(a.status, 3);
	assert_text(a.out, "out\n\n");
	assert_int_equal(a.out_n, 5);
	assert_text(a.err, "oops");
}

static void silence_is_an_answer(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct proc p = { .argv = RUN("true") };
	struct proc_answer a;
	struct error err;

	(void)state;
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	assert_int_equal(a.status, 0);
	assert_text(a.out, "");
	assert_text(a.err, "");
}

static void a_signal_is_a_status(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct proc p = { .argv = SHELL("kill -SEGV $$") };
	struct proc_answer a;
	struct error err;

	(void)state;
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	assert_int_equal(a.status, 128 + SIGSEGV);
}

static void what_cannot_be_run_is_said(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct proc_answer a;
	struct error err;

	(void)state;
	assert_int_equal(proc_run(&a, &mem, &(struct proc){ .argv = RUN("no-such-program") }, &err),
		-1);
	assert_text(err.text, "cannot run no-such-program: No such file or directory");
	assert_int_equal(proc_run(&a, &mem, &(struct proc){ .argv = RUN("/etc/passwd") }, &err),
		-1);
	assert_text(err.text, "cannot run /etc/passwd: Permission denied");
	assert_int_equal(proc_run(&a, &mem,
				 &(struct proc){ .argv = RUN("true"), .cwd = "/no/folder" }, &err),
		-1);
	assert_text(err.text, "cannot run true in /no/folder: No such file or directory");
}

static void folder_and_environment(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct proc p = {
		.argv = SHELL("pwd; echo $UNIT_A; echo $UNIT_B; env | grep -c UNIT_A="),
		.cwd = "/",
		.env = RUN("UNIT_A=new", "UNIT_B=2")
	};
	struct proc_answer a;
	struct error err;

	(void)state;
	setenv("UNIT_A", "old", 1);
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	assert_text(a.out, "/\nnew\n2\n1\n");
	unsetenv("UNIT_A");
}

static void a_large_output_is_complete(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	enum { N = 20 << 20 };
	char *bytes = arena_alloc(&mem, N + 1);
	const char *folder = unit_folder(&mem), *path = arena_printf(&mem, "%s/bytes", folder);
	const struct proc p = { .argv = RUN("cat", path), .timeout = 20 };
	struct proc_answer a;
	struct error err;

	(void)state;
	for (size_t i = 0; i < N; i++)
		bytes[i] = (char)(i % 127 + 1);
	unit_write(path, bytes);
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	assert_int_equal(a.out_n, N);
	assert_memory_equal(a.out, bytes, N);
	unit_remove(folder);
}

static void the_input_is_empty(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct proc p = { .argv = RUN("cat") };
	struct proc_answer a;
	struct error err;

	(void)state;
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	assert_int_equal(a.out_n, 0);
}

static void output_is_limited(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct proc p = { .argv = RUN("yes"), .max = 100000, .timeout = 60 };
	uint64_t began = clock_ns();
	struct proc_answer a;
	struct error err;

	(void)state;
	assert_int_equal(proc_run(&a, &mem, &p, &err), -1);
	assert_text(err.text, "yes printed more than 100000 bytes");
	assert_true(clock_seconds(began) < 30); /* it was stopped, not waited for */
	p.argv = SHELL("head -c 100000 /dev/zero");
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	assert_int_equal(a.out_n, 100000);
	p.argv = SHELL("head -c 100001 /dev/zero");
	assert_int_equal(proc_run(&a, &mem, &p, &err), -1);
	/* Of errors the beginning is kept. */
	p.argv = SHELL("printf first >&2; head -c 1000000 /dev/zero | tr '\\0' x >&2");
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	assert_int_equal(strlen(a.err), 4096);
	assert_true(strncmp(a.err, "firstxxx", 8) == 0);
}

static void time_is_limited(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct proc p = { .argv = RUN("sleep", "1000"), .timeout = 0.05 };
	struct proc_answer a;
	struct error err;

	(void)state;
	assert_int_equal(proc_run(&a, &mem, &p, &err), -1);
	assert_text(err.text, "sleep did not answer in time");
	p.argv = SHELL("exec >&- 2>&-; exec sleep 1000");
	assert_int_equal(proc_run(&a, &mem, &p, &err), -1);
	assert_text(err.text, "sh did not answer in time");
}

/* A process that runs the line, and ends with 0 if that worked. */
static pid_t run_beside(struct arena *mem, const char *line, void (*on_interrupt)(int))
{
	const struct proc p = { .argv = SHELL(line), .timeout = 60 };
	pid_t pid = fork();
	struct proc_answer a;
	struct error err;

	if (pid == 0) {
		signal(SIGINT, on_interrupt);
		_exit(proc_run(&a, mem, &p, &err) == 0 ? 0 : 1);
	}
	return pid;
}

/* Git removes its lock files then. Also where the caller blocks no signals and would die at once.
 */
static void a_program_can_tidy_up(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	const char *line = arena_printf(&mem,
		"trap 'rm %s/lock; exit' TERM; touch %s/lock; while :; do sleep .01; done", folder,
		folder);
	pid_t pid = run_beside(&mem, line, SIG_DFL);
	int status;

	(void)state;
	AWAIT(access(arena_printf(&mem, "%s/lock", folder), F_OK) == 0);
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	assert_int_equal(access(arena_printf(&mem, "%s/lock", folder), F_OK), -1);
	unit_remove(folder);
}

/* As in a job that a script starts in the background. */
static void an_ignored_signal_ends_nothing(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *go = arena_printf(&mem, "%s/go", folder);
	const char *line = arena_printf(&mem, "touch %s/begun; until [ -e %s ]; do sleep .01; done",
		folder, go);
	pid_t pid = run_beside(&mem, line, SIG_IGN);
	int status;

	(void)state;
	AWAIT(access(arena_printf(&mem, "%s/begun", folder), F_OK) == 0);
	kill(pid, SIGINT);
	unit_write(go, "");
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	unit_remove(folder);
}

/* Such as a daemon that git starts and that inherits its streams. */
static void what_is_left_behind_is_not_waited_for(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct proc p = { .argv = SHELL("sleep 1000 & echo $!"), .timeout = 60 };
	uint64_t began = clock_ns();
	struct proc_answer a;
	struct error err;

	(void)state;
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	assert_true(clock_seconds(began) < 30);
	assert_int_equal(a.status, 0);
	assert_int_equal(kill((pid_t)atol(a.out), SIGKILL), 0);
}

/* Whatever the caller blocks or ignores. */
static void signals_are_as_usual(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct proc p = { .argv = SHELL("kill -PIPE $$") };
	struct proc_answer a;
	struct error err;
	sigset_t set, old;

	(void)state;
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, &old);
	signal(SIGPIPE, SIG_IGN);
	assert_ok(proc_run(&a, &mem, &p, &err), &err);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &old, NULL);
	assert_int_equal(a.status, 128 + SIGPIPE);
}

static size_t open_descriptors(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void nothing_leaks(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *const *const commands[] = { RUN("true"), RUN("no-such-program"), RUN("yes"),
		SHELL("exec sleep 1000") };
	size_t before = open_descriptors();
	struct proc_answer a;
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		proc_run(&a, &mem,
			&(struct proc){ .argv = commands[i], .timeout = 0.05, .max = 100 }, &err);
	assert_int_equal(open_descriptors(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_answer_is_complete),
		cmocka_unit_test(a_program_can_tidy_up),
		cmocka_unit_test(an_ignored_signal_ends_nothing),
		cmocka_unit_test(silence_is_an_answer),
		cmocka_unit_test(a_signal_is_a_status),
		cmocka_unit_test(what_cannot_be_run_is_said),
		cmocka_unit_test(folder_and_environment),
		cmocka_unit_test(a_large_output_is_complete),
		cmocka_unit_test(the_input_is_empty),
		cmocka_unit_test(output_is_limited),
		cmocka_unit_test(time_is_limited),
		cmocka_unit_test(what_is_left_behind_is_not_waited_for),
		cmocka_unit_test(signals_are_as_usual),
		cmocka_unit_test(nothing_leaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
