#include "base/text.h"
#include "store/git/repo_internal.h"

#include <string.h>

#include "base/error.h"

int repo_lacks(struct error *err, bool shallow, const char *fmt, ...)
{
	char what[1024];

	TEXT_FORMAT(what, fmt);
	if (shallow)
		return error_set(err,
			"this clone is shallow and lacks %s\n" REPO_FETCH_IN_CI
			"  here:               git fetch --unshallow",
			what);
	return error_set(err,
		"the repository lacks %s\n"
		"  see what is missing:  git fsck --connectivity-only",
		what);
}

int repo_not_a_commit(struct error *err, const char *rev, const char *type)
{
	return error_set(err, "'%.200s' names a %s, not a commit", rev, type);
}

int repo_too_large(struct error *err, const char *what)
{
	return error_set(err, "%.500s is larger than %d MiB", what, REPO_MAX_BLOB >> 20);
}

bool repo_is_id(const char *rev)
{
	size_t n = strspn(rev, "0123456789abcdef");

	return rev[n] == '\0' && (n == 40 || n == 64);
}
