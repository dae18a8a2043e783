/* leak KIND MS: for so many milliseconds it leaks a megabyte (rss) or an open file (fds) each 20
 * ms, or takes memory as it warms up and no more (warm), or what it has goes up and down (saw), or
 * nothing of the kind (flat). */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MB = 1 << 20 };

static char *touch(size_t n)
{
	char *p = malloc(n);

	if (!p)
		exit(1);
	memset(p, 1, n);
	return p;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	double end = now() + (argc > 2 ? atof(argv[2]) : 1000), begun = now();
	const char *kind = argc > 1 ? argv[1] : "flat";
	char *held = NULL;

	for (int i = 0; now() < end; i++) {
		if (strcmp(kind, "rss") == 0)
			touch(MB);
		else if (strcmp(kind, "fds") == 0 && dup(1) < 0)
			return 1;
		else if (strcmp(kind, "warm") == 0 && now() - begun < (end - begun) / 4)
			touch(MB);
		else if (strcmp(kind, "saw") == 0) {
			free(held);
			held = touch((size_t)(1 + i % 5) * MB);
		}
		poll(NULL, 0, 20);
	}
	return 0;
}
