/* Copies of a commit's tree. flock is replaced by one that can let another process be quicker. */
#include "test_repo.h"

#include <sys/file.h>
#include <sys/syscall.h>

#include "base/file.h"
#include "store/checkout.h"
#include "store/checkout_parts.h"

/* How many more locks below that folder are got only after somebody has removed their file. */
static int swept;
static const char *below;

int flock(int fd, int operation)
{
	char link[64], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	if (swept > 0 && strstr(path, below)) {
		swept--;
		unlink(path);
	}
	return (int)syscall(SYS_flock, fd, operation);
}

/* Its path is so long that one of that length has room below the cache, where nobody else is. */
#define USER "a/folder/that/lies/deeper/than/most/user"

static struct error err;

/* A checkout of the first commit of the user's repository. */
static int open_first(struct place *p, struct checkout *c, const char *build)
{
	open_well(p, USER);
	return checkout_open(c, p->repo, &p->mem, sh(p, "git -C " USER " rev-parse main~1"), build,
		&err);
}

static void make_user(struct place *p)
{
	sh(p,
		"git init -q " USER " && cd " USER
		" && echo one >file && git add file && git commit -qm one "
		"&& echo two >file && git commit -qam two");
	setenv("XDG_CACHE_HOME", arena_printf(&p->mem, "%s/cache", p->folder), 1);
	below = p->folder;
	swept = 0;
}

static const char *file_in(struct place *p, const struct checkout *c, const char *name)
{
	return unit_read(&p->mem, file_join(&p->mem, c->dir, name));
}

static void the_tree_of_the_commit_and_nothing_of_the_users(void **state)
{
	struct place *p = *state;
	struct checkout c;
	const char *dir;

	make_user(p);
	assert_ok(open_first(p, &c, "make"), &err);
	dir = c.dir;
	assert_false(c.built);
	assert_text(file_in(p, &c, "file"), "one\n");
	assert_text(sh(p, "git -C %s status --porcelain", c.dir), "");
	assert_text(sh(p, "git -C " USER " status --porcelain"), "");
	assert_text(sh(p, "git -C " USER " worktree list | wc -l"), "1");
	checkout_close(&c);
	assert_null(c.dir);
	assert_false(file_exists(dir));
	assert_false(file_exists(arena_printf(&p->mem, "%s.lock", dir)));
}

static void what_was_built_is_used_again_for_the_same_build(void **state)
{
	struct place *p = *state;
	struct checkout c, again, other;

	make_user(p);
	assert_ok(open_first(p, &c, "make"), &err);
	unit_write(file_join(&p->mem, c.dir, "program"), "built");
	assert_ok(checkout_mark_built(&c, &p->mem, NULL, &err), &err);
	checkout_close(&c);
	assert_ok(open_first(p, &again, "make"), &err);
	assert_true(again.built && again.built_at > 0);
	assert_text(file_in(p, &again, "program"), "built");
	/* While it is in use there is another one, and so there is for another command. */
	assert_ok(open_first(p, &other, "make"), &err);
	assert_true(strcmp(other.dir, again.dir) != 0 && !other.built);
	checkout_close(&other);
	assert_ok(open_first(p, &other, "make more"), &err);
	assert_true(strcmp(other.dir, again.dir) != 0 && !other.built);
	checkout_close(&other);
	checkout_close(&again);
}

/* A benchmark's setup may make a repository and note that it did; half of that would be worse than
 * all or nothing. */
static void what_was_added_is_removed_whole_or_not_at_all(void **state)
{
	static const char make[] =
		"cd %s && mkdir -p data && git init -q data/repo && cd data/repo && "
		"touch file && git add file && touch ../ready ../zero && "
		"mkdir ../shut && touch ../shut/file && chmod 500 ../shut";
	struct place *p = *state;
	struct checkout c;

	make_user(p);
	assert_ok(open_first(p, &c, "make"), &err);
	unit_write(file_join(&p->mem, c.dir, "program"), "built");
	assert_ok(checkout_mark_built(&c, &p->mem, NULL, &err), &err);
	sh(p, make, c.dir);
	checkout_tidy(&c, &p->mem);
	assert_text(sh(p, "cd %s && ls", c.dir), "file\nprogram");
	assert_ok(checkout_check(&c, &err), &err);
	sh(p, make, c.dir);
	unit_write(file_join(&p->mem, c.dir, "program"), "changed");
	checkout_tidy(&c, &p->mem);
	assert_text(sh(p, "cd %s/data && echo *; git -C repo ls-files", c.dir),
		"ready repo shut zero\nfile");
	assert_ok(checkout_check(&c, &err), &err);
	sh(p, "chmod 700 %s/data/shut", c.dir);
	checkout_close(&c);
}

