#include "store/git/repo_backend.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

int repo_lacks(struct error *err, bool shallow, const char *fmt, ...)
{
	char what[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	if (shallow)
		return error_set(err,
			"this clone is shallow and lacks %s\n"
			"  in GitHub Actions:  actions/checkout with fetch-depth: 0\n"
			"  here:               git fetch --unshallow",
			what);
	return error_set(err,
		"the repository lacks %s\n"
		"  see what is missing:  git fsck --connectivity-only",
		what);
}

int repo_foreign(struct error *err, const char *quoted_path)
{
	return error_set(err,
		"the git repository %s belongs to another user, and git refuses it (dubious "
		"ownership)\n"
		"  if you trust it:  git config --global --add safe.directory %s",
		quoted_path, quoted_path);
}

int repo_not_a_commit(struct error *err, const char *rev, const char *type)
{
	return error_set(err, "'%.200s' names a %s, not a commit", rev, type);
}

int repo_ambiguous(struct error *err, const char *rev)
{
	return error_set(err, "'%.200s' could be more than one object; give more of its digits",
		rev);
}

int repo_too_large(struct error *err, const char *what)
{
	return error_set(err, "%.500s is larger than %d MiB", what, REPO_MAX_BLOB >> 20);
}

int repo_not_a_file(struct error *err, const char *commit, const char *path, unsigned mode)
{
	const char *kind = mode == 0040000 ? "folder"
		: mode == 0120000          ? "symbolic link"
					   : "submodule";

	return error_set(err, "%.500s is a %s in commit %.12s, not a file", path, kind, commit);
}

int repo_in_the_way(struct error *err, const char *path)
{
	return error_set(err,
		"cannot commit %.500s: a file has the name of a folder there, or a folder that of "
		"a file",
		path);
}

bool repo_is_below(const char *path, const char *folder)
{
	return folder && text_starts(path, folder) && path[strlen(folder)] == '/';
}

bool repo_is_id(const char *rev)
{
	size_t n = strspn(rev, "0123456789abcdef");

	return rev[n] == '\0' && (n == 40 || n == 64);
}
