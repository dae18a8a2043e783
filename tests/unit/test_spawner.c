#include "spawner_fixture.h"

#include <math.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

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

/* A log keeps its first and its last lines, and says what is missing. */
static void a_log_has_a_limit(void **state)
{
	static const char flood[] = "echo the first line; yes some line | head -c 100000000; echo; "
				    "seq -f 'line %g after the flood' 100; exit 3";
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem), *said;
	struct error err;
	char *text;
	size_t n;
	struct command c = command_of(f, ARGV("/bin/sh", "-c", flood));

	c.log = arena_printf(&f->mem, "%s/log", folder);
	assert_int_equal(run_command(f, &c).code, 3);
	assert_ok(file_read(&text, &n, &f->mem, c.log, 64 << 20, &err), &err);
	assert_int_equal(strncmp(text, "the first line\nsome line\n", 25), 0);
	said = strstr(text, "\n[benchctl removed ");
	assert_non_null(said);
	assert_contains(said, " bytes here, because the log exceeded 64 MiB]\nsome line\n");
	assert_contains(said, "\nline 1 after the flood\n");
	assert_contains(said, "\nline 100 after the flood\n");
	unit_remove(folder);
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
	assert_text(o.stage, "change to the folder");
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

#define DD(n) "dd if=/dev/zero of=/dev/null bs=1 count=" #n " status=none"

/* What dd reads and writes beside its start. Its descendants count if they were waited for. */
static void read_and_write_calls_are_the_childs_own(void **state)
{
	struct fixture *f = *state;
	double start = SHELL(DD(1)).io_operations;
	struct command c = command_of(f, ARGV("/bin/sh", "-c", "sleep .1; " DD(501)));

	if (isnan(start))
		skip(); /* a kernel that does not count them */
	assert_true(start >= 0 && start < 100);
	assert_true(SHELL(DD(501)).io_operations == start + 1000);
	for (int i = 0; i < 50; i++)
		assert_true(SHELL(DD(1)).io_operations == start);
	start = SHELL(DD(1) " & wait; exit 0").io_operations;
	assert_true(SHELL(DD(501) " & wait; exit 0").io_operations == start + 1000);
	/* Nor are those of a process that was left behind, or of the helper that takes samples. */
	start = SHELL("exit 0").io_operations;
	assert_int_equal(SHELL(DD(900000000) " & exit 0").left_behind, 1);
	assert_true(SHELL("exit 0").io_operations == start);
	start = SHELL("sleep .1; " DD(501)).io_operations;
	c.watch.sample = .002;
	assert_true(run_command(f, &c).io_operations == start);
}

/* Where the kernel says it, it is known of one process with one thread only. */
static void waiting_for_a_processor(void **state)
{
	struct fixture *f = *state;
	struct outcome o = RUN(PROGRAM("burn"), "50");

	if (!isnan(o.waited)) {
		double used = (double)(o.usage.ru_utime.tv_usec + o.usage.ru_stime.tv_usec) / 1e6;

		assert_true(o.waited >= 0 && o.waited <= o.wall);
		assert_true(o.wall - o.waited >= .9 * used);
		o = RUN("/bin/sleep", "0.05");
		assert_true(o.wall - o.waited >= .05);
	}
	o = RUN("/bin/sh", "-c", arena_printf(&f->mem, "%s 50; exit 0", PROGRAM("burn")));
	assert_true(isnan(o.waited));
	o = RUN("/bin/sh", "-c", "sleep 9 & exit 0");
	assert_true(isnan(o.waited));
}

static cpu_set_t one_processor(void)
{
	cpu_set_t all, one;

	assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
	CPU_ZERO(&one);
	for (size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++)
		if (CPU_ISSET(i, &all))
			CPU_SET(i, &one);
	return one;
}

/* Uses the processor until it is killed. */
static pid_t rival_on(const cpu_set_t *one)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	while (pid == 0) {
		static bool moved;

		if (!moved &&
			(sched_setaffinity(0, sizeof *one, one) < 0 ||
				prctl(PR_SET_PDEATHSIG, SIGKILL) < 0))
			_exit(1);
		moved = true;
	}
	return pid;
}

/* Of two that share a processor, each waits for the other: half of the time where their groups of
 * processes have equal weight, at least some of it otherwise. */
