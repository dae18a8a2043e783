#include "process/opened_files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/words.h"
#include "process/child_end.h"
#include "process/spawn_wire.h"

#if defined __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCH AUDIT_ARCH_AARCH64
#else
#define ARCH 0
#endif

enum { PATH_BYTES = 4096, LIST_BYTES = 64 << 20 };

#define NOTES(call)                                                                                \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1),                                         \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)

/* An older one does not let a call go on, so that its caller would always wait. */
static bool kernel_lets_go_on(void)
{
	struct utsname name;
	unsigned long major, minor;
	char *end;

	if (uname(&name) < 0)
		return false;
	major = strtoul(name.release, &end, 10);
	minor = *end == '.' ? strtoul(end + 1, &end, 10) : 0;
	return major > 5 || (major == 5 && minor >= 5);
}

/* -1 where the kernel does not support it. */
static int listen_to_opens(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef SYS_open
		NOTES(SYS_open),
#endif
		NOTES(SYS_openat),
		NOTES(SYS_openat2),
		NOTES(SYS_execve),
		NOTES(SYS_execveat),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
	int fd;

	if (ARCH == 0 || !kernel_lets_go_on())
		return -1;
	/* First as one who may do it without giving up privileges. */
	for (int i = 0; i < 2; i++) {
		fd = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
			SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
		if (fd >= 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
			break;
	}
	return fd;
}

/* What a call says of its file. */
struct call {
	int folder; /* a descriptor, or AT_FDCWD */
	uint64_t path;
	bool writes;
	bool ignored;
};

static int open_memory(uint32_t pid)
{
	char name[64];

	snprintf(name, sizeof name, "/proc/%u/mem", pid);
	return open(name, O_RDONLY | O_CLOEXEC);
}

static struct call call_of(const struct seccomp_data *d, int memory)
{
	struct call c = { AT_FDCWD, d->args[0], false, false };
	struct open_how how = { 0 };
	uint64_t flags = 0;

	switch (d->nr) {
#ifdef SYS_open
	case SYS_open: flags = d->args[1]; break;
#endif
	case SYS_openat:
	case SYS_openat2:
	case SYS_execveat:
		c.folder = (int)d->args[0];
		c.path = d->args[1];
		if (d->nr == SYS_openat)
			flags = d->args[2];
		else if (d->nr == SYS_openat2 &&
			pread(memory, &how, sizeof how, (off_t)d->args[2]) > 0)
			flags = how.flags;
		break;
	default: break;
	}
	c.writes = (flags & O_ACCMODE) != O_RDONLY;
	c.ignored = flags & (O_DIRECTORY | O_PATH);
	return c;
}

/* The text at that address, as far as it is there. */
static void read_path(char path[PATH_BYTES], int memory, uint64_t at)
{
	ssize_t n = pread(memory, path, PATH_BYTES - 1, (off_t)at);

	path[n > 0 ? n : 0] = '\0';
}

static void note(FILE *list, const struct seccomp_notif *n)
{
	char path[PATH_BYTES], link[64], folder[PATH_BYTES] = "";
	int memory = open_memory(n->pid);
	struct call c = call_of(&n->data, memory);

	read_path(path, memory, c.path);
	fd_close(&memory);
	if (!*path || c.ignored || ftell(list) > LIST_BYTES)
		return;
	if (*path != '/') {
		ssize_t got;

		if (c.folder == AT_FDCWD)
			snprintf(link, sizeof link, "/proc/%u/cwd", n->pid);
		else
			snprintf(link, sizeof link, "/proc/%u/fd/%d", n->pid, c.folder);
		got = readlink(link, folder, sizeof folder - 1);
		folder[got > 0 ? got : 0] = '\0';
	}
	fprintf(list, "%s%s%s%s%c", c.writes ? ">" : "", folder, *folder ? "/" : "", path, '\0');
}

/* Lets each call go on. False: nobody is left who could call. */
static bool answer(int listener, FILE *list)
{
	struct seccomp_notif n = { 0 };
	struct seccomp_notif_resp r = { .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &n) < 0)
		return errno == EINTR || errno == ENOENT; /* the caller was killed meanwhile */
	note(list, &n);
	r.id = n.id;
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r);
	return true;
}

static void serve(int listener, int end, FILE *list)
{
	struct pollfd fds[2] = { { end, POLLIN, 0 }, { listener, POLLIN, 0 } };

	while (!fds[0].revents) {
		if (poll(fds, 2, -1) < 0)
			continue;
		if ((fds[1].revents & POLLIN) && answer(listener, list))
			continue;
		if (fds[1].revents)
			fds[1].fd = -1;
	}
}

static _Noreturn void end_as(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 127);
}

static _Noreturn void be_program(int socket, const char *path, char *const *argv, char *const *env)
{
	int listener = listen_to_opens();
	unsigned char tag = listener >= 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a fork does not inherit it */
	spawn_wire_send_fds(socket, &tag, 1, &listener, listener >= 0);
	fd_close(&listener);
	close(socket);
	execve(path, argv, env);
	_exit(127);
}

_Noreturn void opened_files_exec(const char *list, const char *path, char *const *argv,
	char *const *env)
{
	int ends[2], fds[SPAWN_FDS] = { -1, -1, -1 }, end = -1;
	FILE *f = fopen(list, "ae");
	unsigned char tag = 0;
	pid_t pid = -1;

	if (f && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0)
		pid = fork();
	if (pid < 0) {
		execve(path, argv, env);
		_exit(127);
	}
	if (pid == 0)
		be_program(ends[1], path, argv, env);
	close(ends[1]);
	/* Signals to the group are for the program. */
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	end = child_end_open(pid);
	if (spawn_wire_tag(ends[0], &tag, fds) && fds[0] >= 0 && end >= 0)
		serve(fds[0], end, f);
	fclose(f);
	end_as(pid);
}

/* Of DIR/__pycache__/NAME.cpython-311.pyc, which Python opens instead; NULL: the path is none. */
static const char *source_of(struct arena *mem, const char *path)
{
	static const char cache[] = "/__pycache__/";
	const char *at = strstr(path, cache), *name = at ? at + strlen(cache) : NULL;

	return at ? arena_printf(mem, "%.*s/%.*s.py", (int)(at - path), path,
			    (int)strcspn(name, "."), name)
		  : NULL;
}

void opened_files_read(struct words *read, struct words *written, struct arena *mem,
	const char *list)
{
	struct words all = { 0 };
	char *text;
	size_t n;

	if (file_read(&text, &n, mem, list, 2 * LIST_BYTES, ERROR_IGNORED) < 0)
		return;
	for (size_t at = 0; at < n; at += strlen(text + at) + 1)
		words_push(mem, &all, text + at);
	words_sort_once(&all);
	for (size_t i = 0; i < all.n && *all.v[i] == '/'; i++) {
		const char *marked = arena_printf(mem, ">%s", all.v[i]);
		const char *source = source_of(mem, all.v[i]);
		bool found = bsearch(&marked, all.v, all.n, sizeof *all.v, sort_by_text);

		if (source)
			words_push(mem, read, source);
		if (!found)
			words_push(mem, read, all.v[i]);
		else if (written)
			words_push(mem, written, all.v[i]);
	}
	words_sort_once(read);
}
