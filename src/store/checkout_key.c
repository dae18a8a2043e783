/* What decides how a copy turns out. */
#include "store/checkout_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "model/ci_variables.h"
#include "model/host.h"
#include "store/git/git.h"
#include "store/git/repo.h"

/* Variables of the terminal and the session, which no build is made from. */
static const char *const ignored_variables[] = { "_=", "SHLVL=", "PWD=", "OLDPWD=", "TERM=",
	"COLUMNS=", "LINES=", "WINDOWID=", "SSH_", "XDG_SESSION_", "TMUX",
	"STY=", "GPG_TTY=", "VTE_VERSION=", "INVOCATION_ID=", "JOURNAL_STREAM=" };

/* Change when a package is installed: headers and libraries are in no PATH. */
static const char *const package_lists[] = { "/etc/ld.so.cache", "/var/lib/dpkg/status",
	"/lib/apk/db/installed", "/var/lib/rpm/rpmdb.sqlite", "/var/lib/pacman/local" };

static void add_lines(FILE *out, const struct words *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		fprintf(out, "%s\n", lines->v[i]);
}

/* Of a variable that has another value in each run of a CI system, only its presence counts. */
static void add_environment(FILE *out, struct arena *mem, const char *build)
{
	struct words kept = { 0 };

	for (char **pair = environ; *pair; pair++) {
		bool ignored = false;

		for (size_t i = 0; i < ARRAY_SIZE(ignored_variables) && !ignored; i++)
			ignored = text_starts(*pair, ignored_variables[i]);
		if (ignored)
			continue;
		words_push(mem, &kept,
			ci_variable_of(*pair, build) == CI_VARIABLE_NOT
				? *pair
				: arena_copy(mem, *pair, strcspn(*pair, "=")));
	}
	words_sort(&kept);
	add_lines(out, &kept);
}

const char *checkout_file_state(struct arena *mem, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0) /* follows links: cc may lead to another compiler */
		return "-";
	return arena_printf(mem, "%llu %lld %lld.%09ld", (unsigned long long)st.st_ino,
		(long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

/* A build may run any program in PATH. A relative folder is one of the copy itself. */
static void add_programs(FILE *out, struct arena *mem, const char *folder)
{
	struct words names = { 0 };

	fprintf(out, "%s\n", folder);
	if (*folder == '/')
		file_names(&names, mem, folder);
	for (size_t i = 0; i < names.n; i++)
		if (*names.v[i] != '.')
			fprintf(out, "%s %s\n", names.v[i],
				checkout_file_state(mem, file_join(mem, folder, names.v[i])));
}

static void add_path(FILE *out, struct arena *mem)
{
	const char *path = getenv("PATH");

	for (size_t n; path && *path; path += n + (path[n] == ':')) {
		n = strcspn(path, ":");
		add_programs(out, mem, arena_copy(mem, path, n));
	}
	for (size_t i = 0; i < ARRAY_SIZE(package_lists); i++)
		fprintf(out, "%s\n", checkout_file_state(mem, package_lists[i]));
}

/* A build may be for this processor (-march=native), and machines may share the copies. */
static void add_processor(FILE *out, struct arena *mem)
{
	struct host h;

	host_probe(&h, mem, NULL);
	fprintf(out, "%s\n%s\n%s\n", h.arch, h.cpu, h.flags ? h.flags : "");
}

int checkout_key(const char **key, struct repo *repo, struct arena *mem, const char *commit,
	const char *build, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	FREES_ARENA struct arena scratch = { 0 };
	const struct repo_facts *f = repo_facts(repo);
	struct words sources = { 0 };
	const char *tree;

	if (git_text(&tree, repo_git(repo), &scratch, err,
		    GIT_ARGS("rev-parse", "--verify",
			    arena_printf(&scratch, "%s^{tree}", commit))) < 0 ||
		checkout_sources(&sources, repo, &scratch, commit, err) < 0)
		return -1;
	fprintf(m.f, "%s\n%s\n%s\n%s\n", f->root, f->prefix, tree, build);
	add_lines(m.f, &sources);
	add_environment(m.f, &scratch, build);
	add_path(m.f, &scratch);
	add_processor(m.f, &scratch);
	memory_file_end(&m);
	*key = digest_hex(mem, m.data, m.n);
	return 0;
}
