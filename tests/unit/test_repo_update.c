#include "test_repo_update.h"

static void own_ref(void **state)
{
	struct place *p = *state;
	const char *first, *second, *before;

	make_work(p);
	sh(p, "git -C work config core.logAllRefUpdates always");
	before = sh(p, "cd work; cat .git/index .git/HEAD | sha1sum; git rev-parse main topic");
	open_well(p, "work/baselines");
	assert_int_equal(update_file(p, &first, HISTORY, "runs/a b/1.json", "{}\n"), 0);
	assert_text(first, sh(p, "git -C work rev-parse " HISTORY));
	assert_text(sh(p, "git -C work log --format='%%P|%%an|%%ce|%%B|' %s", first),
		"|Ada|ada@example.org|Subject\n\nBody\n|");
	assert_text(sh(p, "git -C work ls-tree -r --format='%%(objectmode) %%(path)' %s", first),
		"100644 runs/a b/1.json");
	assert_int_equal(update_file(p, &second, HISTORY, "runs/2.json", "[]\n"), 0);
	assert_text(sh(p, "git -C work rev-parse %s^", second), first);
	assert_text(sh(p, "git -C work ls-tree -r --name-only %s", second),
		"runs/2.json\nruns/a b/1.json");
	assert_text(sh(p, "git -C work reflog --format=%%gs " HISTORY),
		"benchctl: Subject\nbenchctl: Subject");
	assert_text(before,
		sh(p,
			"cd work; cat .git/index .git/HEAD | sha1sum;"
			"git rev-parse main topic"));
	assert_text(sh(p, "git -C work status --porcelain; git -C work fsck --strict"), "");
	assert_reads(p, HISTORY, "runs/2.json", "[]\n");
}

static void nothing_to_commit(void **state)
{
	struct place *p = *state;
	const char *commit;

	make_work(p);
	open_well(p, "work");
	assert_commits(p, HISTORY, "d/f", "1\n");
	assert_int_equal(update_file(p, &commit, HISTORY, "d/f", "1\n"), 1);
	assert_int_equal(update_file(p, &commit, HISTORY, "nope", NULL), 1);
	assert_int_equal(update_file(p, &commit, HISTORY, "d/nope", NULL), 1);
	assert_int_equal(update_file(p, &commit, HISTORY, "nope/nope", NULL), 1);
	assert_int_equal(update_file(p, &commit, HISTORY, "d", NULL), 1);
	assert_int_equal(update_file(p, &commit, HISTORY, "d/f/g", NULL), 1);
	assert_int_equal(update_file(p, &commit, NULL, "baselines/parser/x.json", "two\n"), 1);
	/* Not even when the user is at work on the file. */
	sh(p, "echo mine >work/a.txt");
	assert_int_equal(update_file(p, &commit, NULL, "a.txt", "a\n"), 1);
	assert_text(sh(p, "cat work/a.txt; git -C work rev-list --count " HISTORY), "mine\n1");
}

static void removing(void **state)
{
	struct place *p = *state;

	make_work(p);
	open_well(p, "work");
	assert_commits(p, HISTORY, "d/e/f", "1\n");
	assert_commits(p, HISTORY, "d/g", "2\n");
	assert_commits(p, HISTORY, "d/e/f", NULL);
	assert_text(sh(p, "git -C work ls-tree -rt --name-only " HISTORY), "d\nd/g");
	assert_commits(p, HISTORY, "d/g", NULL);
	assert_text(sh(p, "git -C work ls-tree -rt --name-only " HISTORY), "");
	assert_commits(p, NULL, "baselines/parser/x.json", NULL);
	assert_text(sh(p, "cd work; ls; git status --porcelain"), "a.txt");
}

static void many_changes_at_once(void **state)
{
	struct place *p = *state;
	struct plan plan = { .p = p };
	struct repo_change changes[] = { { "b/c/one", "1", 1 }, { "b/two", "2", 1 },
		{ "b/c/z", "3", 1 }, { "a.txt", NULL, 0 }, { "new\nline", "4", 1 },
		{ "b.txt", "", 0 }, { "\"q\\ '", "a\0b", 3 } };
	struct repo_update u = { .message = "many\n",
		.edit = count_edits,
		.ctx = &plan,
		.changes = changes,
		.n = ARRAY_SIZE(changes) };
	const char *commit;

	make_work(p);
	open_well(p, "work");
	assert_ok(repo_update(&commit, p->repo, &u, &p->err), &p->err);
	assert_text(
		sh(p,
			"cd work; git ls-tree -rz --name-only HEAD | tr '\\0\\n' '| '; git status "
			"--porcelain; git fsck --strict; git log -1 --format=%%B"),
		"\"q\\ '|b.txt|b/c/one|b/c/z|b/two|baselines/parser/x.json|new line|many");
	assert_text(sh(p, "cd work; cat b/two 'new\nline'; wc -c <'\"q\\ '\"'\"; ls"),
		"243\n\"q\\ '\nb\nb.txt\nbaselines\nnew\nline");
}

