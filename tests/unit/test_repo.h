/* Real repositories, made with the git program in a temporary folder under isolated settings. */
#pragma once

#include "unit.h"

#include <sys/stat.h>

#include "store/git/git.h"
#include "store/git/repo.h"

struct place {
	const char *folder;
	struct arena mem;
	struct repo *repo;
	unsigned tries; /* of updates; 0: the usual */
	struct error err;
};

#define TEST(f) cmocka_unit_test_setup_teardown(f, place_make, place_remove)

/* In the folder of the test; every command has to succeed. Returns what it prints, without the end.
 */
__attribute__((format(printf, 2, 3))) static inline const char *sh(struct place *p, const char *fmt,
	...)
{
	char *script = NULL, *out = arena_alloc(&p->mem, 65536);
	va_list ap;
	size_t n;
	FILE *f;

	va_start(ap, fmt);
	assert_true(vasprintf(&script, fmt, ap) > 0);
	va_end(ap);
	f = popen(arena_printf(&p->mem, "set -e; exec 2>'%s/stderr'; cd '%s'; %s", p->folder,
			  p->folder, script),
		"r");
	assert_non_null(f);
	n = fread(out, 1, 65535, f);
	while (n && out[n - 1] == '\n')
		n--;
	out[n] = '\0';
	if (pclose(f) != 0)
		fail_msg("%s\n%s", script,
			unit_read(&p->mem, arena_printf(&p->mem, "%s/stderr", p->folder)));
	free(script);
	return out;
}

static inline int place_make(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	static const char *const unset[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
		"GIT_CEILING_DIRECTORIES", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL",
		"GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL", "SUDO_UID" };

	p->folder = realpath(unit_folder(&p->mem), NULL);
	setenv("HOME", p->folder, 1);
	setenv("GIT_CONFIG_GLOBAL", arena_printf(&p->mem, "%s/.gitconfig", p->folder), 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	for (size_t i = 0; i < ARRAY_SIZE(unset); i++)
		unsetenv(unset[i]);
	unit_write(arena_printf(&p->mem, "%s/.gitconfig", p->folder),
		"[user]\n\tname = Ada\n\temail = ada@example.org\n"
		"[init]\n\tdefaultBranch = main\n[protocol \"file\"]\n\tallow = always\n"
		"[advice]\n\tdetachedHead = false\n");
	*state = p;
	return 0;
}

static inline int place_remove(void **state)
{
	struct place *p = *state;

	if (p->repo)
		repo_close(p->repo);
	unit_remove(p->folder);
	free((char *)(uintptr_t)p->folder);
	arena_free(&p->mem);
	free(p);
	return 0;
}

/* 1, -1 or, with the repository in p->repo, 0. */
static inline int open_at(struct place *p, const char *folder)
{
	if (p->repo)
		repo_close(p->repo);
	p->repo = NULL;
	*p->err.text = '\0';
	return repo_open(&p->repo, &p->mem, arena_printf(&p->mem, "%s/%s", p->folder, folder),
		&p->err);
}

static inline void open_well(struct place *p, const char *folder)
{
	int rc = open_at(p, folder);

	if (rc != 0)
		fail_msg("%s: %d %s", folder, rc, p->err.text);
}

/* A repository without a worktree has to be named. */
static inline void open_bare(struct place *p, const char *folder)
{
	setenv("GIT_DIR", arena_printf(&p->mem, "%s/%s", p->folder, folder), 1);
	git_keep_environment();
	open_well(p, folder);
	unsetenv("BENCHCTL_GIT_DIR");
}

/* The folder with what make_work has made, to copy from; "" when there is none yet. */
static char work_template[64];

static inline int template_remove(void **state)
{
	(void)state;
	if (*work_template)
		unit_remove(work_template);
	return 0;
}

/* main: one - two - merge of topic; topic: one - three. Tags: v1 (annotated) on one. A dozen times
 * git takes too long to do so for each test. */
static inline void make_work(struct place *p)
{
	if (*work_template) {
		sh(p, "cp -a '%s/work' work; git -C work update-index -q --refresh", work_template);
		return;
	}
	sh(p,
		"git init -q work; cd work; mkdir -p baselines/parser;"
		" echo one >baselines/parser/x.json;"
		"echo a >a.txt; git add .; git commit -qm one; git tag -am v1 v1;"
		"git checkout -qb topic; echo t >t.txt; git add .; git commit -qm three;"
		"git checkout -q main; echo two >baselines/parser/x.json; git commit -qam two");
	snprintf(work_template, sizeof work_template, "%s", unit_folder(&p->mem));
	sh(p, "cp -a work '%s/'", work_template);
}

static inline void assert_resolves(struct place *p, const char *rev, const char *expected)
{
	const char *commit = NULL;
	int rc = repo_resolve(&commit, p->repo, rev, &p->err);

	if (rc != (expected ? 0 : 1))
		fail_msg("'%s': %d %s", rev, rc, p->err.text);
	assert_row(rev, commit, expected);
}

/* The file in the commit that rev names; NULL: none. */
static inline void assert_reads(struct place *p, const char *rev, const char *path,
	const char *expected)
{
	const char *data = NULL;
	size_t n = 0;
	int rc = repo_read(&data, &n, p->repo, rev, path, &p->err);

	if (rc != (expected ? 0 : 1))
		fail_msg("%s:%s: %d %s", rev, path, rc, p->err.text);
	assert_row(path, data, expected);
	assert_int_equal(n, expected ? strlen(expected) : 0);
}
