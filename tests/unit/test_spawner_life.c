#include "spawner_fixture.h"

/* A signal that comes while a process runs ends it and all it has started. */
static void an_interruption_ends_the_run(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV(PROGRAM("tree")));
	pid_t self = getpid();
	struct outcome o;
	pid_t sender = fork();

	if (sender == 0) {
		AWAIT(unit_survivors(f->mark) == 6);
		kill(self, SIGTERM);
		_exit(0);
	}
	o = run_command(f, &c);
	waitpid(sender, NULL, 0);
	assert_int_equal(o.kind, OUTCOME_INTERRUPTED);
	assert_int_equal(o.code, SIGTERM);
	assert_int_equal(interrupt_take(), 0); /* it was taken */
	/* What could not be told in time is not told to the next one. */
	o = SHELL("exit 5");
	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.code, 5);
}

/* The helper may get the request and the stop at once. */
static void an_interruption_before_the_run_ends_it(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV(PROGRAM("silent")));
	struct spawner *own;
	struct outcome o;
	struct error err;
	cpu_set_t all, one;

	assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
	CPU_ZERO(&one);
	for (size_t cpu = 0; !CPU_COUNT(&one); cpu++)
		if (CPU_ISSET(cpu, &all))
			CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof one, &one); /* the helper waits for its turn */
	own = spawner_start(&err);
	assert_non_null(own);
	for (int i = 0; i < 20; i++) {
		kill(getpid(), SIGTERM);
		assert_ok(spawner_run(own, &c, &o, &err), &err);
		assert_int_equal(o.kind, OUTCOME_INTERRUPTED);
		assert_true(o.wall < c.timeout / 2);
	}
	spawner_stop(own);
	sched_setaffinity(0, sizeof all, &all);
}

/* Even where the output never pauses. */
static void an_interruption_is_heard_in_a_flood(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV(PROGRAM("flood"), "100000000"));
	pid_t self = getpid();
	struct outcome o;
	pid_t sender = fork();

	if (sender == 0) {
		AWAIT(unit_survivors(f->mark) == 1);
		kill(self, SIGINT);
		_exit(0);
	}
	o = run_command(f, &c);
	waitpid(sender, NULL, 0);
	assert_int_equal(o.kind, OUTCOME_INTERRUPTED);
	assert_int_equal(o.code, SIGINT);
}

static void the_mask_is_restored(void **state)
{
	sigset_t before = { 0 }, after = { 0 }; /* of which the kernel fills a part */
	struct error err;
	struct spawner *second;

	(void)state;
	sigemptyset(&before); /* the kernel fills in what it knows, which is less */
	sigemptyset(&after);
	sigprocmask(SIG_BLOCK, NULL, &before);
	second = spawner_start(&err);
	assert_non_null(second);
	kill(getpid(), SIGTERM); /* blocked, and dropped at the end */
	spawner_stop(second);
	sigprocmask(SIG_BLOCK, NULL, &after);
	assert_memory_equal(&before, &after, sizeof before);
	spawner_stop(NULL);
}

/* In a process of its own, that has no spawner yet. */
static void a_first_spawner_restores_the_mask(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		sigset_t set;
		struct error err;

		sigemptyset(&set);
		sigprocmask(SIG_SETMASK, &set, NULL);
		signal(SIGTERM, SIG_DFL);
		spawner_stop(spawner_start(&err));
		kill(getpid(), SIGTERM);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

/* The helper is told by the end of its socket, however benchctl ends. */
static void nothing_outlives_a_killed_benchctl(void **state)
{
	struct fixture *f = *state;
	pid_t pid = fork();

	if (pid == 0) {
		struct command c = command_of(f, ARGV(PROGRAM("tree")));
		struct outcome o;
		struct error err;

		spawner_run(spawner_start(&err), &c, &o, &err);
		_exit(0);
	}
	AWAIT(unit_survivors(f->mark) == 6);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	AWAIT(unit_survivors(f->mark) == 0);
}

static pid_t helper_of_child(struct fixture *f, pid_t tree)
{
	char path[64], line[200];
	pid_t parent = 0;
	FILE *file;

	(void)f;
	snprintf(path, sizeof path, "/proc/%d/status", (int)tree);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file))
		sscanf(line, "PPid: %d", &parent);
	if (file)
		fclose(file);
	return parent;
}

/* And the process it runs does not outlive the helper, of which benchctl is told. */
static void the_loss_of_the_helper_is_an_error(void **state)
{
	struct fixture *f = *state;
	const char *const argv[] = { PROGRAM("silent"), NULL };
	struct command c = command_of(f, argv);
	struct error err;
	struct spawner *own = spawner_start(&err);
	struct outcome o;
	pid_t killer;

	assert_non_null(own);
	killer = fork();
	if (killer == 0) {
		pid_t pid = 0;

		AWAIT(unit_marked(f->mark, &pid, 1) == 1);
		kill(helper_of_child(f, pid), SIGKILL);
		_exit(0);
	}
	assert_int_equal(spawner_run(own, &c, &o, &err), -1);
	assert_text(err.text,
		"benchctl's helper process was killed, perhaps by the command that it ran");
	waitpid(killer, NULL, 0);
	AWAIT(unit_survivors(f->mark) == 0);
	assert_int_equal(spawner_run(own, &c, &o, &err), -1);
	spawner_stop(own);
}

/* Of all descriptors that are open, or of those that children inherit. */
static size_t descriptors(bool inherited)
{
	size_t n = 0;

	for (int fd = 0; fd < 1024; fd++) {
		int flags = fcntl(fd, F_GETFD);

		n += flags >= 0 && !(inherited && (flags & FD_CLOEXEC));
	}
	return n;
}

static void nothing_leaks(void **state)
{
	struct fixture *f = *state;
	size_t before = descriptors(false), inherited = descriptors(true);
	struct error err;
	struct spawner *own = spawner_start(&err);
	struct command c = command_of(f, ARGV("/bin/ls", "/proc/self/fd"));
	struct outcome o;
	size_t lines = 0;

	assert_non_null(own);
	assert_ok(spawner_run(own, &c, &o, &err), &err);
	for (const char *s = o.out; *s; s++)
		lines += *s == '\n';
	assert_int_equal(lines, inherited + 1); /* the folder that ls reads */
	spawner_stop(own);
	assert_int_equal(descriptors(false), before);
}

/* A spawner that is started while another is open does not keep the other's helper alive. */
static void spawners_do_not_hold_each_other(void **state)
{
	struct error err;
	struct spawner *first = spawner_start(&err), *second = spawner_start(&err);

	(void)state;
	assert_true(first && second);
	spawner_stop(first); /* waits for its helper */
	spawner_stop(second);
}
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interruption_ends_the_run),
		cmocka_unit_test(an_interruption_before_the_run_ends_it),
		cmocka_unit_test(an_interruption_is_heard_in_a_flood),
		cmocka_unit_test(the_mask_is_restored),
		cmocka_unit_test(a_first_spawner_restores_the_mask),
		cmocka_unit_test(nothing_outlives_a_killed_benchctl),
		cmocka_unit_test(the_loss_of_the_helper_is_an_error),
		cmocka_unit_test(nothing_leaks),
		cmocka_unit_test(spawners_do_not_hold_each_other),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