static void identities(void **state)
{
	static const struct {
		const char *config, *name, *email, *expected;
	} rows[] = {
		{ "user.name=Cfg user.email=cfg@x", NULL, NULL, "Cfg <cfg@x> Cfg <cfg@x>" },
		{ "user.name=Cfg user.email=cfg@x", "Env", "env@x", "Env <env@x> Cfg <cfg@x>" },
		{ "user.name=Cfg user.email=cfg@x author.name=Au", NULL, NULL,
			"Au <cfg@x> Cfg <cfg@x>" },
		{ "", NULL, NULL, "benchctl <benchctl@localhost> benchctl <benchctl@localhost>" },
		{ "", "Env", "env@x", "Env <env@x> benchctl <benchctl@localhost>" },
		{ "user.name=Half", NULL, NULL,
			"benchctl <benchctl@localhost> benchctl <benchctl@localhost>" },
	};
	struct place *p = *state;

	sh(p, "git init -q --bare b.git");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		sh(p,
			"rm -f .gitconfig; for i in %s;"
			" do git config --global ${i%%%%=*} ${i#*=}; done",
			rows[i].config);
		if (rows[i].name) {
			setenv("GIT_AUTHOR_NAME", rows[i].name, 1);
			setenv("GIT_AUTHOR_EMAIL", rows[i].email, 1);
		}
		open_bare(p, "b.git");
		assert_commits(p, HISTORY, arena_printf(&p->mem, "f%zu", i), "f\n");
		unsetenv("GIT_AUTHOR_NAME");
		unsetenv("GIT_AUTHOR_EMAIL");
		assert_row(arena_printf(&p->mem, "row %zu", i),
			sh(p, "git -C b.git log -1 --format='%%an <%%ae> %%cn <%%ce>' " HISTORY),
			rows[i].expected);
	}
}

/* Between the first edit and the swap somebody else moves, creates or deletes the ref. */
static void overtaken(void **state)
{
	static const struct {
		const char *before;
		unsigned edits;
		const char *log;
	} rows[] = {
		{ "git -C work update-ref refs/heads/x $(git -C work commit-tree -p x -m other "
		  "x^{tree})",
			2, "mine|other|two|one|" },
		{ "git -C work update-ref refs/heads/fresh topic", 2, "mine|three|one|" },
		{ "git -C work update-ref -d refs/heads/x", 2, "mine|" },
		{ "git -C work pack-refs --all", 1, "mine|two|one|" },
	};
	struct place *p = *state;

	make_work(p);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct plan plan = { .p = p, .before = rows[i].before };
		struct repo_change change = { "f", "f\n", 2 };
		struct repo_update u = { .ref = i == 1 ? "refs/heads/fresh" : "refs/heads/x",
			.message = "mine",
			.edit = count_edits,
			.ctx = &plan,
			.changes = &change,
			.n = 1 };
		const char *commit;

		sh(p, "git -C work branch -f x main");
		open_well(p, "work");
		assert_ok(repo_update(&commit, p->repo, &u, &p->err), &p->err);
		assert_int_equal(plan.edits, rows[i].edits);
		assert_row(rows[i].before,
			sh(p, "git -C work log --format=%%s %s -- | tr '\\n' '|'", u.ref),
			rows[i].log);
	}
}

static int refuse(void *ctx, const char *tip, struct repo_change *changes, struct error *err)
{
	(void)ctx, (void)tip, (void)changes;
	return error_set(err, "not today");
}

static void edit_gives_up(void **state)
{
	struct place *p = *state;
	struct repo_update u = { .ref = HISTORY, .message = "x", .edit = refuse };
	const char *commit;

	make_work(p);
	open_well(p, "work");
	assert_int_equal(repo_update(&commit, p->repo, &u, &p->err), -1);
	assert_text(p->err.text, "not today");
}

