/* leak KIND MS: for MS milliseconds, every 20 ms, leaks a megabyte (rss) or an open file (fds), or
 * takes memory only while it warms up (warm), or takes and frees it (saw), or neither (flat). leak
 * KIND MS ITEMS: leaks half a megabyte or an open file per item, then waits. With a fourth argument
 * it writes its total after each item to BENCHCTL_METRICS. leak state FILE: takes ten megabytes,
 * and half a one more for each earlier call with that file. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MB = 1 << 20, ITEM = MB / 2 };

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

static void report(FILE *f)
{
	long pages[2] = { 0, 0 };
	FILE *statm = fopen("/proc/self/statm", "r");
	int next = dup(1);

	if (!statm || fscanf(statm, "%ld %ld", &pages[0], &pages[1]) != 2 || next < 0)
		exit(1);
	fclose(statm);
	close(next); /* the lowest that is free */
	fprintf(f, "rss %ld B\nfds %d 1\n", pages[1] * sysconf(_SC_PAGESIZE), next);
}

static int by_item(const char *kind, int items, const char *reports)
{
	FILE *f = reports ? fopen(reports, "w") : NULL;

	for (int i = 0; i < items; i++) {
		if (strcmp(kind, "rss") == 0)
			touch(ITEM);
		else if (strcmp(kind, "warm") == 0 && i < items / 4)
			touch(ITEM);
		else if (strcmp(kind, "fds") == 0 && dup(1) < 0)
			return 1;
		if (f)
			report(f);
	}
	return f && fclose(f) != 0;
}

/* The file has one byte per call. */
static int by_call(const char *path)
{
	FILE *f = fopen(path, "a");
	long calls;

	if (!f || fputc('.', f) == EOF || (calls = ftell(f)) < 0 || fclose(f) != 0)
		return 1;
	touch((size_t)(20 + calls) * ITEM);
	return 0;
}

int main(int argc, char **argv)
{
	double end = now() + (argc > 2 ? atof(argv[2]) : 1000), begun = now();
	const char *kind = argc > 1 ? argv[1] : "flat";
	char *held = NULL;

	if (argc == 3 && strcmp(kind, "state") == 0)
		return by_call(argv[2]);
	if (argc > 3) {
		int rc = by_item(kind, atoi(argv[3]), argc > 4 ? getenv("BENCHCTL_METRICS") : NULL);

		poll(NULL, 0, atoi(argv[2]));
		return rc;
	}
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
