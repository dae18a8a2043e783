#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

void file_close(FILE **f)
{
	if (*f)
		fclose(*f);
}

void fd_close(int *fd)
{
	int before = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = before;
}

void fd_close_all(const int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* The size from stat may be too small (/proc, pipes, growing files), so it reads on to the end. */
int file_read_fd(char **data, size_t *n, struct arena *mem, const char *path, int fd, size_t max,
	struct error *err)
{
	struct stat st;
	struct ARENA_LIST(char) b = { 0 };
	ssize_t got;

	if (fstat(fd, &st) < 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return error_set(err, "%s: is a folder, not a file", path);
	if (st.st_size > 0 && (size_t)st.st_size > max)
		return error_set(err, "%s: larger than %zu bytes", path, max);
	b.cap = st.st_size > 0 ? (size_t)st.st_size + 1 : 4096;
	b.v = arena_alloc(mem, b.cap);
	for (;;) {
		if (b.n == b.cap)
			b.v = arena_regrow(mem, b.v, &b.cap, 1);
		got = read(fd, b.v + b.n, b.cap - b.n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(err, "%s: %s", path, strerror(errno));
		if (got == 0)
			break;
		b.n += (size_t)got;
		if (b.n > max)
			return error_set(err, "%s: larger than %zu bytes", path, max);
	}
	b.v[b.n] = '\0';
	*data = b.v;
	*n = b.n;
	return 0;
}

/* The user hands over such a file, open already: <(program), or standard input. */
static bool is_handed_over(const char *path)
{
	return strcmp(path, "/dev/stdin") == 0 || text_starts(path, "/dev/fd/") ||
		text_starts(path, "/proc/self/fd/");
}

static int not_a_file(const char *path, mode_t mode, struct error *err)
{
	const char *what = S_ISDIR(mode) ? "folder"
		: S_ISFIFO(mode)         ? "pipe"
		: S_ISSOCK(mode)         ? "socket"
					 : "device";

	return error_set(err, "%s: is a %s, not a file", path, what);
}

int file_open(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int fault = errno;
	struct stat st;

	if (fd < 0)
		return fault == ENXIO && stat(path, &st) == 0
			? not_a_file(path, st.st_mode, err)
			: error_set(err, "%s: %s", path, strerror(fault));
	if (fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || is_handed_over(path)) &&
		!S_ISDIR(st.st_mode)) {
		fcntl(fd, F_SETFL, 0); /* reading may wait for the writer of a pipe */
		return fd;
	}
	close(fd);
	return not_a_file(path, st.st_mode, err);
}

int file_read(char **data, size_t *n, struct arena *mem, const char *path, size_t max,
	struct error *err)
{
	CLOSES_FD int fd = file_open(path, err);

	return fd < 0 ? -1 : file_read_fd(data, n, mem, path, fd, max, err);
}

char *file_text(struct arena *mem, const char *path, size_t max)
{
	char *text;
	size_t n;

	return file_read(&text, &n, mem, path, max, ERROR_IGNORED) < 0 ? NULL : text;
}

/* Opened without waiting for the other end of a pipe, which is then not a file. */
static FILE *open_regular(const char *path, off_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	FILE *file = NULL;
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*size = st.st_size;
		file = fdopen(fd, "r");
	}
	if (!file)
		fd_close(&fd);
	return file;
}

bool file_same(const char *a, const char *b)
{
	off_t size_a = 0, size_b = 0;
	CLOSES_FILE FILE *x = open_regular(a, &size_a);
	CLOSES_FILE FILE *y = open_regular(b, &size_b);
	char from_x[16384], from_y[sizeof from_x];
	size_t n;

	if (!x || !y || size_a != size_b)
		return false;
	do {
		n = fread(from_x, 1, sizeof from_x, x);
		if (n != fread(from_y, 1, sizeof from_y, y) || memcmp(from_x, from_y, n) != 0)
			return false;
	} while (n);
	return !ferror(x) && !ferror(y);
}

bool fd_send(int fd, const void *data, size_t n)
{
	for (const char *p = data; n;) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

bool fd_write(int fd, const void *data, size_t n)
{
	for (const char *p = data; n;) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

bool fd_receive(int fd, void *data, size_t n)
{
	for (char *p = data; n;) {
		ssize_t got = read(fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = 0;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

int fd_connected(int fd)
{
	int why = 0;
	socklen_t size = sizeof why;

	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &size) < 0 ? errno : why;
}

void fd_use_tcp(int fd)
{
	const struct linger at_once = { .l_onoff = 1 };
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}
