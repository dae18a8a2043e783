#include "test_repo.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "store/git/repo_batch.h"

static void revisions(void **state)
{
	static const char *const none[] = { "nope", "", "-x", "--all", "--branches", "-", "a b",
		"HEAD..topic", "HEAD...topic", "^topic", "a\nb", "HEAD\n", "\n", "HEAD~99",
		"HEAD^2", "@{u}", "refs/heads/nope", "HEAD:nope", "^{commit}", "0", "HEAD@{99}",
		"*", "topic@{u}", "@{push}", "HEAD@{-9}", "@{-1}@{u}", "HEAD^{/(((}", "HEAD^{x}",
		"HEAD@{2001-01-01}x", "0123456789012345678901234567890123456789", "$(touch x)",
		"main.lock", "0123456789012345678901234567890123456789 commit 5" };
	static const struct {
		const char *rev, *why;
	} wrong[] = { { "HEAD:a.txt", "names a blob" }, { "HEAD^{tree}", "names a tree" },
		{ "HEAD:baselines", "names a tree" }, { "blob", "names a tag of something else" } };
	struct place *p = *state;
	const char *head, *one, *commit;

	make_work(p);
	head = sh(p, "git -C work rev-parse main");
	one = sh(p, "git -C work rev-parse main~1");
	sh(p,
		"cd work; git tag -am blob blob HEAD:a.txt; git tag -am v1 nested v1;"
		"git update-ref refs/heads/-dash HEAD~1; git update-ref refs/heads/ü HEAD");
	open_well(p, "work");
	assert_resolves(p, "HEAD", head);
	assert_resolves(p, "main", head);
	assert_resolves(p, "@", head);
	assert_resolves(p, head, head);
	assert_resolves(p, arena_copy(&p->mem, head, 9), head);
	assert_resolves(p, "v1", one);
	assert_resolves(p, "nested", one);
	assert_resolves(p, "v1^{}", one);
	assert_resolves(p, "refs/tags/v1^0", one);
	assert_resolves(p, "topic^", one);
	assert_resolves(p, "-dash", one);
	assert_resolves(p, "ü", head);
	assert_resolves(p, ":/one", one);
	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_resolves(p, none[i], NULL);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		assert_int_equal(repo_resolve(&commit, p->repo, wrong[i].rev, &p->err), -1);
		assert_contains(p->err.text, wrong[i].why);
	}
	repo_no_revision(p->repo, "nope", &p->err);
	assert_text(p->err.text, "there is no revision 'nope' in this repository");
}

static void ambiguous_abbreviation(void **state)
{
	struct place *p = *state;
	const char *commit;

	/* 2000 objects and four digits: some prefix occurs twice. */
	sh(p,
		"git init -q w; cd w; git commit -q --allow-empty -m x; for i in $(seq 2000); do"
		" printf 'blob\\ndata %%d\\n%%s\\n' ${#i} $i; done | git fast-import --quiet");
	open_well(p, "w");
	assert_int_equal(
		repo_resolve(&commit, p->repo,
			sh(p,
				"git -C w cat-file --batch-all-objects --batch-check | cut -c1-4"
				" | sort | uniq -d | head -n1"),
			&p->err),
		-1);
	assert_contains(p->err.text, "more than one object");
}

static void merge_bases(void **state)
{
	struct place *p = *state;
	const char *base = NULL, *one;

	make_work(p);
	sh(p,
		"cd work; git checkout -q --orphan alone; git commit -qm alone;"
		" git checkout -q main");
	one = sh(p, "git -C work rev-parse v1^0");
	open_well(p, "work");
	assert_int_equal(repo_merge_base(&base, p->repo, "main", "topic", &p->err), 0);
	assert_text(base, one);
	assert_int_equal(repo_merge_base(&base, p->repo, "HEAD", "HEAD~1", &p->err), 0);
	assert_text(base, one);
	assert_int_equal(repo_merge_base(&base, p->repo, "HEAD", "alone", &p->err), 1);
	assert_int_equal(repo_merge_base(&base, p->repo, "HEAD", "--all", &p->err), -1);
	assert_contains(p->err.text, "no revision '--all'");
	assert_int_equal(repo_merge_base(&base, p->repo, "HEAD",
				 "0123456789012345678901234567890123456789", &p->err),
		-1);
}

