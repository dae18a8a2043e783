#include "unit_proc.h"

#include <sched.h>
#include <sys/stat.h>

#include "benchctl/spawner.h"
#include "benchctl/suite.h"

struct fixture {
	struct spawner *spawner;
	struct arena mem;
	const char *mark;
	const char *env[4];
};

/* The spawner comes first, then something large, as in benchctl itself. */
static int start_all(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	enum { LARGE = 300 << 20 };
	struct error err;
	char *large;

	f->spawner = spawner_start(&err);
	if (!f->spawner)
		return -1;
	large = arena_alloc(&f->mem, LARGE);
	memset(large, 1, LARGE);
	f->mark = unit_mark(&f->mem);
	f->env[0] = f->mark;
	f->env[1] = "PATH=/usr/bin:/bin";
	f->env[2] = NULL;
	*state = f;
	return 0;
}

static int stop_all(void **state)
{
	struct fixture *f = *state;

	spawner_stop(f->spawner);
	arena_free(&f->mem);
	free(f);
	return 0;
}

static struct command command_of(struct fixture *f, const char *const *argv)
{
	return (struct command){ .path = *argv, .argv = argv, .env = f->env, .timeout = 60 };
}

static struct outcome run_command(struct fixture *f, const struct command *c)
{
	struct outcome o;
	struct error err;

	assert_ok(spawner_run(f->spawner, c, &o, &err), &err);
	assert_int_equal(unit_survivors(f->mark), 0);
	return o;
}

#define ARGV(...)     ((const char *const[]){ __VA_ARGS__, NULL })
#define PROGRAM(name) unit_program(&f->mem, name)
/* Runs the words and yields the outcome. */
#define RUN(...)    run_words(f, ARGV(__VA_ARGS__))
#define SHELL(line) RUN("/bin/sh", "-c", line)

static struct outcome run_words(struct fixture *f, const char *const *argv)
{
	struct command c = command_of(f, argv);

	return run_command(f, &c);
}

static void exit_statuses(void **state)
{
	struct fixture *f = *state;
	struct outcome o = SHELL("exit 0");

	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.code, 0);
	assert_int_equal(o.left_behind, 0);
	assert_true(o.wall > 0);
	o = SHELL("exit 42");
	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.code, 42);
}

static void signals_kill(void **state)
{
	struct fixture *f = *state;
	static const int signals[] = { SIGSEGV, SIGKILL, SIGTERM, SIGPIPE, SIGINT, SIGUSR1,
		SIGHUP };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct outcome o = RUN(PROGRAM("die"), arena_printf(&f->mem, "%d", signals[i]));

		assert_int_equal(o.kind, OUTCOME_KILLED);
		assert_int_equal(o.code, signals[i]);
		assert_text(o.err, "about to die\n");
	}
}

static void what_cannot_be_started(void **state)
{
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	const char *script = arena_printf(&f->mem, "%s/script", folder);
	const char *broken = arena_printf(&f->mem, "%s/broken", folder);
	struct command c;
	struct outcome o;

	unit_write(script, "#!/no/such/interpreter\n");
	unit_write(broken, "neither ELF nor script");
	chmod(script, 0755);
	chmod(broken, 0755);
	o = RUN("/no/such/program");
	assert_int_equal(o.kind, OUTCOME_NOT_STARTED);
	assert_int_equal(o.code, ENOENT);
	assert_text(o.stage, "execute it");
	o = RUN("/etc/passwd");
	assert_int_equal(o.code, EACCES);
	o = RUN(folder);
	assert_int_equal(o.code, EACCES);
	o = RUN(script);
	assert_int_equal(o.code, ENOENT);
	o = RUN(broken);
	assert_int_equal(o.code, ENOEXEC);
	c = command_of(f, ARGV("/bin/true"));
	c.cwd = "/no/such/folder";
	o = run_command(f, &c);
	assert_int_equal(o.kind, OUTCOME_NOT_STARTED);
	assert_int_equal(o.code, ENOENT);
	assert_text(o.stage, "change to its folder");
	c = command_of(f, ARGV("/bin/true"));
	c.input = "/no/such/file";
	o = run_command(f, &c);
	assert_text(o.stage, "open its input");
	/* And the helper is as good as new. */
	o = SHELL("exit 3");
	assert_int_equal(o.code, 3);
	unit_remove(folder);
}

