#include "spawner_fixture.h"

#include <sys/stat.h>

#include "process/output_tail.h"
#include "process/scope.h"

static struct scope *open_scope(struct fixture *f)
{
	struct error err;
	struct scope *s = scope_open(f->spawner, &err);

	if (!s)
		fail_msg("%s", err.text);
	return s;
}

static struct scope *start(struct fixture *f, const struct command *c)
{
	struct scope *s = open_scope(f);
	struct error err;

	assert_ok(scope_start(s, c, &err), &err);
	return s;
}

static struct scope *start_words(struct fixture *f, const char *const *argv)
{
	struct command c = command_of(f, argv);

	c.timeout = 0;
	return start(f, &c);
}

#define START(...) start_words(f, ARGV(__VA_ARGS__))

static struct outcome end_of(struct scope *s)
{
	struct outcome o;
	struct error err;

	assert_int_equal(scope_wait(&o, s, 60, &err), SCOPE_ENDED);
	assert_int_equal(scope_pid(s), 0);
	return o;
}

static bool runs(struct scope *s)
{
	struct outcome o;
	struct error err;

	return scope_wait(&o, s, 0, &err) == SCOPE_RUNNING && scope_pid(s) > 0;
}

/* Samples sweep what they leave behind, and nothing else. */
static void a_service_lives_across_samples(void **state)
{
	struct fixture *f = *state;
	struct scope *service = START("/bin/sleep", "1000");
	struct command sample = command_of(f, ARGV(PROGRAM("litter"), "2"));
	struct outcome o[SPAWNER_BURST];
	struct error err;
	int samples = 0;

	for (int i = 0; i < 4; i++)
		samples += spawner_burst(f->spawner, &sample, o, 25, &err);
	assert_int_equal(samples, 100);
	assert_int_equal(o[24].left_behind, 2);
	assert_true(runs(service));
	assert_int_equal(unit_survivors(f->mark), 1);
	assert_int_equal(scope_stop(o, service), 0);
	assert_int_equal(o->kind, OUTCOME_KILLED);
	assert_int_equal(o->code, SIGTERM);
	scope_close(service);
}

static void scopes_are_independent(void **state)
{
	struct fixture *f = *state;
	struct scope *a = START(PROGRAM("tree")), *b = START(PROGRAM("tree"));

	AWAIT(unit_survivors(f->mark) == 12);
	scope_close(a);
	assert_int_equal(unit_survivors(f->mark), 6);
	assert_true(runs(b));
	scope_close(b);
	assert_int_equal(unit_survivors(f->mark), 0);
}

/* It ignores SIGTERM, and some of it is in other groups and sessions. */
static void stop_ends_what_does_not_listen(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f,
		ARGV("/bin/sh", "-c", "trap '' TERM; exec \"$0\"", PROGRAM("tree")));
	struct scope *s;
	struct outcome o;

	c.grace = 0.1;
	s = start(f, &c);
	AWAIT(unit_survivors(f->mark) == 6);
	assert_int_equal(scope_stop(&o, s), 0);
	assert_int_equal(o.kind, OUTCOME_KILLED);
	assert_int_equal(o.code, SIGKILL);
	assert_true(o.wall >= 0.1);
	assert_int_equal(unit_survivors(f->mark), 0);
	scope_close(s);
}

static void stop_leaves_time_for_a_clean_end(void **state)
{
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	const char *ready = arena_printf(&f->mem, "%s/ready", folder);
	struct scope *s = START("/bin/sh", "-c",
		"exec 2>/dev/null; trap 'echo bye; exit 7' TERM; : >\"$0\"; "
		"while :; do sleep 0.01; done",
		ready);
	struct outcome o;

	AWAIT(access(ready, F_OK) == 0);
	assert_int_equal(scope_stop(&o, s), 0);
	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.code, 7);
	assert_text(scope_tail(&f->mem, s, 5), "bye");
	scope_close(s);
	unit_remove(folder);
}

static void a_daemon_is_swept(void **state)
{
	struct fixture *f = *state;
	struct scope *s = START(PROGRAM("daemonise"));
	struct outcome o = end_of(s);

	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.left_behind, 1);
	assert_int_equal(unit_survivors(f->mark), 0);
	scope_close(s);
}

static void an_early_end_is_seen_at_once(void **state)
{
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	struct command c = command_of(f, ARGV("/bin/sh", "-c", "seq 1 3000; echo why >&2; exit 3"));
	struct pollfd fd = { .events = POLLIN };
	struct scope *s;
	struct outcome o;

	c.log = arena_printf(&f->mem, "%s/log", folder);
	s = start(f, &c);
	fd.fd = scope_fd(s);
	assert_int_equal(poll(&fd, 1, 60000), 1);
	o = end_of(s);
	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.code, 3);
	assert_text(scope_tail(&f->mem, s, 3), "2999\n3000\nwhy");
	/* The scope can be used again; the log begins anew. */
	c.argv = ARGV("/bin/sh", "-c", "pwd; echo");
	c.cwd = "/";
	assert_ok(scope_start(s, &c, &(struct error){ 0 }), &(struct error){ 0 });
	end_of(s);
	assert_text(unit_read(&f->mem, c.log), "/\n\n");
	scope_close(s);
	unit_remove(folder);
}

