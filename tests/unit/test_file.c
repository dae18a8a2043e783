#include "unit.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/file.h"

struct fixture {
	struct arena mem;
	const char *folder;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	f->folder = unit_folder(&f->mem);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	unit_remove(f->folder);
	arena_free(&f->mem);
	free(f);
	return 0;
}

static const char *in(struct fixture *f, const char *name)
{
	return arena_printf(&f->mem, "%s/%s", f->folder, name);
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

static void files_are_read_whole(void **state)
{
	struct fixture *f = *state;
	struct error err;
	char *data;
	size_t n;

	unit_write(in(f, "a"), "hello");
	assert_ok(file_read(&data, &n, &f->mem, in(f, "a"), 5, &err), &err);
	assert_int_equal(n, 5);
	assert_text(data, "hello");
	unit_write(in(f, "empty"), "");
	assert_ok(file_read(&data, &n, &f->mem, in(f, "empty"), 5, &err), &err);
	assert_int_equal(n, 0);
	assert_text(data, "");
	/* What says it has no bytes may have some. */
	assert_ok(file_read(&data, &n, &f->mem, "/proc/self/mountinfo", 1 << 20, &err), &err);
	assert_true(n > 0);
	assert_int_equal(strlen(data), n);
}

static void make_socket(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	close(fd);
}

/* <(program) and standard input. */
static void a_pipe_that_is_handed_over_is_read(void **state)
{
	struct fixture *f = *state;
	struct error err;
	int pair[2];
	char *data;
	size_t n;

	assert_int_equal(pipe(pair), 0);
	assert_int_equal(write(pair[1], "hello", 5), 5);
	close(pair[1]);
	assert_ok(file_read(&data, &n, &f->mem, arena_printf(&f->mem, "/dev/fd/%d", pair[0]), 9,
			  &err),
		&err);
	assert_text(data, "hello");
	close(pair[0]);
}

/* A process that was killed holds no lock on its temporary file; one that runs does. */
static void temporary_files_of_the_dead_are_removed(void **state)
{
	struct fixture *f = *state;
	struct file_draft other;
	struct error err;

	unit_write(in(f, ".a.0123abcd"), "half");
	unit_write(in(f, ".a.0123abcg"), "not ours");
	unit_write(in(f, ".b.0123abcd"), "of another file");
	assert_ok(file_draft_open(&other, in(f, "a"), &err), &err);
	assert_ok(file_write(in(f, "a"), "whole", 5, &err), &err);
	assert_false(file_exists(in(f, ".a.0123abcd")));
	assert_true(file_exists(in(f, ".a.0123abcg")));
	assert_true(file_exists(in(f, ".b.0123abcd")));
	assert_true(file_exists(other.temp));
	file_reap(f->folder, NULL);
	assert_false(file_exists(in(f, ".b.0123abcd")));
	assert_ok(file_draft_end(&other, in(f, "a"), 0, &err), &err);
	assert_text(unit_read(&f->mem, in(f, "a")), "");
}

static void a_pipe_without_a_reader_is_said(void **state)
{
	struct fixture *f = *state;
	struct error err;

	assert_int_equal(mkfifo(in(f, "fifo"), 0600), 0);
	assert_int_equal(file_write(in(f, "fifo"), "x", 1, &err), -1);
	assert_contains(err.text, "nobody reads this pipe");
}

static void what_cannot_be_read_is_said(void **state)
{
	struct fixture *f = *state;
	struct error err;
	char *data;
	size_t n;

	unit_write(in(f, "a"), "hello");
	assert_int_equal(file_read(&data, &n, &f->mem, in(f, "a"), 4, &err), -1);
	assert_contains(err.text, "/a: larger than 4 bytes");
	assert_int_equal(file_read(&data, &n, &f->mem, "/dev/zero", 10000, &err), -1);
	assert_text(err.text, "/dev/zero: is a device, not a file");
	/* Nobody writes to it, so opening it could wait for ever. */
	assert_int_equal(mkfifo(in(f, "fifo"), 0600), 0);
	assert_int_equal(file_read(&data, &n, &f->mem, in(f, "fifo"), 4, &err), -1);
	assert_contains(err.text, "/fifo: is a pipe, not a file");
	make_socket(in(f, "socket"));
	assert_int_equal(file_read(&data, &n, &f->mem, in(f, "socket"), 4, &err), -1);
	assert_contains(err.text, "/socket: is a socket, not a file");
	assert_int_equal(file_read(&data, &n, &f->mem, in(f, "b"), 4, &err), -1);
	assert_contains(err.text, "/b: No such file or directory");
	assert_int_equal(file_read(&data, &n, &f->mem, f->folder, 4, &err), -1);
	assert_contains(err.text, ": is a folder, not a file");
	assert_int_equal(file_read(&data, &n, &f->mem, "", 4, &err), -1);
}

static void files_are_written_whole(void **state)
{
	struct fixture *f = *state;
	struct error err;
	struct stat st;
	int here;

	assert_ok(file_write(in(f, "a"), "one", 3, &err), &err);
	assert_text(unit_read(&f->mem, in(f, "a")), "one");
	assert_int_equal(chmod(in(f, "a"), 0640), 0);
	assert_ok(file_write(in(f, "a"), "", 0, &err), &err);
	assert_text(unit_read(&f->mem, in(f, "a")), "");
	assert_int_equal(stat(in(f, "a"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(entries(f->folder), 1);
	here = open(".", O_RDONLY | O_DIRECTORY);
	assert_int_equal(chdir(f->folder), 0);
	assert_ok(file_write("relative", "two", 3, &err), &err);
	assert_text(unit_read(&f->mem, "relative"), "two");
	assert_int_equal(fchdir(here), 0);
	close(here);
}

static void what_cannot_be_written_is_said(void **state)
{
	struct fixture *f = *state;
	struct error err;
	char *name = arena_alloc(&f->mem, 5000);

	assert_int_equal(file_write(in(f, "no/a"), "x", 1, &err), -1);
	assert_contains(err.text, "cannot write ");
	assert_contains(err.text, "/no/a: No such file or directory");
	assert_int_equal(file_write(f->folder, "x", 1, &err), -1);
	assert_contains(err.text, ": Is a directory");
	memset(name, 'a', 4999);
	assert_int_equal(file_write(name, "x", 1, &err), -1);
	assert_contains(err.text, "the name is too long");
	name[300] = '\0';
	assert_int_equal(file_write(name, "x", 1, &err), -1);
	assert_contains(err.text, "File name too long");
	assert_int_equal(entries(f->folder), 0);
}

static void links_are_replaced(void **state)
{
	struct fixture *f = *state;
	struct error err;

	unit_write(in(f, "victim"), "safe");
	assert_int_equal(symlink("victim", in(f, "link")), 0);
	assert_int_equal(symlink("/dev/full", in(f, "device")), 0);
	assert_ok(file_write(in(f, "link"), "new", 3, &err), &err);
	assert_ok(file_write(in(f, "device"), "new", 3, &err), &err);
	assert_text(unit_read(&f->mem, in(f, "victim")), "safe");
	assert_text(unit_read(&f->mem, in(f, "link")), "new");
	assert_text(unit_read(&f->mem, in(f, "device")), "new");
}

static void devices_and_pipes_are_written_in_place(void **state)
{
	struct fixture *f = *state;
	CLOSES_FD int out = open(in(f, "out"), O_RDWR | O_CREAT, 0666);
	const char *self = arena_printf(&f->mem, "/proc/self/fd/%d", out);
	struct error err;
	int fifo;
	char text[4] = "";

	assert_ok(file_write("/dev/null", "x", 1, &err), &err);
	assert_int_equal(file_write("/dev/full", "x", 1, &err), -1);
	assert_text(err.text, "cannot write /dev/full: No space left on device");
	/* As /dev/stdout is where output goes to a file. */
	assert_ok(file_write(self, "one", 3, &err), &err);
	assert_ok(file_write(self, "two", 3, &err), &err);
	assert_text(unit_read(&f->mem, in(f, "out")), "onetwo");
	if (access("/dev/shm", W_OK) == 0) {
		const char *shared = arena_printf(&f->mem, "/dev/shm/benchctl.%d", (int)getpid());

		assert_ok(file_write(shared, "one", 3, &err), &err);
		assert_ok(file_write(shared, "two", 3, &err), &err);
		assert_text(unit_read(&f->mem, shared), "two");
		unlink(shared);
	}
	assert_int_equal(mkfifo(in(f, "pipe"), 0600), 0);
	fifo = open(in(f, "pipe"), O_RDWR | O_NONBLOCK);
	assert_ok(file_write(in(f, "pipe"), "abc", 3, &err), &err);
	assert_int_equal(read(fifo, text, sizeof text), 3);
	close(fifo);
	assert_text(text, "abc");
}

static void a_full_disk_leaves_the_old_content(void **state)
{
	struct fixture *f = *state;
	size_t n = 1 << 20;
	char *large = arena_alloc(&f->mem, n);
	struct error err;

	if (mount("none", f->folder, "tmpfs", 0, "size=64k") < 0) {
		print_message("no mount here; see /dev/full above\n");
		skip();
	}
	assert_ok(file_write(in(f, "a"), "old", 3, &err), &err);
	assert_int_equal(file_write(in(f, "a"), large, n, &err), -1);
	assert_contains(err.text, "/a: No space left on device");
	assert_text(unit_read(&f->mem, in(f, "a")), "old");
	assert_int_equal(file_write(in(f, "b"), large, n, &err), -1);
	assert_int_equal(file_append(in(f, "c"), large, n, &err), -1);
	assert_contains(err.text, "/c: No space left on device");
	unlink(in(f, "c"));
	assert_int_equal(entries(f->folder), 1);
	umount(f->folder);
}

static void a_read_only_disk_is_said(void **state)
{
	struct fixture *f = *state;
	struct error err;

	if (mount("none", f->folder, "tmpfs", 0, "size=64k") < 0)
		skip();
	assert_ok(file_write(in(f, "a"), "old", 3, &err), &err);
	assert_int_equal(mount("none", f->folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	assert_int_equal(file_write(in(f, "a"), "new", 3, &err), -1);
	assert_contains(err.text, "/a: Read-only file system");
	assert_int_equal(file_append(in(f, "a"), "new", 3, &err), -1);
	assert_int_equal(file_mkdirs(in(f, "d/e"), &err), -1);
	assert_contains(err.text, "/d: Read-only file system");
	assert_text(unit_read(&f->mem, in(f, "a")), "old");
	umount(f->folder);
}

static void write_for_ever(const char *path)
{
	char block[20000];
	struct error err;

	for (int i = 0;; i = (i + 1) % 26) {
		memset(block, 'a' + i, sizeof block);
		file_write(path, block, sizeof block - (size_t)i * 100, &err);
	}
}

/* Reads beside a busy writer see one whole content. */
static void readers_see_old_or_new(void **state)
{
	struct fixture *f = *state;
	const char *path = in(f, "a");
	size_t changes = 0;
	char last = 0;
	pid_t writer;

	unit_write(path, "a");
	writer = fork();
	if (writer == 0)
		write_for_ever(path);
	for (int i = 0; i < 3000 || changes < 10; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct error err;
		char *data;
		size_t n;

		assert_ok(file_read(&data, &n, &mem, path, 1 << 20, &err), &err);
		assert_true(n == 1 || n == 20000 - (size_t)(*data - 'a') * 100);
		assert_int_equal(strspn(data, (char[]){ *data, '\0' }), n);
		changes += *data != last;
		last = *data;
	}
	kill(writer, SIGKILL);
	waitpid(writer, NULL, 0);
}

static void appending(void **state)
{
	struct fixture *f = *state;
	struct error err;

	assert_ok(file_append(in(f, "a"), "one\n", 4, &err), &err);
	assert_ok(file_append(in(f, "a"), "two\n", 4, &err), &err);
	assert_text(unit_read(&f->mem, in(f, "a")), "one\ntwo\n");
	assert_int_equal(file_append(in(f, "no/a"), "x", 1, &err), -1);
	assert_contains(err.text, "cannot write ");
	assert_int_equal(file_append("/dev/full", "x", 1, &err), -1);
}

static void folders_are_made(void **state)
{
	struct fixture *f = *state;
	struct error err;

	assert_ok(file_mkdirs(in(f, "a/b//c/"), &err), &err);
	assert_true(file_is_dir(in(f, "a/b/c")));
	assert_ok(file_mkdirs(in(f, "a/b/c"), &err), &err);
	assert_ok(file_mkdirs("/", &err), &err);
	assert_ok(file_mkdirs("", &err), &err);
	unit_write(in(f, "file"), "");
	assert_int_equal(file_mkdirs(in(f, "file/x"), &err), -1);
	assert_contains(err.text, "cannot create the folder ");
	assert_contains(err.text, "/file: File exists");
	assert_true(file_exists(in(f, "file")));
	assert_false(file_is_dir(in(f, "file")));
	assert_false(file_exists(in(f, "none")));
}

static void paths_are_joined(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *dir, *name, *path;
	} rows[] = {
		{ "a", "b", "a/b" },
		{ "a/", "b", "a/b" },
		{ "/", "b", "/b" },
		{ ".", "b", "b" },
		{ "", "b", "b" },
		{ "a", "/b", "/b" },
		{ "..", "b", "../b" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].path, file_join(&f->mem, rows[i].dir, rows[i].name),
			rows[i].path);
}

static void files_of_the_same_bytes(void **state)
{
	struct fixture *f = *state;
	char *large = arena_alloc(&f->mem, 40001);

	memset(large, 'x', 40000);
	unit_write(in(f, "a"), large);
	unit_write(in(f, "b"), large);
	assert_true(file_same(in(f, "a"), in(f, "b")));
	large[39999] = 'y';
	unit_write(in(f, "b"), large);
	assert_false(file_same(in(f, "a"), in(f, "b")));
	large[39999] = '\0';
	unit_write(in(f, "b"), large);
	assert_false(file_same(in(f, "a"), in(f, "b")));
	assert_false(file_same(in(f, "a"), in(f, "none")));
	assert_false(file_same(f->folder, f->folder));
	unit_write(in(f, "a"), "");
	unit_write(in(f, "b"), "");
	assert_true(file_same(in(f, "a"), in(f, "b")));
	/* Whoever opens a pipe to read from it waits for its writer. */
	assert_int_equal(mkfifo(in(f, "pipe"), 0600), 0);
	assert_false(file_same(in(f, "pipe"), in(f, "pipe")));
}

static void absolute_paths(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	char here[PATH_MAX];

	(void)state;
	assert_non_null(getcwd(here, sizeof here));
	assert_text(file_absolute(&mem, "a/b"), arena_printf(&mem, "%s/a/b", here));
	assert_text(file_absolute(&mem, "/a"), "/a");
}

static void confined_paths(void **state)
{
	static const struct {
		const char *path;
		bool confined;
	} rows[] = {
		{ "a", true },
		{ "a/b", true },
		{ ".", true },
		{ "./a", true },
		{ "a/../b", true },
		{ "a/..", true },
		{ "a//b/", true },
		{ "..a", true },
		{ "a..b/...", true },
		{ "a/b/../../c", true },
		{ "", false },
		{ "/", false },
		{ "/etc", false },
		{ "..", false },
		{ "../a", false },
		{ "a/../..", false },
		{ "a/../../b", false },
		{ "./..", false },
		{ "a//../..", false },
		{ "a/./../..", false },
		{ "a/b/../../../c/d", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (file_is_confined(rows[i].path) != rows[i].confined)
			fail_msg("%s", rows[i].path);
}

static void tidy_paths(void **state)
{
	static const char *const rows[][2] = { { "a", "a" }, { "./a//b/.", "a/b" }, { "a/..", "" },
		{ "", "" }, { "a/../../b", "../b" }, { "../../a", "../../a" }, { "/a/../b", "/b" },
		{ "/", "/" }, { "a/b/../../c", "c" }, { "..a/...", "..a/..." } };
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(file_tidy(&mem, rows[i][0]), rows[i][1]);
}

static void paths_inside_a_root(void **state)
{
	struct fixture *f = *state;
	const char *link = in(f, "link"), *root = in(f, "root");

	assert_int_equal(mkdir(root, 0777), 0);
	assert_int_equal(mkdir(in(f, "root2"), 0777), 0);
	assert_int_equal(symlink(root, link), 0);
	assert_string_equal(file_inside(&f->mem, root, in(f, "root/a")), "a");
	assert_string_equal(file_inside(&f->mem, root, in(f, "link/a")), "a");
	assert_string_equal(file_inside(&f->mem, root, in(f, "root2/../link/./a")), "a");
	assert_string_equal(file_inside(&f->mem, root, in(f, "root/no/../such/a")), "such/a");
	assert_null(file_inside(&f->mem, root, in(f, "root2/a")));
	assert_null(file_inside(&f->mem, root, in(f, "root/../a")));
	assert_null(file_inside(&f->mem, root, root));
}

static void memory_files(void **state)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	FREES_MEMORY_FILE struct memory_file left_open = { 0 };

	(void)state;
	memory_file_open(&left_open);
	memory_file_open(&m);
	fputs("abc", m.f);
	memory_file_end(&m);
	assert_int_equal(m.n, 3);
	assert_text(m.data, "abc");
	memory_file_free(&m);
	memory_file_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(files_are_read_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_pipe_that_is_handed_over_is_read, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(temporary_files_of_the_dead_are_removed, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_pipe_without_a_reader_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(files_are_written_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_written_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(links_are_replaced, set_up, tear_down),
		cmocka_unit_test_setup_teardown(devices_and_pipes_are_written_in_place, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_full_disk_leaves_the_old_content, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_read_only_disk_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(readers_see_old_or_new, set_up, tear_down),
		cmocka_unit_test_setup_teardown(appending, set_up, tear_down),
		cmocka_unit_test_setup_teardown(folders_are_made, set_up, tear_down),
		cmocka_unit_test_setup_teardown(paths_are_joined, set_up, tear_down),
		cmocka_unit_test_setup_teardown(files_of_the_same_bytes, set_up, tear_down),
		cmocka_unit_test(absolute_paths),
		cmocka_unit_test(confined_paths),
		cmocka_unit_test(tidy_paths),
		cmocka_unit_test_setup_teardown(paths_inside_a_root, set_up, tear_down),
		cmocka_unit_test(memory_files),
	};

	/* Mounts go with this process. */
	if (unshare(CLONE_NEWNS) == 0)
		mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
