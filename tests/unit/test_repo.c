#include "test_repo.h"

static void facts_of_a_worktree(void **state)
{
	struct place *p = *state;
	const struct repo_facts *f;

	make_work(p);
	sh(p, "mkdir -p 'work/sub dir/in\nner'; ln -s work link");
	open_well(p, "work");
	f = repo_facts(p->repo);
	assert_text(f->root, arena_printf(&p->mem, "%s/work", p->folder));
	assert_text(f->prefix, "");
	assert_text(f->branch, "main");
	assert_text(f->head, sh(p, "git -C work rev-parse HEAD"));
	assert_text(f->busy, NULL);
	assert_false(f->bare);
	assert_false(f->shallow);
	open_well(p, "link/sub dir/in\nner");
	f = repo_facts(p->repo);
	assert_text(f->root, arena_printf(&p->mem, "%s/work", p->folder));
	assert_text(f->prefix, "sub dir/in\nner/");
}

static void facts_of_other_kinds(void **state)
{
	static const struct {
		const char *make, *folder, *root, *prefix, *branch;
		bool head, bare;
	} rows[] = {
		{ "git init -q fresh", "fresh", "fresh", "", "main", false, false },
		{ "git init -q --bare b.git", "b.git", NULL, "", "main", false, true },
		{ "git clone -q --bare work c.git", "c.git", NULL, "", "main", true, true },
		{ "git -C work worktree add -q -b side ../'li\nnk'; mkdir 'li\nnk/in'", "li\nnk/in",
			"li\nnk", "in/", "side", true, false },
		{ "git clone -q work d; git -C d checkout -q --detach", "d", "d", "", NULL, true,
			false },
		{ "git init -q s; cd s; git submodule -q add ../work m", "s/m/baselines", "s/m",
			"baselines/", "main", true, false },
		{ "git init -q o; git -C o symbolic-ref HEAD refs/odd/x", "o", "o", "", NULL, false,
			false },
	};
	struct place *p = *state;

	make_work(p);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct repo_facts *f;

		sh(p, "%s", rows[i].make);
		if (rows[i].bare)
			open_bare(p, rows[i].folder);
		else
			open_well(p, rows[i].folder);
		f = repo_facts(p->repo);
		assert_row(rows[i].make, f->root,
			rows[i].root ? arena_printf(&p->mem, "%s/%s", p->folder, rows[i].root)
				     : NULL);
		assert_row(rows[i].make, f->prefix, rows[i].prefix);
		assert_row(rows[i].make, f->branch, rows[i].branch);
		assert_int_equal(f->head != NULL, rows[i].head);
		assert_int_equal(f->bare, rows[i].bare);
	}
}

static void no_repository(void **state)
{
	struct place *p = *state;

	assert_int_equal(open_at(p, "."), 1);
	assert_int_equal(open_at(p, "nowhere"), -1);
	assert_contains(p->err.text, "nowhere: No such file");
}

/* Not the same as none: the search must not go on above it. */
static void broken_repository(void **state)
{
	struct place *p = *state;

	sh(p, "mkdir w; echo 'gitdir: /nowhere' >w/.git");
	assert_int_equal(open_at(p, "w"), -1);
	assert_contains(p->err.text, "/nowhere");
}

/* What somebody commits may look like a repository; git would take its configuration. */
static void files_that_look_like_a_repository(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p,
		"git clone -q --bare work e; git -C e config core.fsmonitor 'touch %s/ran';"
		"git -C e config core.bare false; git -C e config core.worktree ..; mv e/* work/;"
		" mkdir -p work/refs/x",
		p->folder);
	open_well(p, "work"); /* .git is the nearer one */
	sh(p, "cd work; mkdir in; mv HEAD config objects refs packed-refs in");
	assert_int_equal(open_at(p, "work/in"), -1);
	assert_contains(p->err.text,
		arena_printf(&p->mem,
			"%s/work/in is a repository without a worktree, and benchctl uses one only "
			"if you name it",
			p->folder));
	assert_int_equal(open_at(p, "work/in/refs/x"), -1);
	assert_int_equal(open_at(p, "work/.git"), -1);
	open_well(p, "work");
	assert_text(sh(p, "cat ran 2>/dev/null || :"), "");
}

static void what_is_under_way(void **state)
{
	/* Each ends with a conflict in f, or stands still by itself. */
	static const struct {
		const char *make, *busy;
	} rows[] = {
		{ "! git merge -q other", "merge" },
		{ "! git rebase -q other", "rebase" },
		{ "! git rebase -q --apply other", "rebase" },
		{ "! git cherry-pick other", "cherry-pick" },
		{ "! git revert --no-edit HEAD~1", "revert" },
		{ "! git cherry-pick other~1 other; git add f; "
		  "git -c core.editor=true commit -qm solved",
			"cherry-pick or revert" },
		{ "git bisect start -q HEAD HEAD~2", "bisect" },
		{ "git format-patch -q -1 other; ! git am -q 0001-*", "am" },
	};
	struct place *p = *state;

	sh(p,
		"git init -q w; cd w; for i in 0 1 2; do echo $i >f; git add f;"
		" git commit -qm $i; done;"
		"git checkout -qb other HEAD~2; echo x >f; git commit -qam x; echo y >f;"
		"git commit -qam y; git checkout -q main; cp -r . ../spare");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		sh(p, "rm -rf w; cp -r spare w; cd w; exec >/dev/null; %s", rows[i].make);
		open_well(p, "w");
		assert_row(rows[i].make, repo_facts(p->repo)->busy, rows[i].busy);
	}
}