static void parents_of_commits(void **state)
{
	struct place *p = *state;
	struct words parents;

	make_work(p);
	sh(p, "cd work; git merge -q -m 'parent 123' topic");
	open_well(p, "work");
	assert_ok(repo_parents(&parents, p->repo, "HEAD", &p->err), &p->err);
	assert_int_equal(parents.n, 2);
	assert_text(parents.v[0], sh(p, "git -C work rev-parse HEAD^1"));
	assert_text(parents.v[1], sh(p, "git -C work rev-parse HEAD^2"));
	assert_ok(repo_parents(&parents, p->repo, "topic", &p->err), &p->err);
	assert_int_equal(parents.n, 1);
	assert_ok(repo_parents(&parents, p->repo, "v1", &p->err), &p->err);
	assert_int_equal(parents.n, 0);
	assert_int_equal(repo_parents(&parents, p->repo, "nope", &p->err), -1);
}

static void last_tags(void **state)
{
	struct place *p = *state;
	const char *tag = NULL;

	make_work(p);
	sh(p,
		"cd work; git checkout -q --orphan alone; git commit -qm alone;"
		" git checkout -q main;"
		"git tag side/v9 topic");
	open_well(p, "work");
	assert_int_equal(repo_last_tag(&tag, p->repo, "HEAD", &p->err), 0);
	assert_text(tag, "v1");
	assert_int_equal(repo_last_tag(&tag, p->repo, "topic", &p->err), 0);
	assert_text(tag, "side/v9");
	assert_int_equal(repo_last_tag(&tag, p->repo, "alone", &p->err), 1);
	sh(p, "cd work; git tag -d v1 side/v9");
	open_well(p, "work");
	assert_int_equal(repo_last_tag(&tag, p->repo, "HEAD", &p->err), 1);
}

static void dirt(void **state)
{
	static const struct {
		const char *make;
		bool dirty;
	} rows[] = {
		{ "true", false },
		{ "touch -d 2001-01-01 a.txt", false },
		{ "echo x >new", false },
		{ "echo x >m/new", false },
		{ "echo y >m/a.txt", true },
		{ "echo x >a.txt", true },
		{ "echo b >a.txt", true }, /* the same size */
		{ "rm a.txt", true },
		{ "chmod +x a.txt", true },
		{ "echo x >new; git add new", true },
		{ "echo x >a.txt; git add a.txt; echo a >a.txt", true },
		{ "git rm -q --cached a.txt", true },
		{ "git -C m checkout -q topic", true },
		{ "echo x >kept/here/k", false },
		{ "rm -r kept/here; echo x >new", false },
		{ "echo x >kept/here/new; git add kept", false },
		{ "echo x >kept/here-not", true },
		{ "rm -r kept/here; echo x >kept/here; git add kept", true },
		{ "echo x >kept/here/k; echo x >a.txt", true },
		{ "echo x >a.txt; echo x >kept/here/k; git add kept", true },
		{ "git checkout -q --orphan fresh", true },
		{ "git checkout -q --orphan fresh; git rm -rqf --cached .", false },
	};
	struct place *p = *state;
	const char *before;
	bool dirty;

	make_work(p);
	sh(p,
		"cd work; git submodule -q add ../work m; mkdir -p kept/here; echo k >kept/here/k;"
		"echo k >kept/here-not; git add kept; git commit -qm m; cd ..; mv work spare");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		sh(p, "rm -rf work; cp -a spare work; cd work; %s", rows[i].make);
		before = sh(p, "sha1sum <work/.git/index || :");
		open_well(p, "work/baselines/..");
		assert_ok(repo_dirty(&dirty, p->repo, "kept/here", &p->err), &p->err);
		if (dirty != rows[i].dirty)
			fail_msg("%s: %d", rows[i].make, dirty);
		assert_row(rows[i].make, sh(p, "sha1sum <work/.git/index || :"), before);
	}
	sh(p, "git init -q --bare b.git");
	open_bare(p, "b.git");
	assert_ok(repo_dirty(&dirty, p->repo, "kept/here", &p->err), &p->err);
	assert_false(dirty);
}

