/* What file_write does when the kernel says no, and in which order it asks: its system calls are
 * replaced by ones that are noted down and can be made to fail. */
#include "unit.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/file.h"

static struct {
	char calls[256];     /* "fsync-file rename fsync-folder " */
	const char *failing; /* the call that fails with ENOSPC; NULL: none */
} kernel;

/* Whether the call may go on. */
static bool allowed(const char *call)
{
	size_t n = strlen(kernel.calls);

	snprintf(kernel.calls + n, sizeof kernel.calls - n, "%s ", call);
	errno = ENOSPC;
	return !kernel.failing || strcmp(kernel.failing, call) != 0;
}

int fsync(int fd)
{
	struct stat st;
	bool folder = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);

	return allowed(folder ? "fsync-folder" : "fsync-file") ? (int)syscall(SYS_fsync, fd) : -1;
}

int rename(const char *from, const char *to)
{
	return allowed("rename") ? (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0)
				 : -1;
}

int close(int fd)
{
	struct stat st;
	bool watched = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		(fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY;
	bool fine = !watched || allowed("close");
	int rc = (int)syscall(SYS_close, fd);

	errno = fine ? errno : ENOSPC;
	return fine ? rc : -1;
}

static size_t entries(const char *folder)
{
	DIR *d = opendir(folder);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

/* The content before the name, and the name before the caller is told. */
static void what_was_written_reaches_the_disk_in_order(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	const char *path = arena_printf(&mem, "%s/a", folder);
	struct error err;

	(void)state;
	memset(&kernel, 0, sizeof kernel);
	assert_ok(file_write(path, "new", 3, &err), &err);
	assert_text(kernel.calls, "fsync-file close rename close fsync-folder ");
	assert_text(unit_read(&mem, path), "new");
	unit_remove(folder);
}

static void a_failure_leaves_the_old_file_and_nothing_else(void **state)
{
	static const char *const rows[] = { "fsync-file", "close", "rename" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const char *folder = unit_folder(&mem);
		const char *path = arena_printf(&mem, "%s/a", folder);
		struct error err;

		memset(&kernel, 0, sizeof kernel);
		unit_write(path, "old");
		kernel.failing = rows[i];
		assert_int_equal(file_write(path, "new", 3, &err), -1);
		kernel.failing = NULL;
		assert_row(rows[i], err.text,
			arena_printf(&mem, "cannot write %s: %s", path, strerror(ENOSPC)));
		assert_row(rows[i], unit_read(&mem, path), "old");
		assert_int_equal(entries(folder), 1);
		unit_remove(folder);
	}
}

/* Network file systems that cannot sync a folder have written the file all the same. */
static void a_folder_that_cannot_be_synced_is_no_failure(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	const char *path = arena_printf(&mem, "%s/a", folder);
	struct error err;

	(void)state;
	memset(&kernel, 0, sizeof kernel);
	kernel.failing = "fsync-folder";
	assert_ok(file_write(path, "new", 3, &err), &err);
	assert_text(unit_read(&mem, path), "new");
	unit_remove(folder);
}

static void an_append_that_fails_on_closing_is_said(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	const char *path = arena_printf(&mem, "%s/a", folder);
	struct error err;

	(void)state;
	memset(&kernel, 0, sizeof kernel);
	kernel.failing = "close";
	assert_int_equal(file_append(path, "new", 3, &err), -1);
	assert_contains(err.text, strerror(ENOSPC));
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_reaches_the_disk_in_order),
		cmocka_unit_test(a_failure_leaves_the_old_file_and_nothing_else),
		cmocka_unit_test(a_folder_that_cannot_be_synced_is_no_failure),
		cmocka_unit_test(an_append_that_fails_on_closing_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
