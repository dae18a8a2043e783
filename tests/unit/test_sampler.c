#include "unit_proc.h"

#include <math.h>

#include "process/procfs.h"
#include "process/spawner.h"

struct fixture {
	struct spawner *spawner;
	struct arena mem;
	const char *mark, *env[2];
};

static int start_all(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct error err;

	f->spawner = spawner_start(&err);
	f->mark = unit_mark(&f->mem);
	f->env[0] = f->mark;
	*state = f;
	return f->spawner ? 0 : -1;
}

static int stop_all(void **state)
{
	struct fixture *f = *state;

	spawner_stop(f->spawner);
	arena_free(&f->mem);
	free(f);
	return 0;
}

#define ARGV(...) ((const char *const[]){ __VA_ARGS__, NULL })

static struct outcome run(struct fixture *f, const char *const *argv, struct watch watch)
{
	const struct command c = {
		.path = *argv, .argv = argv, .env = f->env, .timeout = 60, .watch = watch
	};
	struct outcome o;
	struct error err;

	assert_ok(spawner_run(f->spawner, &c, &o, &err), &err);
	assert_int_equal(unit_survivors(f->mark), 0);
	return o;
}

/* A program that this process has started and that stays. */
static pid_t start(const char *path)
{
	int out[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(out), 0);
	pid = fork();
	if (pid == 0) {
		dup2(out[1], 1);
		execl(path, path, (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	assert_int_equal(read(out[0], &byte, 1), 1); /* it has grown */
	close(out[0]);
	return pid;
}

static int by_pid(const void *a, const void *b)
{
	return *(const pid_t *)a - *(const pid_t *)b;
}

/* Both ways of finding them agree. */
static void descendants(void **state)
{
	struct fixture *f = *state;
	pid_t a[100], b[100], helpers[2], pid; /* the first helper, that of the scope */
	size_t n, m;

	AWAIT(procfs_descendants(helpers, 2) == 2);
	pid = start(unit_program(&f->mem, "tree"));
	n = procfs_descendants(a, 100);
	m = procfs_scan(b, 100, false);

	assert_true(n >= 6); /* tree, its four children and a grandchild */
	assert_int_equal(n, m);
	qsort(a, n, sizeof *a, by_pid);
	qsort(b, m, sizeof *b, by_pid);
	assert_memory_equal(a, b, n * sizeof *a);
	assert_int_equal(procfs_descendants(a, 3), 3);
	assert_int_equal(procfs_scan(a, 3, false), 3);
	for (size_t i = 0; i < m; i++)
		if (b[i] != helpers[0] && b[i] != helpers[1])
			kill(b[i], SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void usage(void **state)
{
	struct procfs_usage u, more;
	int fd;

	(void)state;
	assert_true(procfs_usage(&u, getpid()));
	assert_true(u.rss > 100 << 10 && u.threads >= 1 && u.fds >= 3);
	assert_true(u.rss > 0.5 * (double)(unit_resident() << 10));
	assert_true(u.rss < 2 * (double)(unit_resident() << 10));
	fd = dup(1);
	assert_true(procfs_usage(&more, getpid()));
	assert_true(more.fds > u.fds && more.fds < u.fds + 2);
	close(fd);
	assert_true(procfs_share(getpid()) > 0 && procfs_share(getpid()) < 2 * u.rss);
	assert_false(procfs_usage(&u, 0x7ffffff0));
	assert_true(isnan(procfs_children_io(&(struct procfs_io){ -1, -1 })));
}

/* A grandchild in a session of its own counts. */
static void samples(void **state)
{
	struct fixture *f = *state;
	const char *const *argv = ARGV(unit_program(&f->mem, "allocate"), "200", "400", "fork");
	struct outcome o = run(f, argv, (struct watch){ .sample = 0.01 });
	double peak = 0, threads = 0, last = 0;

	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_true(o.samples_n >= 3);
	for (size_t i = 0; i < o.samples_n; i++) {
		peak = fmax(peak, o.samples[i].rss);
		threads = fmax(threads, o.samples[i].threads);
		assert_true(o.samples[i].at > last && o.samples[i].at <= o.wall);
		last = o.samples[i].at;
	}
	assert_true(peak >= 200 << 20 && peak < 300 << 20);
	assert_true(threads >= 3);
	assert_true(o.sampling > 0 && o.sampling < o.wall);

	argv = ARGV("/bin/true");
	assert_int_equal(run(f, argv, (struct watch){ .sample = 60 }).samples_n, 0);
	assert_int_equal(run(f, argv, (struct watch){ 0 }).samples_n, 0);
}

/* However often there is a sample, they stay few enough to be kept, and span the whole run. */
static void many_samples(void **state)
{
	struct fixture *f = *state;
	const char *const *argv = ARGV(unit_program(&f->mem, "allocate"), "1", "3000");
	struct outcome o = run(f, argv, (struct watch){ .sample = 1e-9 });

	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_true(o.samples_n >= 100 && o.samples_n <= 2048);
	assert_true(o.samples[0].at < 0.5 * o.wall);
	assert_true(o.samples[o.samples_n - 1].at > 0.5 * o.wall);
}

static void limits(void **state)
{
	struct fixture *f = *state;
	const char *allocate = unit_program(&f->mem, "allocate");
	const struct watch limit = { .memory_limit = 64 << 20 };
	struct outcome o = run(f, ARGV(allocate, "200", "60000"), limit);
	long floor;

	assert_int_equal(o.kind, OUTCOME_OVER_MEMORY);
	assert_int_equal(o.code, SIGKILL);
	assert_true(o.enforcer >= ENFORCER_POLLING);
	if (o.enforcer == ENFORCER_POLLING) {
		assert_int_equal(o.breach, ENFORCER_POLLING);
		assert_true(o.memory > 64 << 20 && o.memory < 300 << 20);
	} else {
		assert_int_equal(o.breach, o.enforcer);
		assert_true(o.memory > 60 << 20 && o.memory <= 64 << 20);
		/* What counts in no group: pages of the program's own file; and what the helper
		 * has, with which a child's peak begins. */
		floor = run(f, ARGV(allocate, "0"), limit).usage.ru_maxrss;
		assert_in_range(o.usage.ru_maxrss, 60 << 10,
			floor > 64 << 10 ? floor : (64 + 4) << 10);
	}
	assert_int_equal(run(f, ARGV(allocate, "200", "60000", "fork"), limit).kind,
		OUTCOME_OVER_MEMORY);
	/* However short it is. */
	assert_int_equal(run(f, ARGV(allocate, "100"), limit).kind, OUTCOME_OVER_MEMORY);
	assert_int_equal(run(f, ARGV(allocate, "30", "50"), limit).kind, OUTCOME_EXITED);
	assert_int_equal(run(f, ARGV(allocate, "30"), (struct watch){ 0 }).enforcer, ENFORCER_NONE);
	assert_int_equal(run(f, ARGV(allocate, "30", "50", "fork"), limit).kind, OUTCOME_EXITED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descendants),
		cmocka_unit_test(usage),
		cmocka_unit_test(samples),
		cmocka_unit_test(many_samples),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