static void input_is_read_from_its_beginning(void **state)
{
	struct fixture *f = *state;
	enum { N = 3000000 };
	char *bytes = arena_alloc(&f->mem, N + 1);
	const char *folder = unit_folder(&f->mem), *path = arena_printf(&f->mem, "%s/in", folder);
	struct command c = command_of(f, ARGV("/bin/cat"));
	struct capture keep = { .max = 3 * N };
	struct outcome o[3];
	struct error err;
	struct scope *s;

	for (size_t i = 0; i < N; i++)
		bytes[i] = (char)(i % 127 + 1);
	unit_write(path, bytes);
	c.input = path;
	c.keep = &keep;
	s = start(f, &c);
	assert_int_equal(end_of(s).code, 0);
	assert_int_equal(keep.n, N);
	assert_memory_equal(keep.v, bytes, N);
	/* Each run of a burst reads it from its beginning. */
	assert_int_equal(scope_burst(s, &c, o, 3, &err), 3);
	assert_int_equal(keep.n, 3 * N);
	c.argv = ARGV("/bin/sh", "-s");
	c.path = "/bin/sh";
	unit_write(path, "echo from a script; exit 4\n");
	assert_int_equal(scope_burst(s, &c, o, 1, &err), 1);
	assert_int_equal(o->code, 4);
	assert_text(o->out, "from a script\n");
	capture_free(&keep);
	scope_close(s);
	unit_remove(folder);
}

static void input_is_a_file_or_a_device(void **state)
{
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	struct command c = command_of(f, ARGV("/bin/cat"));
	struct outcome o;

	c.input = "/dev/null";
	assert_int_equal(run_command(f, &c).code, 0);
	c.input = folder;
	o = run_command(f, &c);
	assert_int_equal(o.kind, OUTCOME_NOT_STARTED);
	assert_int_equal(o.code, EINVAL);
	c.input = arena_printf(&f->mem, "%s/fifo", folder);
	assert_int_equal(mkfifo(c.input, 0600), 0);
	o = run_command(f, &c);
	assert_int_equal(o.code, EINVAL);
	assert_text(o.stage, SPAWNER_STAGE_INPUT);
	unit_remove(folder);
}

static void a_signal_ends_a_wait(void **state)
{
	struct fixture *f = *state;
	struct scope *s = START("/bin/sleep", "1000");
	struct outcome o;
	struct error err;
	pid_t pid = fork();

	if (pid == 0) {
		kill(getppid(), SIGTERM);
		_exit(0);
	}
	assert_int_equal(scope_wait(&o, s, -1, &err), SCOPE_INTERRUPTED);
	assert_int_equal(interrupt_take(), SIGTERM);
	assert_true(runs(s));
	/* Stopping is not interrupted. */
	kill(getpid(), SIGINT);
	assert_int_equal(scope_stop(&o, s), 0);
	assert_int_equal(interrupt_take(), SIGINT);
	scope_close(s);
	waitpid(pid, NULL, 0);
}

static void what_cannot_be_started(void **state)
{
	struct fixture *f = *state;
	struct scope *s = START("/no/such/program");
	struct command c = command_of(f, ARGV("/bin/true"));
	struct outcome o;
	struct error err;

	assert_int_equal(scope_pid(s), 0);
	o = end_of(s);
	assert_int_equal(o.kind, OUTCOME_NOT_STARTED);
	assert_text(o.stage, "execute it");
	c.log = "/no/such/folder/log";
	assert_ok(scope_start(s, &c, &err), &err);
	o = end_of(s);
	assert_int_equal(o.kind, OUTCOME_NOT_STARTED);
	assert_int_equal(o.code, ENOENT);
	assert_text(o.stage, "open its log");
	scope_close(s);
}

/* Of this process, whose children are helpers and theirs. */
static pid_t helper_of(pid_t child)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *status = unit_read(&mem, arena_printf(&mem, "/proc/%d/status", (int)child));

	return (pid_t)strtol(strstr(status, "PPid:") + 5, NULL, 10);
}

