/* Commits to the branch that is checked out, here or elsewhere. */
#include "test_repo_update.h"

/* Exactly the path is brought up to date. */
static void checked_out_branch(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p,
		"cd work; echo staged >s; git add s; echo more >>a.txt; echo u >untracked; git mv "
		"--force s s2; chmod 600 a.txt");
	open_well(p, "work/baselines");
	assert_commits(p, NULL, "baselines/parser/x.json", "three\n");
	assert_commits(p, "refs/heads/main", "baselines/new/y.json", "y\n");
	assert_text(sh(p, "cd work; git status --porcelain; cat baselines/*/*"),
		" M a.txt\nA  s2\n?? untracked\ny\nthree");
	assert_text(sh(p, "cd work; git log -2 --format=%%s -g; git log -g --format=%%gs -1 main"),
		"Subject\nSubject\nbenchctl: Subject");
	assert_text(sh(p, "cd work; git show --format= --name-only HEAD HEAD^"),
		"baselines/new/y.json\nbaselines/parser/x.json");
}

/* A path is a path. */
static void no_pattern(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p, "echo mine >work/a.txt");
	open_well(p, "work");
	assert_commits(p, NULL, "*.txt", "star\n");
	assert_commits(p, NULL, ":(top)", "top\n");
	assert_text(sh(p, "cd work; git status --porcelain"), " M a.txt");
}

static void line_ends_are_stored_as_given(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p, "cd work; git config core.autocrlf input");
	open_well(p, "work");
	assert_commits(p, NULL, "baselines/parser/x.json", "a\nb\n");
	assert_text(sh(p, "git -C work status --porcelain"), "");
}

static void changes_of_the_user(void **state)
{
	static const struct {
		const char *make, *path;
	} rows[] = {
		{ "echo mine >a.txt", "a.txt" },
		{ "echo b >a.txt", "a.txt" },
		{ "rm a.txt", "a.txt" },
		{ "echo mine >a.txt; git add a.txt; echo a >a.txt", "a.txt" },
		{ "git rm -q --cached a.txt", "a.txt" },
		{ "git mv a.txt new", "new" },
		{ "echo mine >new", "new" },
		{ "echo mine >new; echo new >.gitignore", "new" },
		{ "mkdir new; echo x >new/x", "new" },
		{ "ln -s a.txt new", "new" },
		{ "echo x >folder", "folder/new" },
		{ "mkdir ../out; ln -s ../out folder", "folder/new" },
		{ "rm -r baselines; mkdir -p ../out/parser; echo two >../out/parser/x.json;"
		  "ln -s ../out baselines",
			"baselines/parser/x.json" },
		{ "mkfifo new", "new" },
	};
	struct place *p = *state;

	make_work(p);
	sh(p, "mv work spare");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *before, *commit;

		sh(p, "rm -rf work out; cp -a spare work; cd work; %s", rows[i].make);
		before = sh(p,
			"cd work; git rev-parse HEAD; git status --porcelain; ls -lR; ls -R ..");
		open_well(p, "work/.");
		if (update_file(p, &commit, NULL, rows[i].path, "new\n") != -1)
			fail_msg("%s: committed", rows[i].make);
		assert_contains(p->err.text,
			strncmp(rows[i].path, "folder", 6) ? rows[i].path : "folder");
		assert_row(rows[i].make,
			sh(p,
				"cd work; git rev-parse HEAD; git status --porcelain; ls -lR;"
				" ls -R .."),
			before);
	}
}

static void under_way(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p,
		"cd work; echo x >t.txt; git add .; git commit -qm x;"
		" ! git merge -q topic >/dev/null");
	open_well(p, "work");
	assert_refuses(p, NULL, "new", "there is an unfinished merge in ");
	assert_refuses(p, "refs/heads/main", "new", "--branch NAME");
	assert_commits(p, "refs/heads/other", "new", "new\n");
	sh(p, "cd work; git merge --abort; ! git rebase -q topic 2>/dev/null");
	open_well(p, "work");
	assert_refuses(p, NULL, "new", "an unfinished rebase");
}

static void detached_head(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p, "git -C work checkout -q --detach");
	open_well(p, "work");
	assert_refuses(p, NULL, "new",
		"HEAD is detached, so there is no branch to commit to\n"
		"  name one:  --branch NAME");
	assert_commits(p, "refs/heads/main", "new", "new\n");
	assert_text(sh(p, "cd work; git show main:new; git status --porcelain"), "new");
}

/* HEAD has moved since repo_open. */
static void branch_switched_meanwhile(void **state)
{
	struct place *p = *state;

	make_work(p);
	open_well(p, "work");
	assert_commits(p, HISTORY, "f", "f\n");
	sh(p, "git -C work checkout -q topic");
	assert_commits(p, NULL, "new", "new\n");
	assert_text(sh(p,
			    "cd work; git show topic:new; git status --porcelain;"
			    " git log -1 --format=%%s main"),
		"new\ntwo");
}

static void first_commit(void **state)
{
	struct place *p = *state;

	sh(p, "git init -q w; cd w; echo s >staged; git add staged; echo u >other");
	open_well(p, "w");
	assert_commits(p, NULL, "d/f", "f\n");
	assert_text(sh(p, "cd w; git status --porcelain; git ls-tree -r --name-only main; cat d/f"),
		"A  staged\n?? other\nd/f\nf");
}

static void bare_repository(void **state)
{
	struct place *p = *state;

	sh(p, "git init -q --bare b.git");
	open_bare(p, "b.git");
	assert_commits(p, NULL, "d/f", "f\n");
	assert_commits(p, NULL, "d/g", "g\n");
	assert_text(
		sh(p, "cd b.git; git ls-tree -r --name-only main; ls -d d index 2>/dev/null || :"),
		"d/f\nd/g");
}

static void linked_worktrees(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p,
		"git -C work worktree add -q ../link topic; git -C work branch free;"
		"git clone -q --bare work b.git; git -C b.git worktree add -q ../fromb topic");
	open_well(p, "link");
	assert_commits(p, NULL, "new", "new\n");
	assert_text(sh(p, "cd link; git status --porcelain; git show topic:new; cat new"),
		"new\nnew");
	assert_refuses(p, "refs/heads/main", "new",
		"refs/heads/main is checked out in another worktree");
	assert_commits(p, "refs/heads/free", "new", "new\n");
	open_well(p, "work");
	assert_refuses(p, "refs/heads/topic", "new", "another worktree");
	assert_text(sh(p, "git -C work status --porcelain; git -C link status --porcelain"), "");
	/* The HEAD of a bare repository is nobody's worktree. */
	open_well(p, "fromb");
	assert_commits(p, "refs/heads/main", "new", "new\n");
}

static void submodule(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p, "git init -q s; cd s; git submodule -q add ../work m");
	open_well(p, "s/m");
	assert_commits(p, NULL, "new", "new\n");
	assert_text(sh(p,
			    "cd s/m; git status --porcelain; cat new;"
			    " git -C ../../work log -1 --format=%%s"),
		"new\ntwo");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(checked_out_branch),
		TEST(no_pattern),
		TEST(line_ends_are_stored_as_given),
		TEST(changes_of_the_user),
		TEST(under_way),
		TEST(detached_head),
		TEST(branch_switched_meanwhile),
		TEST(first_commit),
		TEST(bare_repository),
		TEST(linked_worktrees),
		TEST(submodule),
	};

	return cmocka_run_group_tests_name("repo_branch", tests, NULL, template_remove);
}
