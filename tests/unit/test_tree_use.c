/* What the descendants of this process use. */
#include "unit.h"

#include <math.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

#include "process/procfs.h"
#include "process/tree_use.h"

enum { MEMORY = 64 << 20 };

static double cpu_of_this(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void burn(double seconds)
{
	double end = cpu_of_this() + seconds;

	while (cpu_of_this() < end)
		;
}

/* A child that burns that much processor time, says so, and waits to be killed. */
static pid_t start(double seconds, size_t memory, bool below_another)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (below_another && (pid = fork()) > 0)
			for (;;)
				pause();
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (memory)
			memset(mmap(NULL, memory, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
				1, memory);
		burn(seconds);
		(void)!write(ready[1], "x", 1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void finish(pid_t pid)
{
	pid_t below[8];
	size_t n = procfs_descendants_of(below, ARRAY_SIZE(below), pid);

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	for (size_t i = 0; i < n; i++)
		AWAIT(kill(below[i], 0) < 0 || procfs_parent(below[i]) != pid);
}

static void nobody_below(void **state)
{
	(void)state;
	assert_true(isnan(tree_use_cpu(getpid())));
	assert_true(isnan(tree_use_memory(getpid())));
}

static void processor_time(void **state)
{
	double one, two, before = cpu_of_this();
	pid_t child = start(.05, 0, false), grandchild;

	(void)state;
	one = tree_use_cpu(getpid());
	assert_true(one >= .05);
	grandchild = start(.05, 0, true);
	two = tree_use_cpu(getpid());
	assert_true(two >= one + .05);
	/* This process itself is not included. */
	burn(.05);
	assert_true(cpu_of_this() >= before + .05);
	assert_true(tree_use_cpu(getpid()) < two + .04);
	finish(grandchild);
	/* Those that were waited for still count, in steps of 10 ms. */
	assert_true(tree_use_cpu(getpid()) >= one);
	finish(child);
}

static void memory(void **state)
{
	pid_t child = start(0, MEMORY, true);

	(void)state;
	assert_true(tree_use_memory(getpid()) >= MEMORY);
	finish(child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_below),
		cmocka_unit_test(processor_time),
		cmocka_unit_test(memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
