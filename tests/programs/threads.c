/* threads MS: a second thread uses the processor for MS milliseconds, after a pause: without it the
 * process could seem to have run all its time, so not to have waited. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static void *burn(void *ms)
{
	double until = *(double *)ms / 1e3;
	struct timespec t;

	do
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	while ((double)t.tv_sec + (double)t.tv_nsec / 1e9 < until);
	return NULL;
}

int main(int argc, char **argv)
{
	double ms = argc > 1 ? atof(argv[1]) : 1;
	pthread_t other;

	nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	return pthread_create(&other, NULL, burn, &ms) != 0 || pthread_join(other, NULL) != 0;
}