/* Files of every kind, and files that differ from HEAD's in index and worktree. */
static void make_files(struct place *p)
{
	sh(p,
		"git init -q f; cd f; mkdir -p 'd e/g' a z; echo 1 >'d e/g/h i';"
		" echo 2 >'new\nline';"
		"echo 3 >run; chmod +x run; ln -s run link; : >empty; printf 'x\\0y' >nul;"
		" echo 4 >a.b;"
		"echo 5 >a/c; echo 6 >z/'*'; echo 7 >'\"q\\'; mkdir -p 'd e/new\nfolder/.h/i';"
		" echo 8 >'d e/new\nfolder/.h/i/j'; git add .;"
		"git update-index --add --cacheinfo 160000,$(echo x | git hash-object --stdin),mod;"
		"git commit -qm files; echo changed >run; git add run; echo more >run");
}

static void files(void **state)
{
	static const struct {
		const char *path, *text;
	} rows[] = { { "d e/g/h i", "1\n" }, { "new\nline", "2\n" }, { "run", "3\n" },
		{ "empty", "" }, { "a.b", "4\n" }, { "a/c", "5\n" }, { "z/*", "6\n" },
		{ "\"q\\", "7\n" }, { "nope", NULL }, { "d e/nope", NULL }, { "nope/x", NULL },
		{ "run/x", NULL }, { "link/x", NULL }, { "z/?", NULL }, { "A/c", NULL },
		{ "../f/run", NULL }, { "a/../run", NULL }, { "--", NULL },
		{ "d e/new\nfolder/.h/i/j", "8\n" }, { "d e/new\nfolder/.h/i/k", NULL },
		{ "/d e//g/h i", "1\n" }, { "./run", NULL }, { "./a/c", NULL },
		{ "d e/./g/h i", NULL }, { "run/x/y/z", NULL }, { "mod/x/y", NULL },
		{ "nope/x/y/z", NULL }, { "./g/h i", "1\n" }, { "./nope/x", NULL } };
	static const struct {
		const char *path, *why;
	} wrong[] = { { "link", "symbolic link" }, { "d e/g", "folder" }, { "mod", "submodule" },
		{ "", "folder" } };
	struct place *p = *state;
	const char *before, *data;
	size_t n;

	make_files(p);
	before = sh(p, "cd f; cat .git/index run | sha1sum; find .git | sort");
	open_well(p, "f/d e");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_reads(p, "HEAD", rows[i].path, rows[i].text);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		assert_int_equal(repo_read(&data, &n, p->repo, "HEAD", wrong[i].path, &p->err), -1);
		assert_contains(p->err.text, wrong[i].why);
	}
	assert_int_equal(repo_read(&data, &n, p->repo, "main", "nul", &p->err), 0);
	assert_int_equal(n, 3);
	assert_memory_equal(data, "x\0y", 4);
	assert_int_equal(repo_read(&data, &n, p->repo, "nope", "run", &p->err), -1);
	assert_text(before, sh(p, "cd f; cat .git/index run | sha1sum; find .git | sort"));
}

static int nothing_beside(void *ctx, struct error *err)
{
	(void)ctx;
	(void)err;
	return 0;
}

static int open_to_read_at(struct place *p, const char *folder)
{
	int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (p->repo)
		repo_close(p->repo);
	p->repo = NULL;
	assert_int_equal(chdir(arena_printf(&p->mem, "%s/%s", p->folder, folder)), 0);
	rc = repo_open_to_read(&p->repo, &p->mem, nothing_beside, NULL, &p->err);
	assert_int_equal(fchdir(before), 0);
	close(before);
	return rc;
}

