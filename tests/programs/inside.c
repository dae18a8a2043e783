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

static unsigned long long waited(void)
{
	FILE *f = fopen("/proc/self/schedstat", "r");
	unsigned long long ns;

	if (!f || fscanf(f, "%*u %llu", &ns) != 1)
		exit(1);
	fclose(f);
	return ns;
}

/* Reads again if it has waited in between, so that the numbers belong to one moment. */
static struct times look(void)
{
	struct times t;

	do {
		t.waited = waited();
		t.now = clock_of(CLOCK_MONOTONIC);
		t.ran = clock_of(CLOCK_PROCESS_CPUTIME_ID);
	} while (waited() != t.waited);
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