static void streams_are_captured(void **state)
{
	struct fixture *f = *state;
	struct outcome o = SHELL("echo out; echo err >&2");
	struct command c;

	assert_text(o.out, "out\n");
	assert_int_equal(o.out_n, 4);
	assert_text(o.err, "err\n");
	o = SHELL("true");
	assert_text(o.out, ""); /* nothing of the run before */
	assert_text(o.err, "");
	c = command_of(f, ARGV("/bin/sh", "-c", "echo out; echo err >&2"));
	c.output = OUTPUT_NULL;
	o = run_command(f, &c);
	assert_text(o.out, "");
	assert_text(o.err, "err\n");
}

static void input_is_nothing_or_a_file(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV("/bin/cat"));
	struct outcome o = run_command(f, &c);

	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_text(o.out, "");
	c.input = "/etc/hostname";
	c.cwd = "/";
	o = run_command(f, &c);
	assert_text(o.out, unit_read(&f->mem, "/etc/hostname"));
	c = command_of(f, ARGV("/bin/pwd"));
	c.cwd = "/usr";
	o = run_command(f, &c);
	assert_text(o.out, "/usr\n");
}

static void the_environment_is_what_is_given(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV("/usr/bin/env"));
	const char *const env[] = { "A=1", "B=x y", "EMPTY=", f->mark, NULL };
	const char *const none[] = { NULL };
	struct outcome o;

	c.env = env;
	o = run_command(f, &c);
	assert_text(o.out, arena_printf(&f->mem, "A=1\nB=x y\nEMPTY=\n%s\n", f->mark));
	c.env = none;
	o = run_command(f, &c);
	assert_text(o.out, "");
}

/* A gigabyte neither stops the program nor stays in memory; its end is kept. */
static void a_flood_is_drained(void **state)
{
	struct fixture *f = *state;
	size_t before;
	struct outcome o = RUN(PROGRAM("flood"), "10");

	before = unit_resident();
	o = RUN(PROGRAM("flood"), "1024");
	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.code, 0);
	assert_in_range(o.out_n, 16000, 16384 * 2);
	assert_text(o.out + o.out_n - 5, "\nend\n");
	o = RUN(PROGRAM("flood"), "50", "2");
	assert_text(o.err + o.err_n - 5, "\nend\n");
	assert_true(unit_resident() < before + 10 * 1024);
}

static void closed_streams_do_not_end_a_run(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV(PROGRAM("silent")));
	struct outcome o;

	c.timeout = 0.1;
	o = run_command(f, &c);
	assert_int_equal(o.kind, OUTCOME_TIMEOUT);
	/* Nor do streams that a child keeps open prolong one. */
	o = SHELL("sleep 1000 & exit 0");
	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.left_behind, 1);
	assert_true(o.wall < 30);
}

static void all_of_a_tree_is_killed_in_time(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV(PROGRAM("tree")));
	struct outcome o;

	c.timeout = 0.3;
	o = run_command(f, &c); /* which looks for survivors */
	assert_int_equal(o.kind, OUTCOME_TIMEOUT);
	assert_text(o.out, "grown\n");
	assert_true(o.wall >= 0.3);
	/* The group is asked before it is killed. */
	c = command_of(f,
		ARGV("/bin/sh", "-c",
			"trap 'echo asked; exit 0' TERM; echo ready; "
			"while :; do sleep 0.05; done"));
	c.timeout = 0.3;
	o = run_command(f, &c);
	assert_int_equal(o.kind, OUTCOME_TIMEOUT);
	assert_contains(o.out, "asked\n");
}

static void what_is_left_behind_is_killed(void **state)
{
	struct fixture *f = *state;
	struct outcome o = RUN(PROGRAM("tree"), "exit");

	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.left_behind, 5);
	o = RUN(PROGRAM("daemonise"));
	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.left_behind, 1);
	o = RUN(PROGRAM("litter"), "3");
	assert_int_equal(o.left_behind, 3);
	/* Those that had ended by themselves were not running. */
	o = RUN(PROGRAM("litter"), "3", "dead");
	assert_int_equal(o.left_behind, 0);
	o = RUN("/bin/true");
	assert_int_equal(o.left_behind, 0);
}