/* git is asked for the facts by who needs them. */
static void opened_to_read(void **state)
{
	struct place *p = *state;
	const char *head;

	make_files(p);
	sh(p,
		"cd f; git commit -qm two; git tag two; git rm -qr --cached 'd e'; git commit -qm three;"
		"git tag three; git rm -q --cached run; cp run 'd e2'; mv 'd e' x; mv 'd e2' 'd e';"
		"git add 'd e'; git commit -qm four; rm 'd e'; mv x 'd e'");
	head = sh(p, "git -C f rev-parse HEAD");
	assert_int_equal(open_to_read_at(p, "f/d e"), 0);
	assert_text(repo_head(p->repo), head);
	assert_text(repo_here(p->repo), "./");
	assert_reads(p, "two", "./g/h i", "1\n");
	assert_reads(p, "two", "./new\nfolder/.h/i/j", "8\n");
	assert_reads(p, "two", "a/c", "5\n");
	assert_reads(p, "two", "./nope/x", NULL);
	assert_reads(p, "three", "./g/h i", NULL); /* there is no such folder */
	assert_reads(p, "HEAD", "./g/h i", NULL);  /* a file has its name */
	assert_reads(p, "HEAD", "d e/g/h i", NULL);
	assert_text(repo_facts(p->repo)->prefix, "d e/");
	assert_text(repo_facts(p->repo)->branch, "main");
	assert_text(repo_facts(p->repo)->head, head);
	assert_text(repo_here(p->repo), "d e/");
	assert_reads(p, "two", "./g/h i", "1\n");
	assert_reads(p, "two", "d e/g/h i", "1\n");

	/* As repo_open where there is no worktree, no commit or no repository. */
	sh(p, "git clone -q --bare f bare; git init -q new; mkdir none");
	assert_int_equal(open_to_read_at(p, "new"), 0);
	assert_null(repo_head(p->repo));
	assert_text(repo_facts(p->repo)->branch, "main");
	assert_int_equal(open_to_read_at(p, "none"), 1);
	assert_int_equal(open_to_read_at(p, "bare"), -1);
	assert_contains(p->err.text, "is a repository without a worktree");
	setenv("GIT_DIR", arena_printf(&p->mem, "%s/bare", p->folder), 1);
	git_keep_environment();
	assert_int_equal(open_to_read_at(p, "bare"), 0);
	unsetenv("BENCHCTL_GIT_DIR");
	assert_true(repo_facts(p->repo)->bare);
	assert_text(repo_here(p->repo), "");
	assert_reads(p, "two", "d e/g/h i", "1\n");
}

static void folders(void **state)
{
	struct place *p = *state;
	struct words names;

	make_files(p);
	open_well(p, "f");
	assert_ok(repo_list(&names, p->repo, "HEAD", "", &p->err), &p->err);
	assert_text(words_quote(&p->mem, names.v, names.n),
		"'\"q\\' a a.b 'd e' empty link mod 'new\nline' nul run z");
	assert_int_equal(repo_list(&names, p->repo, "HEAD", "d e/g/", &p->err), 0);
	assert_text(words_quote(&p->mem, names.v, names.n), "'h i'");
	assert_int_equal(repo_list(&names, p->repo, "HEAD", "nope", &p->err), 1);
	assert_int_equal(repo_list(&names, p->repo, "HEAD", "run", &p->err), 1);
	assert_int_equal(repo_list(&names, p->repo, "HEAD", "link", &p->err), 1);
}

/* More folders than there are questions at once. */
static void deep(void **state)
{
	enum { FOLDERS = 200 };
	struct place *p = *state;
	struct bytes path = { 0 };

	for (size_t i = 0; i < FOLDERS; i++)
		arena_append(&p->mem, &path, "d/", 2);
	arena_append(&p->mem, &path, "x", 2);
	sh(p, "git init -q w; cd w; mkdir -p %.*s; echo 1 >%s; git add .; git commit -qm x",
		(int)path.n - 2, path.v, path.v);
	open_well(p, "w");
	assert_reads(p, "HEAD", path.v, "1\n");
	assert_reads(p, "HEAD", arena_printf(&p->mem, "%s/y", path.v), NULL);
	path.v[5] = 'e';
	assert_reads(p, "HEAD", path.v, NULL);
}

static int take_number(void *ctx, size_t i, const char *data, size_t size, struct error *err)
{
	size_t *n = ctx;

	(void)err;
	assert_int_equal(i, (*n)++);
	assert_int_equal(size, 2000);
	assert_int_equal(atoi(data), i);
	return 0;
}

/* More objects than there are questions at once, and more bytes than pipes hold. */
static void many(void **state)
{
	enum { OBJECTS = 4000 };
	struct place *p = *state;
	const char *ids[OBJECTS];
	char *list, *at;
	size_t n = 0;

	sh(p,
		"git init -q w; cd w; for i in $(seq 0 3999); do printf 'blob\\nmark :%%d\\n"
		"data 2000\\n%%-2000d\\n' $((i + 1)) $i; done | git fast-import --quiet "
		"--export-marks=marks; sed 's/.* //' marks >ids");
	list = arena_string(&p->mem,
		unit_read(&p->mem, arena_printf(&p->mem, "%s/w/ids", p->folder)));
	for (size_t i = 0; i < OBJECTS; i++)
		ids[i] = strtok_r(i ? NULL : list, "\n", &at);
	assert_non_null(ids[OBJECTS - 1]);
	sh(p, "cd w; git commit -q --allow-empty -m x");
	open_well(p, "w");
	assert_ok(repo_read_each(p->repo, ids, OBJECTS, take_number, &n, &p->err), &p->err);
	assert_int_equal(n, OBJECTS);
}