static void left_locks(void **state)
{
	struct repo_change change = { .path = "f" };
	const struct repo_update early = { .changes = &change, .n = 1, .tries = 5 };
	struct place *p = *state;

	make_work(p);
	p->tries = 5;
	sh(p, "touch work/.git/refs/heads/x.lock");
	open_well(p, "work");
	assert_refuses(p, "refs/heads/x", "f", "gave up on refs/heads/x after 5 tries: ");
	assert_contains(p->err.text, "x.lock");
	sh(p, "touch work/.git/index.lock");
	assert_refuses(p, NULL, "f",
		"gave up on refs/heads/main after 5 tries: another git process");
	assert_contains(p->err.text, "rm -- ");
	/* Before long work, too. */
	assert_int_equal(repo_update_check(p->repo, &early, &p->err), -1);
	assert_contains(p->err.text, "after 5 tries: another git process");
	assert_text(sh(p, "git -C work status --porcelain"), "");
}

static void impossible_paths(void **state)
{
	static const char *const paths[] = { "", "/x", "../x", "a/../../x", "a/../b", "./a",
		"a/./b", "a//b", "a/", ".git/config", "a/.GIT/x", ".git", "..", "." };
	struct place *p = *state;

	make_work(p);
	open_well(p, "work");
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		assert_refuses(p, HISTORY, paths[i], "cannot commit '");
	assert_refuses(p, "refs/heads/main", "a.txt/x",
		"cannot commit a.txt/x: a file and a folder have the same name");
	assert_refuses(p, "refs/heads/main", "baselines",
		"cannot commit baselines: a file and a folder");
	assert_refuses(p, "refs/heads/main", "baselines/parser",
		"a file and a folder have the same name");
}

static void impossible_refs(void **state)
{
	static const struct {
		const char *ref, *why;
	} rows[] = {
		{ "main", "not the full name" },
		{ "HEAD", "not the full name" },
		{ "--delete", "not the full name" },
		{ "refs/heads/a b", "refs/heads/a b" },
		{ "refs/heads/a..b", "refs/heads/a..b" },
		{ "refs/heads/*", "refs/heads/*" },
		{ "refs/heads/main/below", "refs/heads/main" },
		{ "refs/heads/alias",
			"is a symbolic ref to refs/heads/main\n  name the branch itself:  --branch main" },
	};
	struct place *p = *state;
	const char *before;

	make_work(p);
	sh(p, "git -C work symbolic-ref refs/heads/alias refs/heads/main");
	before = sh(p, "git -C work for-each-ref");
	open_well(p, "work");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_refuses(p, rows[i].ref, "f", rows[i].why);
	assert_text(sh(p, "git -C work for-each-ref"), before);
}

static void no_hook_is_run(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p,
		"cd work/.git/hooks; rm -f *;"
		" for i in pre-commit commit-msg post-commit post-checkout "
		"post-index-change reference-transaction prepare-commit-msg pre-auto-gc; do"
		" printf '#!/bin/sh\necho $0 >>%s/ran\nexit 1\n' >$i; chmod +x $i; done;"
		"git -C ../.. config core.fsmonitor $PWD/post-commit",
		p->folder);
	open_well(p, "work");
	assert_commits(p, NULL, "baselines/parser/x.json", "three\n");
	assert_commits(p, HISTORY, "f", "f\n");
	assert_text(sh(p, "cat ran 2>/dev/null || :"), "");
}

/* Settings and index formats that libgit2 has to know, or need not. */
static void formats_that_can_be_written(void **state)
{
	static const char *const rows[] = {
		"git config core.repositoryFormatVersion 1; git config extensions.preciousObjects "
		"true",
		"git config core.repositoryFormatVersion 1; git config extensions.worktreeConfig "
		"true",
		"git config core.repositoryFormatVersion 1; git config extensions.partialClone x",
		"git sparse-checkout set --cone --sparse-index a",
		"git update-index --split-index",
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		sh(p,
			"rm -rf w; git init -q w; cd w; mkdir a b c; touch a/x b/x c/x; git add .;"
			" git commit -qm x; %s",
			rows[i]);
		open_well(p, "w");
		assert_commits(p, HISTORY, "d/f", "f\n");
		assert_commits(p, NULL, "a/f", "f\n");
		assert_commits(p, NULL, "a/g", "g\n");
		assert_commits(p, NULL, "a/f", NULL);
		assert_row(rows[i],
			sh(p,
				"cd w; git status --porcelain;"
				" git ls-tree -r --name-only HEAD a; cat a/g;"
				"git fsck --strict --no-dangling; git ls-tree -r --name-only " HISTORY),
			"a/g\na/x\ng\nd/f");
	}
}