static void sha256(void **state)
{
	struct place *p = *state;
	const char *base;

	sh(p,
		"git init -q --object-format=sha256 w; cd w; mkdir d; echo 1 >d/f; git add .;"
		"git commit -qm 1; git commit -q --allow-empty -m 2");
	open_well(p, "w");
	assert_resolves(p, "HEAD", sh(p, "git -C w rev-parse HEAD"));
	assert_reads(p, "HEAD~1", "d/f", "1\n");
	assert_int_equal(repo_merge_base(&base, p->repo, "HEAD", "HEAD~1", &p->err), 0);
	assert_text(base, sh(p, "git -C w rev-parse HEAD~1"));
}

static void extensions(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p,
		"cd work; git config core.repositoryFormatVersion 1;"
		"git config extensions.worktreeConfig true;"
		" git config --worktree core.sparseCheckout true");
	open_well(p, "work");
	assert_reads(p, "HEAD", "a.txt", "a\n");
	sh(p, "git -C work config extensions.fromTheFuture true");
	assert_int_equal(open_at(p, "work"), -1);
	assert_contains(p->err.text, "fromthefuture");
}

static void foreign_owner(void **state)
{
	struct place *p = *state;
	const char *line;

	if (geteuid() != 0) {
		print_message("skipped: only root can make a foreign owner\n");
		skip();
	}
	make_work(p);
	sh(p, "mv work 'wo rk'; chown -R 12345 'wo rk'");
	assert_int_equal(open_at(p, "wo rk/baselines"), -1);
	assert_contains(p->err.text, "belongs to another user");
	line = strstr(p->err.text, "git config --global --add safe.directory ");
	assert_non_null(line);
	/* The line is to be pasted as it is. */
	sh(p, "%s", line);
	open_well(p, "wo rk/baselines");
	assert_reads(p, "HEAD", "a.txt", "a\n");
}

/* libgit2 would ignore both; git is the authority. */
static void foreign_owner_that_git_accepts(void **state)
{
	struct place *p = *state;

	if (geteuid() != 0)
		skip();
	make_work(p);
	sh(p, "chown -R 12345 work");
	assert_int_equal(open_at(p, "work"), -1);
	setenv("GIT_CONFIG_COUNT", "1", 1);
	setenv("GIT_CONFIG_KEY_0", "safe.directory", 1);
	setenv("GIT_CONFIG_VALUE_0", "*", 1);
	sh(p, "git config --global safe.directory '*'");
	open_well(p, "work");
	unsetenv("GIT_CONFIG_COUNT");
}

static void environment_moves_the_repository(void **state)
{
	struct place *p = *state;
	char *here = realpath(".", NULL);

	make_work(p);
	sh(p, "mkdir else");
	assert_int_equal(chdir(p->folder), 0);
	setenv("GIT_DIR", "work/.git", 1);
	setenv("GIT_WORK_TREE", "work", 1);
	git_keep_environment();
	open_well(p, "else");
	assert_text(repo_facts(p->repo)->root, arena_printf(&p->mem, "%s/work", p->folder));
	assert_text(repo_facts(p->repo)->prefix, "");
	assert_reads(p, "HEAD", "a.txt", "a\n");
	open_well(p, "work/baselines");
	assert_text(repo_facts(p->repo)->prefix, "baselines/");
	setenv("GIT_DIR", "nowhere", 1);
	git_keep_environment();
	assert_int_equal(open_at(p, "work"), -1);
	assert_contains(p->err.text,
		arena_printf(&p->mem, "not a git repository: '%s/nowhere'", p->folder));
	unsetenv("BENCHCTL_GIT_DIR");
	unsetenv("BENCHCTL_GIT_WORK_TREE");
	assert_int_equal(chdir(here), 0);
	free(here);
}

static void git_is_not_installed(void **state)
{
	struct place *p = *state;
	char *path = strdup(getenv("PATH"));

	make_work(p);
	setenv("PATH", p->folder, 1);
	assert_int_equal(open_at(p, "work"), -1);
	assert_text(p->err.text,
		"cannot run git: No such file or directory\n"
		"  benchctl needs the git program in PATH");
	setenv("PATH", path, 1);
	free(path);
}

static void no_leftover(void **state)
{
	struct place *p = *state;

	make_work(p);
	open_well(p, "work");
	repo_close(p->repo);
	p->repo = NULL;
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(facts_of_a_worktree),
		TEST(facts_of_other_kinds),
		TEST(no_repository),
		TEST(broken_repository),
		TEST(files_that_look_like_a_repository),
		TEST(what_is_under_way),
		TEST(sha256),
		TEST(extensions),
		TEST(foreign_owner),
		TEST(foreign_owner_that_git_accepts),
		TEST(environment_moves_the_repository),
		TEST(git_is_not_installed),
		TEST(no_leftover),
	};

	return cmocka_run_group_tests_name("repo", tests, NULL, template_remove);
}