/* A limit, and the next answer is right again. */
static void too_large(void **state)
{
	struct place *p = *state;
	const char *data;
	size_t n;

	sh(p,
		"git init -q w; cd w; truncate -s 65M big; echo 1 >small; git add .;"
		" git commit -qm x");
	open_well(p, "w");
	assert_int_equal(repo_read(&data, &n, p->repo, "HEAD", "big", &p->err), -1);
	assert_contains(p->err.text, "larger than 64 MiB");
	assert_reads(p, "HEAD", "small", "1\n");
}

/* Reads at most `most` bytes and closes the file. Returns how many; -1: p->err. */
static ssize_t read_pieces(struct place *p, const char *path, size_t most)
{
	struct repo_file f;
	char piece[5000];
	size_t n = 0;
	ssize_t got;

	assert_ok(repo_file_open(&f, p->repo, "HEAD", path, &p->err), &p->err);
	while (n < most && (got = repo_file_read(&f, piece, sizeof piece)) > 0)
		n += (size_t)got;
	return repo_file_close(&f, &p->err) < 0 ? -1 : (ssize_t)n;
}

/* After each, the next answer is right again. */
static void pieces(void **state)
{
	struct place *p = *state;
	const char *id;

	sh(p,
		"git init -q w; cd w; seq 100000 >big; : >empty; echo 1 >small; git add .;"
		" git commit -qm x");
	open_well(p, "w");
	assert_int_equal(read_pieces(p, "big", SIZE_MAX), 588895);
	assert_reads(p, "HEAD", "small", "1\n");
	assert_int_equal(read_pieces(p, "big", 1), 5000);
	assert_reads(p, "HEAD", "small", "1\n");
	assert_reads(p, "HEAD", "big/x/y", NULL);
	assert_reads(p, "HEAD", "small", "1\n");
	repo_finish(p->repo);
	assert_int_equal(read_pieces(p, "big", SIZE_MAX), 588895);
	assert_int_equal(read_pieces(p, "big", 1), 5000);
	assert_reads(p, "HEAD", "small", "1\n");
	assert_reads(p, "HEAD", "nope", NULL);
	assert_int_equal(read_pieces(p, "empty", SIZE_MAX), 0);
	assert_reads(p, "HEAD", "small", "1\n");
	id = sh(p, "git -C w rev-parse HEAD:big");
	sh(p, "cd w/.git/objects/%.2s; chmod +w %s; truncate -s 50000 %s", id, id + 2, id + 2);
	assert_int_equal(read_pieces(p, "big", SIZE_MAX), -1);
	assert_contains(p->err.text, "git cat-file: ");
	assert_reads(p, "HEAD", "small", "1\n");
}

static void missing_objects(void **state)
{
	struct place *p = *state;
	struct words names;
	const char *data, *id;
	size_t n;

	make_work(p);
	id = sh(p, "git -C work rev-parse HEAD:baselines/parser/x.json");
	sh(p, "cd work/.git/objects; rm -f %.2s/%s", id, id + 2);
	open_well(p, "work");
	assert_int_equal(repo_read(&data, &n, p->repo, "HEAD", "baselines/parser/x.json", &p->err),
		-1);
	assert_contains(p->err.text, arena_printf(&p->mem, "lacks the object %s", id));
	assert_reads(p, "HEAD", "baselines/parser/nope", NULL);
	id = sh(p, "git -C work rev-parse HEAD:baselines/parser");
	sh(p, "cd work/.git/objects; rm -f %.2s/%s", id, id + 2);
	open_well(p, "work");
	assert_int_equal(repo_read(&data, &n, p->repo, "HEAD", "baselines/parser/nope", &p->err),
		-1);
	assert_contains(p->err.text,
		arena_printf(&p->mem, "lacks the object %s of baselines/parser/nope", id));
	assert_reads(p, "HEAD", "baselines/nope/x", NULL);
	assert_int_equal(repo_list(&names, p->repo, "HEAD", "baselines/parser", &p->err), -1);
	id = sh(p, "git -C work rev-parse HEAD");
	open_well(p, "work");
	sh(p, "cd work/.git/objects; rm -f %.2s/%s", id, id + 2);
	assert_int_equal(repo_read(&data, &n, p->repo, id, "baselines/nope", &p->err), -1);
	assert_contains(p->err.text, arena_printf(&p->mem, "lacks the commit %s", id));
}