/* The commands that the last refusal names. */
static const char *by_hand(struct place *p)
{
	return sh(p, "cd w; sed -n 's/^    git/git/p' <<'END' | bash -e\n%s\nEND\n", p->err.text);
}

static void formats_that_cannot_be_written(void **state)
{
	static const struct {
		const char *make, *why;
	} rows[] = {
		{ "git init -q --object-format=sha256 w", "format" /* as libgit2 calls it */ },
		{ "git init -q w; git -C w config core.repositoryFormatVersion 1; git -C w config "
		  "extensions.noop-v1 true",
			"extensions.noop-v1" },
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		sh(p, "rm -rf w; %s; cd w; echo 1 >f; git add f; git commit -qm 1", rows[i].make);
		open_well(p, "w");
		assert_reads(p, "HEAD", "f", "1\n");
		assert_refuses(p, NULL, "a b",
			"\n  write the file without --commit, and then:\n"
			"    git add -- 'a b'\n    git commit -m Subject -- 'a b'");
		assert_contains(p->err.text, rows[i].why);
		assert_refuses(p, HISTORY, "f",
			"    git update-ref " HISTORY " refs/benchctl/by-hand");
		sh(p, "cd w; git branch away; git worktree add -q ../away%zu away", i);
		assert_refuses(p, "refs/heads/main", "x", "\n  write the file without --commit");
		assert_refuses(p, "refs/heads/away", "x", "is checked out in another worktree");
		assert_refuses(p, HISTORY, ".git/x", "git allows no such path");
		assert_refuses(p, "refs/heads/a..b", "x", "refs/heads/a..b");
		assert_refuses(p, "refs/heads/$(x)'", "\"a\\\nb", "by hand");
		by_hand(p);
		assert_text(sh(p, "cd w; git status --porcelain; git ls-tree -z --name-only '%s'",
				    "refs/heads/$(x)'\\''"),
			"\"a\\\nb");
	}
}

/* Two histories become one that has the records of both. */
static void uniting(void **state)
{
	static const struct {
		const char *ours, *theirs, *files, *parents;
	} rows[] = {
		{ "a b", "a c", "a\nb\nc", "2" },
		{ "a", "a c", "a\nc", "1" },
		{ "a b", "a", "a\nb", "1" },
		{ "", "a", "a", "0" },
	};
	struct place *p = *state;

	for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		bool sha256 = i % 2;
		size_t row = i / 2;
		const char *commit;
		struct repo_update u = { .ref = "refs/x/ours", .message = "united" };

		sh(p,
			"rm -rf w; git init -q --object-format=%s w; cd w; add() { r=$1; shift; git checkout -q --orphan "
			"$r; for f; do echo $f >$f; git add $f; GIT_COMMITTER_DATE=2001-01-01T00:00Z"
			" git commit -q --date 2001-01-01T00:00Z -m $f; git update-ref refs/x/$r HEAD;"
			" done; git rm -rqf . || :; }; add theirs %s; add ours %s",
			sha256 ? "sha256" : "sha1", rows[row].theirs, rows[row].ours);
		open_well(p, "w");
		u.with = sh(p, "git -C w rev-parse refs/x/theirs");
		assert_int_equal(repo_update(&commit, p->repo, &u, &p->err),
			row == 2 ? 1 : -sha256);
		if (sha256 && row != 2)
			by_hand(p);
		assert_row(rows[row].ours,
			sh(p,
				"cd w; git ls-tree --name-only refs/x/ours; git rev-list --parents -1 "
				"refs/x/ours | wc -w"),
			arena_printf(&p->mem, "%s\n%d", rows[row].files,
				atoi(rows[row].parents) + 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(own_ref),
		TEST(nothing_to_commit),
		TEST(removing),
		TEST(many_changes_at_once),
		TEST(identities),
		TEST(overtaken),
		TEST(edit_gives_up),
		TEST(left_locks),
		TEST(impossible_paths),
		TEST(impossible_refs),
		TEST(no_hook_is_run),
		TEST(formats_that_can_be_written),
		TEST(formats_that_cannot_be_written),
		TEST(uniting),
	};

	return cmocka_run_group_tests_name("repo_update", tests, NULL, template_remove);
}