/* Of the child alone, although this process has 300 MB; and it falls again. */
static void memory_is_the_childs_own(void **state)
{
	struct fixture *f = *state;
	struct outcome o = RUN("/bin/true");

	assert_true(unit_resident() > 300 * 1024);
	assert_in_range(o.usage.ru_maxrss, 100, 100 * 1024);
	o = RUN(PROGRAM("allocate"), "200");
	assert_in_range(o.usage.ru_maxrss, 200 * 1024, 220 * 1024);
	o = RUN(PROGRAM("allocate"), "150");
	assert_in_range(o.usage.ru_maxrss, 150 * 1024, 170 * 1024);
}

static void processor_time_is_the_childs_own(void **state)
{
	struct fixture *f = *state;
	struct outcome o = RUN(PROGRAM("burn"), "150");
	double used = (double)(o.usage.ru_utime.tv_sec + o.usage.ru_stime.tv_sec) +
		(double)(o.usage.ru_utime.tv_usec + o.usage.ru_stime.tv_usec) / 1e6;

	assert_true(used > 0.14 && used < 0.4);
	assert_true(o.wall > 0.14);
	o = RUN("/bin/sleep", "0.2");
	assert_true(o.wall >= 0.2);
	assert_true(o.usage.ru_utime.tv_sec == 0 && o.usage.ru_utime.tv_usec < 100000);
}

static void processors_are_chosen(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV(PROGRAM("burn"), "0", "count"));
	cpu_set_t one, none;
	struct outcome o;

	assert_int_equal(sched_getaffinity(0, sizeof one, &one), 0);
	o = run_command(f, &c);
	assert_int_equal(o.code, CPU_COUNT(&one));
	for (size_t i = 0, left = 1; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &one) && left-- == 0)
			CPU_CLR(i, &one), left = 0;
	c.cpus = &one;
	o = run_command(f, &c);
	assert_int_equal(o.code, CPU_COUNT(&one));
	CPU_ZERO(&none);
	CPU_SET(CPU_SETSIZE - 1, &none);
	c.cpus = &none;
	o = run_command(f, &c);
	assert_int_equal(o.kind, OUTCOME_NOT_STARTED);
	assert_text(o.stage, "use its processors");
	assert_int_equal(o.code, EINVAL);
}

/* Flags of the shared pipes do not go from one program to the next. */
static void streams_block_again(void **state)
{
	struct fixture *f = *state;
	struct outcome o = RUN(PROGRAM("nonblock"));

	assert_int_equal(o.code, 0);
	o = RUN(PROGRAM("flood"), "20");
	assert_int_equal(o.code, 0); /* a pipe that does not block would fail it */
	assert_text(o.out + o.out_n - 5, "\nend\n");
}

static void signals_are_as_usual_in_children(void **state)
{
	struct fixture *f = *state;
	/* Without the highest, where the C library has two of its own. */
	struct outcome o = SHELL("sed -nE 's/^(Sig(Blk|Ign)):.*(.{7})$/\\1 \\3/p' /proc/self/status");

	assert_text(o.out, "SigBlk 0000000\nSigIgn 0000000\n");
}

static void bursts(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV("/bin/true"));
	struct outcome o[SPAWNER_BURST];
	const char *folder, *count;
	struct error err;

	assert_int_equal(spawner_burst(f->spawner, &c, o, SPAWNER_BURST, &err), SPAWNER_BURST);
	for (size_t i = 0; i < SPAWNER_BURST; i++) {
		assert_int_equal(o[i].kind, OUTCOME_EXITED);
		assert_true(o[i].wall > 0 && o[i].usage.ru_maxrss > 0);
	}
	/* It ends at the first failure. */
	folder = unit_folder(&f->mem);
	count = arena_printf(&f->mem, "echo x >>%s/n; test $(wc -l <%s/n) -lt 3", folder, folder);
	c = command_of(f, ARGV("/bin/sh", "-c", count));
	assert_int_equal(spawner_burst(f->spawner, &c, o, 10, &err), 3);
	assert_int_equal(o[1].code, 0);
	assert_int_equal(o[2].code, 1);
	assert_text(unit_read(&f->mem, arena_printf(&f->mem, "%s/n", folder)), "x\nx\nx\n");
	unit_remove(folder);
	c = command_of(f, ARGV("/no/such/program"));
	assert_int_equal(spawner_burst(f->spawner, &c, o, 10, &err), 1);
}

