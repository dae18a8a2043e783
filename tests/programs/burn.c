/* burn MS: uses the processor for MS milliseconds, then exits with the number of processors that it
 * may use. */
#include <sched.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv)
{
	double until = (argc > 1 ? atof(argv[1]) : 1) / 1e3;
	struct timespec t;
	cpu_set_t set;

	do
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	while ((double)t.tv_sec + (double)t.tv_nsec / 1e9 < until);
	if (argc > 2 && sched_getaffinity(0, sizeof set, &set) == 0)
		return CPU_COUNT(&set);
	return 0;
}