/* What each run of a CI system sets anew makes no other copy, unless the build names it. What says
 * which kind of run it is, and whether a variable is there at all, does. */
static void a_later_run_of_ci_uses_the_copy_again(void **state)
{
	static const struct {
		const char *sign, *build, *name, *first, *second;
		bool same;
	} rows[] = {
		{ "GITHUB_ACTIONS", "make", "GITHUB_RUN_ID", "1", "2", true },
		{ "GITHUB_ACTIONS", "make", "GITHUB_SHA", "1", "2", true },
		{ "GITHUB_ACTIONS", "make", "ACTIONS_RUNTIME_TOKEN", "1", "2", true },
		{ "GITHUB_ACTIONS", "make V=${GITHUB_SHA}", "GITHUB_SHA", "1", "2", false },
		{ "GITHUB_ACTIONS", "make", "GITHUB_SHA", "1", NULL, false },
		{ "GITHUB_ACTIONS", "make", "GITHUB_REF_TYPE", "branch", "tag", false },
		{ "GITHUB_ACTIONS", "make", "GITHUB_HEAD_REF", "a", "b", false },
		{ "GITHUB_ACTIONS", "make", "BUILD_NUMBER", "1", "2", false },
		{ "JENKINS_URL", "make", "BUILD_NUMBER", "1", "2", true },
		{ "CI", "make", "CI_JOB_ID", "1", "2", true },
		{ "CI", "make", "CI_JOB_NAME", "debug", "release", false },
		{ "CI", "make", "CI_COMMIT_SHORT_SHA", "1", "2", true },
		{ "CI", "make", "CI_COMMIT_MESSAGE", "one", "[debug]", true },
		{ "CI", "make M=\"$CI_COMMIT_MESSAGE\"", "CI_COMMIT_MESSAGE", "a", "b", false },
		{ "CI", "make", "CI_COMMIT_TAG", "", "v1", false },
		{ "CI", "make", "CFLAGS", "-O2", "-O3", false },
		{ "NO_CI", "make", "CI_JOB_ID", "1", "2", false },
	};
	struct place *p = *state;

	make_user(p);
	open_well(p, USER);
	unsetenv("CI");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *keys[2], *values[] = { rows[i].first, rows[i].second };

		setenv(rows[i].sign, "true", 1);
		for (size_t k = 0; k < 2; k++) {
			unsetenv(rows[i].name);
			if (values[k])
				setenv(rows[i].name, values[k], 1);
			assert_ok(checkout_key(&keys[k], p->repo, &p->mem, "HEAD", rows[i].build,
					  &err),
				&err);
		}
		unsetenv(rows[i].name);
		unsetenv(rows[i].sign);
		if ((strcmp(keys[0], keys[1]) == 0) != rows[i].same)
			fail_msg("row %zu: %s", i, rows[i].name);
	}
}

/* Between opening the lock file and locking it a gate that ends may remove it: a lock on what has
 * no name any more keeps nobody out. */
static void a_lock_that_was_swept_away_is_none(void **state)
{
	struct place *p = *state;
	struct checkout c;

	make_user(p);
	swept = 1; /* the first place is lost, the second is got */
	assert_ok(open_first(p, &c, "make"), &err);
	assert_int_equal(swept, 0);
	assert_true(file_exists(arena_printf(&p->mem, "%s.lock", c.dir)));
	assert_text(file_in(p, &c, "file"), "one\n");
	checkout_close(&c);
	swept = 100; /* and now every one */
	assert_int_equal(open_first(p, &c, "make"), -1);
	assert_contains(err.text, "no folder can hold a copy of the base");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_tree_of_the_commit_and_nothing_of_the_users),
		TEST(what_was_built_is_used_again_for_the_same_build),
		TEST(what_was_added_is_removed_whole_or_not_at_all),
		TEST(a_later_run_of_ci_uses_the_copy_again),
		TEST(a_lock_that_was_swept_away_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
