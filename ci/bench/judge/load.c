/* The suite of ci/bench/judge/real: work of three kinds in equal steps, so 5% more steps are 5%
 *more work.
 *
 *	load cpu|spawn|io STEPS
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef PERCENT
#define PERCENT 100
#endif

static int step_cpu(void)
{
	static volatile uint64_t sink;
	uint64_t x = sink + 1;

	for (int i = 0; i < 100000; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
	}
	sink = x;
	return 0;
}

static int step_spawn(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid ? status : -1;
}

static int step_io(void)
{
	static char block[1 << 18];
	char name[] = "/tmp/benchctl-load-XXXXXX";
	int fd = mkstemp(name), failed;

	if (fd < 0)
		return -1;
	unlink(name);
	failed = write(fd, block, sizeof block) != sizeof block ||
		pread(fd, block, sizeof block, 0) != sizeof block;
	return close(fd) || failed;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*step)(void);
	} kinds[] = { { "cpu", step_cpu }, { "spawn", step_spawn }, { "io", step_io } };
	long steps = argc == 3 ? strtol(argv[2], NULL, 10) * PERCENT / 100 : 0;

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds && steps > 0; k++) {
		if (strcmp(argv[1], kinds[k].name) != 0)
			continue;
		for (long i = 0; i < steps; i++)
			if (kinds[k].step())
				return 1;
		return 0;
	}
	fputs("usage: load cpu|spawn|io STEPS\n", stderr);
	return 2;
}
