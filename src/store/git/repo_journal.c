#include "store/git/repo_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"

enum { ENTRY_MAX = 4096, ID_MAX = 128 };

/* Removes git's lock of the ref if it is empty, as git makes it, or has the commit that was meant.
 */
static void remove_lock(const char *gitdir, const char *ref, const char *commit)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *path = arena_printf(&mem, "%s%s.lock", gitdir, ref);
	char *text;
	size_t n;

	if (strncmp(ref, "refs/", 5) != 0 || !file_is_confined(ref) ||
		file_read(&text, &n, &mem, path, ID_MAX, ERROR_IGNORED) < 0)
		return;
	if (n == 0 || strncmp(text, commit, strcspn(text, "\n")) == 0)
		unlink(path);
}

/* "REF COMMIT" of a process that has not ended its entry: we have its lock, so it is dead. */
static void repair(const char *gitdir, int fd)
{
	char entry[ENTRY_MAX], *commit;
	ssize_t n = pread(fd, entry, sizeof entry - 1, 0);

	if (n <= 0)
		return;
	entry[n] = '\0';
	commit = strchr(entry, ' ');
	if (!commit)
		return;
	*commit++ = '\0';
	remove_lock(gitdir, entry, commit);
}

int repo_journal_begin(const char *gitdir, const char *ref, const char *commit)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *path = arena_printf(&mem, "%sbenchctl.update", gitdir);
	const char *entry = arena_printf(&mem, "%s %s", ref, commit);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);

	while (fd >= 0 && flock(fd, LOCK_EX) < 0) {
		if (errno == EINTR)
			continue;
		close(fd);
		return -1;
	}
	if (fd < 0)
		return -1;
	repair(gitdir, fd);
	if (ftruncate(fd, 0) < 0 || pwrite(fd, entry, strlen(entry), 0) < 0)
		errno = 0; /* there is nothing to find for the next process */
	return fd;
}

void repo_journal_end(int fd)
{
	if (fd < 0)
		return;
	if (ftruncate(fd, 0) < 0)
		errno = 0; /* the next process looks for a lock in vain */
	close(fd);
}
