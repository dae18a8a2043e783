#include "test_repo_update.h"

/* Adds its own line to what is there. */
struct line {
	struct repo *repo;
	struct arena *mem;
	const char *text;
};

static int add_line(void *ctx, const char *tip, struct repo_change *changes, struct error *err)
{
	struct line *line = ctx;
	const char *old = "";
	size_t len;

	if (tip && repo_read(&old, &len, line->repo, tip, changes->path, err) < 0)
		return -1;
	changes->data = arena_printf(line->mem, "%s%s\n", old, line->text);
	changes->n = strlen(changes->data);
	return 0;
}

enum { WRITERS = 4, COMMITS = 25 };

static void write_lines(struct place *p, const char *folder, const char *ref, int id)
{
	struct arena mem = { 0 };
	struct line line = { .mem = &mem };
	struct repo_change change = { .path = "lines" };
	struct repo_update u = {
		.ref = ref, .edit = add_line, .ctx = &line, .changes = &change, .n = 1
	};
	const char *commit;

	if (repo_open(&line.repo, &mem, folder, &p->err) != 0)
		die("writer %d: %s", id, p->err.text);
	for (int i = 0; i < COMMITS; i++) {
		line.text = u.message = arena_printf(&mem, "%d-%d", id, i);
		if (repo_update(&commit, line.repo, &u, &p->err) != 0)
			die("writer %d: %s", id, p->err.text);
	}
	repo_close(line.repo);
	arena_free(&mem);
}

/* Four processes at once; no line and no commit is lost. */
static void race(struct place *p, const char *folder, const char *ref)
{
	const char *path = arena_printf(&p->mem, "%s/%s", p->folder, folder);
	int status, all = WRITERS * COMMITS;
	pid_t writers[WRITERS];

	for (int i = 0; i < WRITERS; i++) {
		writers[i] = fork();
		assert_true(writers[i] >= 0);
		if (writers[i] == 0) {
			write_lines(p, path, ref, i);
			_exit(0);
		}
	}
	for (int i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(writers[i], &status, 0), writers[i]);
		assert_int_equal(status, 0);
	}
	assert_text(
		sh(p,
			"cd %s; git show %s:lines | sort -u | wc -l; git show %s:lines | wc -l;"
			"git log --format=%%s %s | grep -c -- -; git rev-list --merges --count %s",
			folder, ref, ref, ref, ref),
		arena_printf(&p->mem, "%d\n%d\n%d\n0", all, all, all));
}

static void concurrent_writers(void **state)
{
	struct place *p = *state;

	make_work(p);
	race(p, "work", HISTORY);
	assert_text(sh(p, "git -C work status --porcelain"), "");
}

static void concurrent_writers_in_one_worktree(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p, "cd work; : >lines; git add lines; git commit -qm lines");
	race(p, "work", "refs/heads/main");
	assert_text(sh(p, "cd work; git status --porcelain; git diff HEAD; wc -l <lines"),
		arena_printf(&p->mem, "%d", WRITERS * COMMITS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(concurrent_writers),
		TEST(concurrent_writers_in_one_worktree),
	};

	return cmocka_run_group_tests_name("repo_race", tests, NULL, template_remove);
}