static void the_loss_of_a_helper_is_an_error_of_its_scope(void **state)
{
	struct fixture *f = *state;
	struct scope *a = START("/bin/sleep", "1000"), *b = START("/bin/sleep", "1000");
	struct outcome o;
	struct error err;

	kill(helper_of(scope_pid(a)), SIGKILL);
	assert_int_equal(scope_wait(&o, a, 60, &err), -1);
	assert_text(err.text,
		"benchctl's helper process was killed, perhaps by the command that it ran");
	assert_int_equal(scope_start(a,
				 &(struct command){
					 .path = "/bin/true", .argv = ARGV("true"), .env = f->env },
				 &err),
		-1);
	assert_true(runs(b));
	AWAIT(unit_survivors(f->mark) == 1);
	scope_close(a);
	scope_close(b);
	assert_int_equal(SHELL("exit 5").code, 5);
}

static void nothing_outlives_a_killed_helper(void **state)
{
	struct fixture *f = *state;
	struct fixture own = *f;
	struct error err;
	struct outcome o;
	struct scope *s;

	own.spawner = spawner_start(&err);
	assert_non_null(own.spawner);
	s = start_words(&own, ARGV(PROGRAM("tree")));
	AWAIT(unit_survivors(f->mark) == 6);
	kill(helper_of(scope_pid(s)), SIGKILL);
	assert_int_equal(scope_wait(&o, s, 60, &err), -1);
	assert_int_equal(scope_stop(&o, s), -1);
	scope_close(s);
	spawner_stop(own.spawner);
	assert_int_equal(unit_survivors(f->mark), 0);
}

/* Nor two: that of the scope, and the first one. */
static void nothing_outlives_both_helpers(void **state)
{
	struct fixture *f = *state;
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct fixture own = *f;
		struct error err;
		pid_t helper;

		own.spawner = spawner_start(&err);
		helper = helper_of(scope_pid(start_words(&own, ARGV(PROGRAM("tree")))));
		AWAIT(unit_survivors(f->mark) == 6);
		kill(helper_of(helper), SIGKILL);
		kill(helper, SIGKILL);
		spawner_stop(own.spawner);
		_exit(unit_survivors(f->mark) != 0);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

static void nothing_outlives_a_killed_benchctl(void **state)
{
	struct fixture *f = *state;
	pid_t pid = fork();

	if (pid == 0) {
		struct fixture own = *f;
		struct error err;

		own.spawner = spawner_start(&err);
		start_words(&own, ARGV(PROGRAM("tree")));
		start_words(&own, ARGV(PROGRAM("tree")));
		for (;;)
			pause();
	}
	AWAIT(unit_survivors(f->mark) == 12);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	AWAIT(unit_survivors(f->mark) == 0);
}

static size_t descriptors(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void nothing_leaks(void **state)
{
	struct fixture *f = *state;
	size_t before = descriptors();
	const char *listed;
	struct scope *s;

	for (int i = 0; i < 50; i++) {
		s = START("/bin/true");
		if (i % 2)
			end_of(s);
		scope_close(s);
	}
	/* A scope inherits none of another. */
	s = START("/bin/ls", "/proc/self/fd");
	listed = arena_string(&f->mem, end_of(s).out);
	assert_text(RUN("/bin/ls", "/proc/self/fd").out, listed);
	scope_close(s);
	assert_int_equal(descriptors(), before);
}

static void last_lines_of_a_text(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *expected;
		size_t lines;
	} rows[] = {
		{ "", "", 3 },
		{ "\n\n", "", 3 },
		{ "a", "a", 1 },
		{ "a\nb\nc\n", "c", 1 },
		{ "a\nb\nc\n\n", "b\nc", 2 },
		{ "a\nb\nc", "a\nb\nc", 3 },
		{ "a\nb\nc", "a\nb\nc", 9 },
		{ "a\n\nc", "\nc", 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].text,
			last_lines(&mem, rows[i].text, strlen(rows[i].text), rows[i].lines),
			rows[i].expected);
	assert_text(last_lines_of(&mem, "/no/such/file", 3), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_service_lives_across_samples),
		cmocka_unit_test(scopes_are_independent),
		cmocka_unit_test(stop_ends_what_does_not_listen),
		cmocka_unit_test(stop_leaves_time_for_a_clean_end),
		cmocka_unit_test(a_daemon_is_swept),
		cmocka_unit_test(an_early_end_is_seen_at_once),
		cmocka_unit_test(input_is_read_from_its_beginning),
		cmocka_unit_test(input_is_a_file_or_a_device),
		cmocka_unit_test(a_signal_ends_a_wait),
		cmocka_unit_test(what_cannot_be_started),
		cmocka_unit_test(the_loss_of_a_helper_is_an_error_of_its_scope),
		cmocka_unit_test(nothing_outlives_a_killed_helper),
		cmocka_unit_test(nothing_outlives_both_helpers),
		cmocka_unit_test(nothing_outlives_a_killed_benchctl),
		cmocka_unit_test(nothing_leaks),
		cmocka_unit_test(last_lines_of_a_text),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
