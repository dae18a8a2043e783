/* inside MS: uses the processor for MS milliseconds. Prints, in ns, how long its main took, how
 * long it waited for a processor then, and how long it ran. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct times {
	unsigned long long now, waited, ran;
};

static unsigned long long clock_of(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (unsigned long long)t.tv_sec * 1000000000 + (unsigned long long)t.tv_nsec;
}

static struct times look(void)
{
	struct times t = { .now = clock_of(CLOCK_MONOTONIC),
		.ran = clock_of(CLOCK_PROCESS_CPUTIME_ID) };
	FILE *f = fopen("/proc/self/schedstat", "r");

	if (!f || fscanf(f, "%*u %llu", &t.waited) != 1)
		exit(1);
	fclose(f);
	return t;
}

int main(int argc, char **argv)
{
	const struct times begin = look();
	unsigned long long until = begin.ran +
		(unsigned long long)((argc > 1 ? atof(argv[1]) : 1) * 1e6);
	struct times end;

	while (clock_of(CLOCK_PROCESS_CPUTIME_ID) < until)
		;
	end = look();
	printf("%llu %llu %llu\n", end.now - begin.now, end.waited - begin.waited,
		end.ran - begin.ran);
	return 0;
}