static void ambiguous_names(void **state)
{
	static const struct {
		const char *make, *rev, *why;
	} rows[] = {
		{ "git tag origin/main v1", "origin/main",
			"'origin/main' may be refs/tags/origin/main or refs/remotes/origin/main" },
		{ "git branch origin/main v1", "origin/main~0", "refs/heads/origin/main" },
		{ "git tag refs/remotes/up/x v1", "refs/remotes/up/x",
			"refs/tags/refs/remotes/up/x" },
		{ "git tag topic v1", "topic", "refs/tags/topic" },
		{ "git tag HEAD v1 2>/dev/null || git update-ref refs/tags/HEAD v1^0", "HEAD",
			NULL },
		{ "git tag origin/main v1", "refs/remotes/origin/main", NULL },
		{ "git tag refs/remotes/origin/main v1", "refs/remotes/origin/main", NULL },
		{ "git branch refs/remotes/origin/main v1", "refs/remotes/origin/main", NULL },
		{ "git update-ref refs/tags/abcd origin/main", "abcd", NULL },
	};
	struct place *p = *state;
	const char *commit;

	make_work(p);
	sh(p, "git clone -q work c; cd c; git branch topic origin/topic; mv ../c ../spare");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		sh(p, "rm -rf c; cp -a spare c; cd c; %s", rows[i].make);
		open_well(p, "c");
		if (repo_resolve(&commit, p->repo, rows[i].rev, &p->err) != (rows[i].why ? -1 : 0))
			fail_msg("%s: %s", rows[i].make, p->err.text);
		if (rows[i].why)
			assert_contains(p->err.text, rows[i].why);
		else
			assert_text(commit, sh(p, "git -C work rev-parse main"));
	}
}

/* What a commit says is what its id says. */
static void replacements_are_ignored(void **state)
{
	struct place *p = *state;

	make_work(p);
	sh(p,
		"cd work; git replace HEAD:a.txt HEAD:baselines/parser/x.json;"
		" git replace HEAD v1^0");
	open_well(p, "work");
	assert_reads(p, "HEAD", "a.txt", "a\n");
	assert_reads(p, "HEAD", "baselines/parser/x.json", "two\n");
}

static void batch_starts_again(void **state)
{
	struct place *p = *state;
	const char *const argv[] = { "git", "-C", arena_printf(&p->mem, "%s/work", p->folder),
		"cat-file", "--batch", NULL };
	const char *const env[] = { "LC_ALL=C", NULL };
	struct repo_batch b = { .argv = argv, .env = env };
	struct repo_object o;

	make_work(p);
	assert_int_equal(repo_batch_ask(&o, &b, &p->mem, "HEAD:a.txt", &p->err), 0);
	assert_text(o.data, "a\n");
	/* Ctrl-C is not for it. */
	assert_int_equal(getpgid(b.git.pid), b.git.pid);
	kill(b.git.pid, SIGKILL);
	assert_int_equal(repo_batch_ask(&o, &b, &p->mem, "HEAD:a.txt", &p->err), -1);
	assert_contains(p->err.text, "git cat-file: ");
	assert_int_equal(repo_batch_ask(&o, &b, &p->mem, "HEAD:a.txt", &p->err), 0);
	assert_int_equal(repo_batch_ask(&o, &b, &p->mem, "nope", &p->err), 1);
	assert_int_equal(repo_batch_ask(&o, &b, &p->mem, "HEAD:a.txt", &p->err), 0);
	assert_text(o.type, "blob");
	repo_batch_stop(&b);
	sh(p, "rm -rf work/.git");
	assert_int_equal(repo_batch_ask(&o, &b, &p->mem, "HEAD", &p->err), -1);
	assert_contains(p->err.text, "not a git repository");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(revisions),
		TEST(ambiguous_abbreviation),
		TEST(merge_bases),
		TEST(parents_of_commits),
		TEST(last_tags),
		TEST(dirt),
		TEST(files),
		TEST(opened_to_read),
		TEST(folders),
		TEST(deep),
		TEST(many),
		TEST(too_large),
		TEST(pieces),
		TEST(missing_objects),
		TEST(ambiguous_names),
		TEST(replacements_are_ignored),
		TEST(batch_starts_again),
	};

	return cmocka_run_group_tests_name("repo_read", tests, NULL, template_remove);
}
