#include "process/log_limit.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "process/output_tail.h"

#define LOOK_NS UINT64_C(100000000)

/* Not in its caller: the large frame would count in the peak of children that start later. Lines
 * that are written meanwhile may be lost. */
__attribute__((noinline)) static void cut(int fd, off_t size)
{
	char text[OUTPUT_TAIL], said[128];
	ssize_t n = pread(fd, text, sizeof text, size - (off_t)sizeof text);
	const char *line = n > 0 ? memchr(text, '\n', (size_t)n) : NULL;
	size_t skip = line ? (size_t)(line + 1 - text) : 0, kept = n > 0 ? (size_t)n - skip : 0;
	struct iovec parts[] = { { .iov_base = said }, { text + skip, kept } };

	snprintf(said, sizeof said,
		"\n[benchctl removed %lld bytes here, because the log exceeded %d MiB]\n",
		(long long)size - LOG_LIMIT / 2 - (long long)kept, LOG_LIMIT >> 20);
	parts[0].iov_len = strlen(said);
	if (ftruncate(fd, LOG_LIMIT / 2) == 0 && writev(fd, parts, ARRAY_SIZE(parts)) < 0)
		return;
}

static void look(const struct log_limit *l)
{
	CLOSES_FD int fd = -1;
	struct stat st;

	if (stat(l->path, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= LOG_LIMIT)
		return;
	fd = open(l->path, O_RDWR | O_APPEND | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0)
		cut(fd, st.st_size);
}

void log_limit_begin(struct log_limit *l, const char *path)
{
	*l = (struct log_limit){ path, *path ? clock_ns() + LOOK_NS : 0 };
}

void log_limit_look(struct log_limit *l)
{
	uint64_t now;

	if (!l->due || (now = clock_ns()) < l->due)
		return;
	look(l);
	l->due = now + LOOK_NS;
}

void log_limit_end(struct log_limit *l)
{
	if (l->due)
		look(l);
	l->due = 0;
}