static void a_rival_is_waited_for(void **state)
{
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV(PROGRAM("burn"), "150"));
	cpu_set_t one = one_processor();
	struct outcome o;
	double used;
	pid_t rival;

	if (access("/proc/self/schedstat", R_OK) != 0)
		skip();
	rival = rival_on(&one);
	c.cpus = &one;
	o = run_command(f, &c);
	kill(rival, SIGKILL);
	assert_int_equal(waitpid(rival, NULL, 0), rival);
	used = clock_timeval(o.usage.ru_utime) + clock_timeval(o.usage.ru_stime);
	assert_true(o.waited > .05 * o.wall && o.waited < o.wall);
	/* What is left is what it ran. */
	assert_true(fabs(o.wall - o.waited - used) < .1 * o.wall);
}

/* When the process has ended, the helper may wait for a processor before it sees that. The process
 * says what its main took, and the rest is compared with itself: of most runs, most of it must be
 * known. */
static void the_helper_waits_unseen(void **state)
{
	enum { RUNS_MAX = 600, LATE = 40, RIVALS_MAX = 64 };
	struct fixture *f = *state;
	struct command c = command_of(f, ARGV(PROGRAM("inside"), "2"));
	pid_t rivals[RIVALS_MAX];
	cpu_set_t all;
	size_t n, late = 0, unknown = 0;

	if (access("/proc/self/schedstat", R_OK) != 0)
		skip();
	assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
	n = 2 * (size_t)CPU_COUNT(&all) < RIVALS_MAX ? 2 * (size_t)CPU_COUNT(&all) : RIVALS_MAX;
	for (size_t i = 0; i < n; i++)
		rivals[i] = rival_on(&all);
	for (size_t i = 0; i < RUNS_MAX && late < LATE; i++) {
		struct outcome o = run_command(f, &c);
		double used = clock_timeval(o.usage.ru_utime) + clock_timeval(o.usage.ru_stime);
		unsigned long long took, waited, ran;
		double rest;

		assert_int_equal(sscanf(o.out, "%llu %llu %llu", &took, &waited, &ran), 3);
		rest = o.wall - (double)took / 1e9 - (used - (double)ran / 1e9);
		if (!(rest > .001) || isnan(o.waited))
			continue;
		late++;
		unknown += rest - (o.waited - (double)waited / 1e9) > rest / 4;
	}
	for (size_t i = 0; i < n; i++) {
		kill(rivals[i], SIGKILL);
		assert_int_equal(waitpid(rivals[i], NULL, 0), rivals[i]);
	}
	assert_true(unknown <= late / 4 + 1);
}

/* Other threads' turns end with them. */
static void threads_wait_unseen(void **state)
{
	struct fixture *f = *state;
	struct outcome o = RUN(PROGRAM("threads"), "50");

	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_true(isnan(o.waited));
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
	struct outcome o =
		SHELL("sed -nE 's/^(Sig(Blk|Ign)):.*(.{7})$/\\1 \\3/p' /proc/self/status");

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
	/* And when its time is over. */
	c = command_of(f, ARGV("/bin/sleep", "0.05"));
	c.burst_time = 0.04;
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
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exit_statuses),
		cmocka_unit_test(signals_kill),
		cmocka_unit_test(what_cannot_be_started),
		cmocka_unit_test(a_log_has_a_limit),
		cmocka_unit_test(streams_are_captured),
		cmocka_unit_test(input_is_nothing_or_a_file),
		cmocka_unit_test(the_environment_is_what_is_given),
		cmocka_unit_test(a_flood_is_drained),
		cmocka_unit_test(closed_streams_do_not_end_a_run),
		cmocka_unit_test(all_of_a_tree_is_killed_in_time),
		cmocka_unit_test(what_is_left_behind_is_killed),
		cmocka_unit_test(memory_is_the_childs_own),
		cmocka_unit_test(processor_time_is_the_childs_own),
		cmocka_unit_test(read_and_write_calls_are_the_childs_own),
		cmocka_unit_test(waiting_for_a_processor),
		cmocka_unit_test(a_rival_is_waited_for),
		cmocka_unit_test(the_helper_waits_unseen),
		cmocka_unit_test(threads_wait_unseen),
		cmocka_unit_test(processors_are_chosen),
		cmocka_unit_test(streams_block_again),
		cmocka_unit_test(signals_are_as_usual_in_children),
		cmocka_unit_test(bursts),
		cmocka_unit_test(a_slowdown_can_be_injected),
		cmocka_unit_test(long_arguments),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
