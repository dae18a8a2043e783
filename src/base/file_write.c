/* Files are written whole: a temporary file in the same folder gets the name at the end. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/rng.h"
#include "base/text.h"
#include "base/words.h"

enum { SUFFIX = 8 }; /* hexadecimal digits that make the name of a temporary file unique */

int file_open_output(const char *path, int flags)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags, 0666);

	/* Opening does not wait for a reader; writing waits for one that is slow. */
	if (fd >= 0)
		fcntl(fd, F_SETFL, flags & O_APPEND);
	return fd;
}

static int cannot_write(const char *path, int fault, struct error *err)
{
	return error_set(err, "cannot write %s: %s", path,
		fault == ENXIO ? "nobody reads this pipe" : strerror(fault));
}

static int write_in_place(const char *path, int flags, const char *data, size_t n,
	struct error *err)
{
	int fd = file_open_output(path, flags);
	int fault = fd < 0 || !fd_write(fd, data, n) ? errno : 0;

	if (fd >= 0 && close(fd) < 0 && !fault)
		fault = errno;
	return fault ? cannot_write(path, fault, err) : 0;
}

/* The process that writes a temporary file holds a lock on it until the file has its name. */
static void remove_if_dead(const char *temp)
{
	CLOSES_FD int fd = open(temp, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlink(temp);
}

/* Whether it is .NAME.01234567; NULL: of any file. */
static bool is_temporary(const char *found, const char *name)
{
	size_t n = strlen(found), base = n > SUFFIX + 2 ? n - SUFFIX - 2 : 0;
	const char *digits = found + base + 2;

	return base && found[0] == '.' && found[base + 1] == '.' &&
		strspn(digits, "0123456789abcdef") == SUFFIX &&
		(!name || (strlen(name) == base && strncmp(found + 1, name, base) == 0));
}

void file_reap(const char *folder, const char *name)
{
	FREES_ARENA struct arena mem = { 0 };
	struct words names = { 0 };

	if (file_names(&names, &mem, folder) < 0)
		return;
	for (size_t i = 0; i < names.n; i++)
		if (is_temporary(names.v[i], name))
			remove_if_dead(file_join(&mem, folder, names.v[i]));
}

static void reap_beside(const char *path)
{
	char copy[4096];

	if (snprintf(copy, sizeof copy, "%s", path) < (int)sizeof copy)
		file_reap(dirname(copy), file_base(path));
}

/* Whether the file is still there for us: somebody who reaps may have been quicker than our lock.
 * Where a file system has no locks, nobody reaps. */
static bool is_held(int fd)
{
	struct stat st;

	return (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) && fstat(fd, &st) == 0 &&
		st.st_nlink > 0;
}

int file_draft_open(struct file_draft *d, const char *path, struct error *err)
{
	const char *name = file_base(path);
	int fault = 0;

	*d = (struct file_draft){ .fd = -1 };
	if (strlen(path) + SUFFIX + 8 > sizeof d->temp)
		return error_set(err, "cannot write %.200s...: the name is too long", path);
	reap_beside(path);
	for (int i = 0; i < 100; i++) {
		snprintf(d->temp, sizeof d->temp, "%.*s.%s.%08x", (int)(name - path), path, name,
			(unsigned)rng_fresh_seed());
		d->fd = open(d->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		fault = errno;
		if (d->fd >= 0 && is_held(d->fd))
			return 0;
		if (d->fd < 0 && fault != EEXIST)
			break;
		fd_close(&d->fd);
	}
	return cannot_write(path, fault, err);
}

/* The rename itself must reach the disk too. If a file system cannot sync a folder, the file is
 * still complete: no failure. */
static void sync_folder_of(const char *path)
{
	char copy[4096];
	CLOSES_FD int fd = -1;

	if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
		return;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		fsync(fd);
}

/* /dev/stdout is a link that must stay; a file in /dev/shm is a file. */
static bool is_device(const char *path, const struct stat *st)
{
	if (S_ISREG(st->st_mode))
		return text_starts(path, "/proc/");
	return !S_ISLNK(st->st_mode) || text_starts(path, "/dev/") || text_starts(path, "/proc/");
}

/* Some file systems write at close, which is done on a copy: the lock lasts until the rename. */
static int flush(int fd)
{
	int copy;

	if (fsync(fd) < 0)
		return -1;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return copy < 0 ? -1 : close(copy);
}

int file_draft_end(struct file_draft *d, const char *path, int fault, struct error *err)
{
	struct stat st;
	bool old = lstat(path, &st) == 0 && S_ISREG(st.st_mode);

	if (!old && !fault && fstat(d->fd, &st) < 0)
		fault = errno;
	if (!fault && d->runs)
		st.st_mode |= (st.st_mode & 0444) >> 2;
	if (!fault &&
		(((old || d->runs) && fchmod(d->fd, st.st_mode & 0777) < 0) || flush(d->fd) < 0 ||
			rename(d->temp, path) < 0))
		fault = errno;
	if (fault)
		unlink(d->temp);
	fd_close(&d->fd);
	if (fault)
		return cannot_write(path, fault, err);
	sync_folder_of(path);
	return 0;
}

int file_write(const char *path, const char *data, size_t n, struct error *err)
{
	struct file_draft d;
	struct stat st;

	if (lstat(path, &st) == 0 && is_device(path, &st))
		return write_in_place(path, O_APPEND, data, n, err);
	if (file_draft_open(&d, path, err) < 0)
		return -1;
	return file_draft_end(&d, path, !fd_write(d.fd, data, n) ? errno : 0, err);
}

static int may_replace(const char *path, struct error *err)
{
	struct file_draft d;

	if (file_draft_open(&d, path, err) < 0)
		return -1;
	close(d.fd);
	unlink(d.temp);
	return 0;
}

int file_may_write(const char *path, struct error *err)
{
	struct stat st;
	bool old = lstat(path, &st) == 0;
	int fault;

	if (!old || !(S_ISDIR(st.st_mode) || is_device(path, &st)))
		return may_replace(path, err);
	fault = S_ISDIR(st.st_mode) ? EISDIR : access(path, W_OK) < 0 ? errno : 0;
	return fault ? cannot_write(path, fault, err) : 0;
}

int file_append(const char *path, const char *data, size_t n, struct error *err)
{
	return write_in_place(path, O_APPEND | O_CREAT, data, n, err);
}