/* On purpose, to see that a gate closes. */
static void a_slowdown_can_be_injected(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV("/bin/sleep", "0.1"));
	struct outcome o;

	c.inject = 1;
	o = run_command(f, &c);
	assert_true(o.wall >= 0.2);
}

static void long_arguments(void **state)
{
	struct fixture *f = *state;
	enum { N = 100000 };
	char *word = arena_alloc(&f->mem, N + 1);
	const char *argv[12] = { "/bin/sh", "-c", "echo $# ${#1}", "sh" };
	struct command c;
	struct outcome o;

	memset(word, 'a', N);
	for (size_t i = 4; i < 11; i++)
		argv[i] = word;
	argv[11] = NULL;
	c = command_of(f, argv);
	o = run_command(f, &c);
	assert_text(o.out, "7 100000\n");
	o = RUN("/bin/true"); /* a smaller one after it */
	assert_int_equal(o.code, 0);
}

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
	assert_int_equal(spawner_signal(f->spawner), 0); /* it was taken */
	/* What could not be told in time is not told to the next one. */
	o = SHELL("exit 5");
	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.code, 5);
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

static void pauses_end_by_a_signal(void **state)
{
	struct fixture *f = *state;
	uint64_t began = clock_ns();

	assert_int_equal(spawner_pause(f->spawner, 0.02), 0);
	assert_true(clock_seconds(began) >= 0.019);
	kill(getpid(), SIGHUP);
	assert_int_equal(spawner_pause(f->spawner, 3600), SIGHUP);
	assert_int_equal(spawner_signal(f->spawner), 0);
	kill(getpid(), SIGINT);
	assert_int_equal(spawner_signal(f->spawner), SIGINT);
}

static void the_mask_is_restored(void **state)
{
	sigset_t before, after;
	struct error err;
	struct spawner *second;

	(void)state;
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
	assert_text(err.text, "the spawn helper has died; nothing more can be measured");
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
		cmocka_unit_test(exit_statuses),
		cmocka_unit_test(signals_kill),
		cmocka_unit_test(what_cannot_be_started),
		cmocka_unit_test(streams_are_captured),
		cmocka_unit_test(input_is_nothing_or_a_file),
		cmocka_unit_test(the_environment_is_what_is_given),
		cmocka_unit_test(a_flood_is_drained),
		cmocka_unit_test(closed_streams_do_not_end_a_run),
		cmocka_unit_test(all_of_a_tree_is_killed_in_time),
		cmocka_unit_test(what_is_left_behind_is_killed),
		cmocka_unit_test(memory_is_the_childs_own),
		cmocka_unit_test(processor_time_is_the_childs_own),
		cmocka_unit_test(processors_are_chosen),
		cmocka_unit_test(streams_block_again),
		cmocka_unit_test(signals_are_as_usual_in_children),
		cmocka_unit_test(bursts),
		cmocka_unit_test(a_slowdown_can_be_injected),
		cmocka_unit_test(long_arguments),
		cmocka_unit_test(an_interruption_ends_the_run),
		cmocka_unit_test(an_interruption_is_heard_in_a_flood),
		cmocka_unit_test(pauses_end_by_a_signal),
		cmocka_unit_test(the_mask_is_restored),
		cmocka_unit_test(a_first_spawner_restores_the_mask),
		cmocka_unit_test(nothing_outlives_a_killed_benchctl),
		cmocka_unit_test(the_loss_of_the_helper_is_an_error),
		cmocka_unit_test(nothing_leaks),
		cmocka_unit_test(spawners_do_not_hold_each_other),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
