#include "test_repo.h"

#include "store/git/repo_cli.h"

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

static void sha256_is_not_for_the_library(void **state)
{
	struct place *p = *state;

	sh(p, "git init -q --object-format=sha256 w");
	assert_int_equal(open_at(p, "w"), -1);
	assert_contains(p->err.text,
		"/w (libgit2: unsupported extension name extensions.objectformat)");
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

/* libgit2 ignores both; git is the authority. */
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
	open_well(p, "else");
	assert_text(repo_facts(p->repo)->root, arena_printf(&p->mem, "%s/work", p->folder));
	assert_text(repo_facts(p->repo)->prefix, "");
	assert_reads(p, "HEAD", "a.txt", "a\n");
	open_well(p, "work/baselines");
	assert_text(repo_facts(p->repo)->prefix, "baselines/");
	setenv("GIT_DIR", "nowhere", 1);
	assert_int_equal(open_at(p, "work"), -1);
	assert_contains(p->err.text, "not a git repository: 'nowhere'");
	unsetenv("GIT_DIR");
	unsetenv("GIT_WORK_TREE");
	assert_int_equal(chdir(here), 0);
	free(here);
}

static void environment_is_for_git(void **state)
{
	struct place *p = *state;

	make_work(p);
	setenv("GIT_DIR", "/nowhere", 1);
	assert_int_equal(open_at(p, "work"), -1);
	unsetenv("GIT_DIR");
	assert_contains(p->err.text, "only the git program can heed the variable GIT_DIR");
}

static void git_is_not_installed(void **state)
{
	struct place *p = *state;
	char *path = strdup(getenv("PATH"));
	const char *base;

	make_work(p);
	sh(p, "git init -q --object-format=sha256 new");
	base = sh(p, "git -C work rev-parse v1^0");
	setenv("PATH", p->folder, 1);
	assert_int_equal(open_at(p, "new"), -1);
	assert_contains(p->err.text,
		"extensions.objectformat)\n"
		"  the git program is not in PATH; install the package git");
	open_well(p, "work");
	assert_reads(p, "HEAD", "a.txt", "a\n");
	assert_resolves(p, "v1", base);
	assert_resolves(p, "nope", NULL);
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

static void assert_same_facts(const char *row, const struct repo_facts *a,
	const struct repo_facts *b)
{
	assert_row(row, a->root, b->root);
	assert_row(row, a->prefix, b->prefix);
	assert_row(row, a->branch, b->branch);
	assert_row(row, a->head, b->head);
	assert_row(row, a->busy, b->busy);
	assert_int_equal(a->bare, b->bare);
	assert_int_equal(a->shallow, b->shallow);
}

/* What is found out without git is what git says, and only of plain repositories. */
static void plain_repositories(void **state)
{
	static const struct {
		const char *make, *folder;
		bool plain;
	} rows[] = {
		{ "true", "work", true },
		{ "mkdir 'a\nb c'", "work/a\nb c", true },
		{ "git clone -q --depth 1 file://$PWD s", "work/s", true },
		{ "git checkout -qb feature/x", "work", true },
		{ "git pack-refs --all", "work", true },
		{ "git init -q new", "work/new", true },
		{ "touch .git/MERGE_HEAD", "work", true },
		{ "git checkout -q --detach", "work", false },
		{ "git worktree add -q link topic", "work/link", false },
		{ "git submodule -q add ./ m", "work/m", false },
		{ "true", "work/.git", false },
		{ "true", "work/.git/refs", false },
		{ "git init -q --bare b", "work/b", false },
		{ "git init -q --bare b", "work/b/refs", false },
		{ "git config extensions.worktreeConfig true", "work", false },
		{ "git config core.worktree ../baselines", "work/baselines", false },
		{ "git config core.bare true", "work", false },
		{ "git config include.path x; printf '[core]\nbare=true' >.git/x", "work", false },
		{ "cp .git/config x; ln -sf ../x .git/config", "work", false },
		{ "git symbolic-ref HEAD refs/odd", "work", false },
		{ "mkdir -p t/.git; cd t", "work/t", false },
	};
	struct place *p = *state;

	make_work(p);
	sh(p, "mv work spare");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *folder = arena_printf(&p->mem, "%s/%s", p->folder, rows[i].folder);
		struct repo_view view;
		struct repo_facts facts;

		sh(p, "rm -rf work; cp -a spare work; cd work; %s", rows[i].make);
		if (repo_cli_plain(&view, &p->mem, folder) != rows[i].plain)
			fail_msg("%s: %splain", rows[i].make, rows[i].plain ? "not " : "");
		open_well(p, rows[i].folder);
		facts = *repo_facts(p->repo);
		setenv("GIT_CEILING_DIRECTORIES", "/", 1);
		assert_false(repo_cli_plain(&view, &p->mem, folder));
		open_well(p, rows[i].folder);
		unsetenv("GIT_CEILING_DIRECTORIES");
		assert_same_facts(rows[i].make, &facts, repo_facts(p->repo));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(facts_of_a_worktree),
		EACH(facts_of_other_kinds),
		BY_GIT(plain_repositories),
		EACH(no_repository),
		TOGETHER(no_repository),
		BY_GIT(broken_repository),
		TOGETHER(broken_repository),
		EACH(what_is_under_way),
		BY_GIT(sha256),
		TOGETHER(sha256),
		BY_LIBRARY(sha256_is_not_for_the_library),
		EACH(extensions),
		TOGETHER(extensions),
		EACH(foreign_owner),
		TOGETHER(foreign_owner),
		BY_GIT(foreign_owner_that_git_accepts),
		TOGETHER(foreign_owner_that_git_accepts),
		BY_GIT(environment_moves_the_repository),
		TOGETHER(environment_moves_the_repository),
		BY_LIBRARY(environment_is_for_git),
		TOGETHER(git_is_not_installed),
		EACH(no_leftover),
	};

	return cmocka_run_group_tests_name("repo", tests, NULL, template_remove);
}
