#include "proc_tree.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool proc_read(char *out, size_t size, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, out, size - 1);
	close(fd);
	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* The number behind "name: " in lines of such pairs; NaN: not there. */
static double number_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? (double)strtoull(at + strlen(name), NULL, 10) : (double)NAN;
}

double proc_io_operations(pid_t pid)
{
	char path[64], text[512];

	snprintf(path, sizeof path, "/proc/%d/io", (int)pid);
	if (!proc_read(text, sizeof text, path))
		return (double)NAN;
	return number_of(text, "syscr: ") + number_of(text, "syscw: ");
}
