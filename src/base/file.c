#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/rng.h"
#include "base/text.h"

void file_close(FILE **f)
{
	if (*f)
		fclose(*f);
}

void fd_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* The size from stat may be too small (/proc, pipes, growing files), so reading goes on to the
 * end. */
int file_read_fd(char **data, size_t *n, struct arena *mem, const char *path, int fd, size_t max,
	struct error *err)
{
	struct stat st;
	struct {
		char *v;
		size_t n, cap;
	} b = { 0 };
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

int file_read(char **data, size_t *n, struct arena *mem, const char *path, size_t max,
	struct error *err)
{
	CLOSES_FD int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	return file_read_fd(data, n, mem, path, fd, max, err);
}

/* Reads up to n bytes; fewer only at the end. -1 with errno. */
static ssize_t read_up_to(int fd, char *to, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = read(fd, to + have, n - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

/* Opened without waiting for the other end of a pipe, which is then not a file. */
static int open_regular(const char *path, off_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*size = st.st_size;
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

bool file_same(const char *a, const char *b)
{
	off_t size_a = 0, size_b = 0;
	CLOSES_FD int x = open_regular(a, &size_a);
	CLOSES_FD int y = open_regular(b, &size_b);
	char from_x[16384], from_y[sizeof from_x];

	if (x < 0 || y < 0 || size_a != size_b)
		return false;
	for (;;) {
		ssize_t n = read_up_to(x, from_x, sizeof from_x);

		if (n < 0 || n != read_up_to(y, from_y, sizeof from_y) ||
			memcmp(from_x, from_y, (size_t)n) != 0)
			return false;
		if (n == 0)
			return true;
	}
}

static int write_all(int fd, const char *data, size_t n)
{
	while (n) {
		ssize_t done = write(fd, data, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		data += done;
		n -= (size_t)done;
	}
	return 0;
}

static int write_in_place(const char *path, int flags, const char *data, size_t n,
	struct error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0666);
	int fault = fd < 0 || write_all(fd, data, n) < 0 ? errno : 0;

	if (fd >= 0 && close(fd) < 0 && !fault)
		fault = errno;
	return fault ? error_set(err, "cannot write %s: %s", path, strerror(fault)) : 0;
}

/* Opens a new file beside path and writes its name to temp, which has room for it. */
static int open_beside(const char *path, char *temp, size_t size)
{
	const char *slash = strrchr(path, '/');
	int dir = slash ? (int)(slash - path + 1) : 0;
	int fd = -1;

	for (int i = 0; i < 100 && fd < 0; i++) {
		snprintf(temp, size, "%.*s.%s.%08lx", dir, path, slash ? slash + 1 : path,
			(unsigned long)rng_fresh_seed());
		fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

/* The rename itself must reach the disk too. If a file system cannot sync a folder, the file is
 * still complete: no failure. */
static void sync_folder_of(const char *path)
{
	char copy[4096];
	int fd;

	if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
		return;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* The folder of /dev/stdout holds no file of ours, even if it links to one. */
static bool is_device(const char *path, const struct stat *st)
{
	return text_starts(path, "/dev/") || text_starts(path, "/proc/") ||
		!(S_ISREG(st->st_mode) || S_ISLNK(st->st_mode));
}

int file_write(const char *path, const char *data, size_t n, struct error *err)
{
	char temp[4096];
	struct stat st;
	bool old = lstat(path, &st) == 0;
	int fd, fault = 0;

	if (old && is_device(path, &st))
		return write_in_place(path, O_APPEND, data, n, err);
	if (strlen(path) + 16 > sizeof temp)
		return error_set(err, "cannot write %.200s...: the name is too long", path);
	fd = open_beside(path, temp, sizeof temp);
	if (fd < 0)
		return error_set(err, "cannot write %s: %s", path, strerror(errno));
	if ((old && S_ISREG(st.st_mode) && fchmod(fd, st.st_mode & 0777) < 0) ||
		write_all(fd, data, n) < 0 || fsync(fd) < 0)
		fault = errno;
	if (close(fd) < 0 && !fault)
		fault = errno;
	if (!fault && rename(temp, path) < 0)
		fault = errno;
	if (fault) {
		unlink(temp);
		return error_set(err, "cannot write %s: %s", path, strerror(fault));
	}
	sync_folder_of(path);
	return 0;
}

static int may_write_in_place(const char *path)
{
	return access(path, W_OK) < 0 ? errno : 0;
}

static int may_replace(const char *path)
{
	char temp[4096];
	int fd;

	if (strlen(path) + 16 > sizeof temp)
		return ENAMETOOLONG;
	fd = open_beside(path, temp, sizeof temp);
	if (fd < 0)
		return errno;
	close(fd);
	unlink(temp);
	return 0;
}

int file_may_write(const char *path, struct error *err)
{
	struct stat st;
	bool old = lstat(path, &st) == 0;
	int fault = old && S_ISDIR(st.st_mode) ? EISDIR
		: old && is_device(path, &st)  ? may_write_in_place(path)
					       : may_replace(path);

	return fault ? error_set(err, "cannot write %s: %s", path, strerror(fault)) : 0;
}

int file_append(const char *path, const char *data, size_t n, struct error *err)
{
	return write_in_place(path, O_APPEND | O_CREAT, data, n, err);
}
