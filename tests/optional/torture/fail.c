/* A library for LD_PRELOAD: the FAIL_AT-th call of the kind FAIL_KIND (memory, file or system) that
 * benchctl and its helpers make fails. FAIL_STATE is a file of 8 bytes where all of them count.
 * FAIL_TRACE=1 prints who has made it. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

enum kind { MEMORY, FILES, SYSTEM };

static _Atomic long *count;
static enum kind failing;
static long at;

__attribute__((constructor)) static void begin(void)
{
	const char *state = getenv("FAIL_STATE"), *kind = getenv("FAIL_KIND"),
		   *nth = getenv("FAIL_AT");
	int fd;
	void *map;

	if (!state || !kind || strcmp(program_invocation_short_name, "benchctl") != 0)
		return;
	fd = (int)syscall(SYS_openat, AT_FDCWD, state, O_RDWR | O_CLOEXEC);
	map = fd < 0 ? MAP_FAILED
		     : mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		syscall(SYS_close, fd);
	if (map == MAP_FAILED)
		return;
	failing = strcmp(kind, "memory") == 0 ? MEMORY : strcmp(kind, "file") == 0 ? FILES : SYSTEM;
	at = nth ? atol(nth) : 0;
	count = map;
}

static int fails(enum kind kind, int fault)
{
	void *calls[40];

	if (!count || kind != failing || atomic_fetch_add(count, 1) + 1 != at)
		return 0;
	if (getenv("FAIL_TRACE"))
		backtrace_symbols_fd(calls, backtrace(calls, 40), 2);
	errno = fault;
	return 1;
}

void *malloc(size_t size)
{
	return fails(MEMORY, ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails(MEMORY, ENOMEM) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return fails(MEMORY, ENOMEM) ? NULL : __libc_realloc(p, size);
}

static int open_at(int dir, const char *path, int flags, va_list ap)
{
	unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, unsigned) : 0;

	if (fails(FILES, flags & O_CREAT ? ENOSPC : EMFILE))
		return -1;
	return (int)syscall(SYS_openat, dir, path, flags, mode);
}

#define OPEN(name)                                                                                 \
	int name(const char *path, int flags, ...);                                                \
	int name(const char *path, int flags, ...)                                                 \
	{                                                                                          \
		va_list ap;                                                                        \
		int fd;                                                                            \
		va_start(ap, flags);                                                               \
		fd = open_at(AT_FDCWD, path, flags, ap);                                           \
		va_end(ap);                                                                        \
		return fd;                                                                         \
	}
OPEN(open)
OPEN(open64)
OPEN(__open_2)
OPEN(__open64_2)

int openat(int dir, const char *path, int flags, ...)
{
	va_list ap;
	int fd;

	va_start(ap, flags);
	fd = open_at(dir, path, flags, ap);
	va_end(ap);
	return fd;
}

#define NEXT(type, name, parameters, arguments, fault)                                             \
	type name parameters                                                                       \
	{                                                                                          \
		type(*next) parameters = (type(*) parameters)dlsym(RTLD_NEXT, #name);              \
		return fails(FILES, fault) ? NULL : next arguments;                                \
	}
NEXT(FILE *, fopen, (const char *path, const char *mode), (path, mode), EMFILE)
NEXT(FILE *, fopen64, (const char *path, const char *mode), (path, mode), EMFILE)
NEXT(DIR *, opendir, (const char *path), (path), EMFILE)

ssize_t write(int fd, const void *data, size_t n)
{
	return fails(FILES, ENOSPC) ? -1 : syscall(SYS_write, fd, data, n);
}

ssize_t read(int fd, void *data, size_t n)
{
	return fails(FILES, EIO) ? -1 : syscall(SYS_read, fd, data, n);
}

ssize_t __read_chk(int fd, void *data, size_t n, size_t room);
ssize_t __read_chk(int fd, void *data, size_t n, size_t room)
{
	return n > room ? (abort(), -1) : read(fd, data, n);
}

int fsync(int fd)
{
	return fails(FILES, EIO) ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
	return fails(FILES, ENOSPC) ? -1
				    : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int mkdir(const char *path, mode_t mode)
{
	return fails(FILES, ENOSPC) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int pipe2(int fds[2], int flags)
{
	return fails(FILES, EMFILE) ? -1 : (int)syscall(SYS_pipe2, fds, flags);
}

int socketpair(int domain, int type, int protocol, int fds[2])
{
	return fails(FILES, EMFILE) ? -1
				    : (int)syscall(SYS_socketpair, domain, type, protocol, fds);
}

int ftruncate(int fd, off_t n)
{
	return fails(FILES, EIO) ? -1 : (int)syscall(SYS_ftruncate, fd, n);
}

#define CALL(type, name, parameters, arguments, fault)                                             \
	type name parameters                                                                       \
	{                                                                                          \
		type(*next) parameters = (type(*) parameters)dlsym(RTLD_NEXT, #name);              \
		return fails(SYSTEM, fault) ? (type)-1 : next arguments;                           \
	}
CALL(pid_t, fork, (void), (), EAGAIN)
CALL(int, poll, (struct pollfd * fds, nfds_t n, int timeout), (fds, n, timeout), ENOMEM)
CALL(int, ppoll,
	(struct pollfd * fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask),
	(fds, n, timeout, mask), ENOMEM)
CALL(ssize_t, send, (int fd, const void *data, size_t n, int flags), (fd, data, n, flags), EPIPE)
CALL(ssize_t, recv, (int fd, void *data, size_t n, int flags), (fd, data, n, flags), ECONNRESET)
CALL(ssize_t, sendmsg, (int fd, const struct msghdr *m, int flags), (fd, m, flags), ENOBUFS)
CALL(ssize_t, recvmsg, (int fd, struct msghdr *m, int flags), (fd, m, flags), EMFILE)
CALL(int, fstat, (int fd, struct stat *st), (fd, st), EIO)
CALL(int, stat, (const char *path, struct stat *st), (path, st), EACCES)
CALL(int, lstat, (const char *path, struct stat *st), (path, st), EACCES)
CALL(int, fchmod, (int fd, mode_t mode), (fd, mode), EPERM)
CALL(int, flock, (int fd, int how), (fd, how), ENOLCK)
CALL(int, unlink, (const char *path), (path), EROFS)
CALL(int, chdir, (const char *path), (path), EACCES)
CALL(int, dup2, (int from, int to), (from, to), EMFILE)
CALL(pid_t, waitpid, (pid_t pid, int *status, int flags), (pid, status, flags), ECHILD)

int pthread_create(pthread_t *id, const pthread_attr_t *how, void *(*run)(void *), void *ctx)
{
	int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
		void *) = (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
		void *))dlsym(RTLD_NEXT, "pthread_create");

	return fails(SYSTEM, EAGAIN) ? EAGAIN : next(id, how, run, ctx);
}

/* What was written is lost, as on a full network file system; the descriptor is closed. */
int close(int fd)
{
	int rc = (int)syscall(SYS_close, fd);

	return fails(SYSTEM, EIO) ? -1 : rc;
}
