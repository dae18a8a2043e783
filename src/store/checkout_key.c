/* What decides how a copy turns out. */
#include "store/checkout_parts.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "model/host.h"
#include "store/git/git.h"
#include "store/git/repo.h"

/* Variables of the terminal and the session, which no build is made from. */
static const char *const ignored_variables[] = { "_=", "SHLVL=", "PWD=", "OLDPWD=", "TERM=",
	"COLUMNS=", "LINES=", "WINDOWID=", "SSH_", "XDG_SESSION_", "TMUX",
	"STY=", "GPG_TTY=", "VTE_VERSION=", "INVOCATION_ID=", "JOURNAL_STREAM=", "GITHUB_RUN_",
	"CI_JOB_" };

/* Change when a package is installed: headers and libraries are in no PATH. */
static const char *const package_lists[] = { "/etc/ld.so.cache", "/var/lib/dpkg/status",
	"/lib/apk/db/installed", "/var/lib/rpm/rpmdb.sqlite", "/var/lib/pacman/local" };

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void add_sorted(FILE *out, struct words *words)
{
	if (words->n)
		qsort(words->v, words->n, sizeof *words->v, by_text);
	for (size_t i = 0; i < words->n; i++)
		fprintf(out, "%s\n", words->v[i]);
}

static void add_environment(FILE *out, struct arena *mem)
{
	struct words kept = { 0 };

	for (char **pair = environ; *pair; pair++) {
		bool ignored = false;

		for (size_t i = 0; i < ARRAY_SIZE(ignored_variables) && !ignored; i++)
			ignored = text_starts(*pair, ignored_variables[i]);
		if (!ignored)
			words_push(mem, &kept, *pair);
	}
	add_sorted(out, &kept);
}

static const char *state_of(struct arena *mem, int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, 0) < 0) /* follows links: cc may lead to another compiler */
		return NULL;
	return arena_printf(mem, "%s %llu %lld %lld.%09ld", name, (unsigned long long)st.st_ino,
		(long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

/* A build may run any program in PATH. */
static void add_programs(FILE *out, struct arena *mem, const char *folder)
{
	DIR *d = opendir(*folder ? folder : ".");
	struct words programs = { 0 };
	const struct dirent *e;

	while (d && (e = readdir(d))) {
		const char *state = *e->d_name == '.' ? NULL : state_of(mem, dirfd(d), e->d_name);

		if (state)
			words_push(mem, &programs, state);
	}
	if (d)
		closedir(d);
	fprintf(out, "%s\n", folder);
	add_sorted(out, &programs);
}

static void add_path(FILE *out, struct arena *mem)
{
	const char *path = getenv("PATH");

	for (size_t n; path && *path; path += n + (path[n] == ':')) {
		n = strcspn(path, ":");
		add_programs(out, mem, arena_copy(mem, path, n));
	}
	for (size_t i = 0; i < ARRAY_SIZE(package_lists); i++) {
		const char *state = state_of(mem, AT_FDCWD, package_lists[i]);

		fprintf(out, "%s\n", state ? state : "-");
	}
}

int checkout_key(const char **key, struct repo *repo, struct arena *mem, const char *commit,
	const char *build, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	FREES_ARENA struct arena scratch = { 0 };
	const struct repo_facts *f = repo_facts(repo);
	struct words parts = { 0 };
	const char *tree;

	if (git_text(&tree, repo_git(repo), &scratch, err,
		    GIT_ARGS("rev-parse", "--verify",
			    arena_printf(&scratch, "%s^{tree}", commit))) < 0 ||
		checkout_sources(&parts, repo, &scratch, commit, err) < 0)
		return -1;
	memory_file_open(&m);
	fprintf(m.f, "%s\n%s\n%s\n%s\n", f->root, f->prefix, tree, build);
	for (size_t i = 0; i < parts.n; i++)
		fprintf(m.f, "%s\n", parts.v[i]);
	add_environment(m.f, &scratch);
	add_path(m.f, &scratch);
	memory_file_end(&m);
	*key = digest_hex(mem, m.data, m.n);
	return 0;
}
