/* Questions to the repository: each is put to the backends in turn until one decides it. */
#include "store/git/repo_backend.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"

enum { LONGEST_REV = 4096 };

/* No name of a ref, no id and no operator has such a character; the git program is asked by lines.
 */
static bool is_sane(const char *rev)
{
	size_t n = strlen(rev);

	if (n == 0 || n > LONGEST_REV)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)rev[i] < ' ' || rev[i] == 0x7f)
			return false;
	return true;
}

/* Whether a cut history may be why rev is not there. */
static bool reaches_back(const char *rev)
{
	return rev[strcspn(rev, "^~")] ||
		(strlen(rev) >= 7 && !rev[strspn(rev, "0123456789abcdef")]);
}

int repo_resolve(const char **commit, struct repo *repo, const char *rev, struct error *err)
{
	const struct repo_side *side;

	if (!is_sane(rev))
		return 1;
	REPO_EACH_SIDE(side, repo, REPO_READING)
	{
		int rc = side->via->resolve(commit, side->state, rev, err);

		if (rc == REPO_NONE && repo_facts(repo)->shallow && reaches_back(rev))
			return repo_no_revision(repo, rev, err);
		if (rc != REPO_UNDECIDED)
			return rc;
	}
	return repo_undecided(repo, err);
}

int repo_no_revision(const struct repo *repo, const char *rev, struct error *err)
{
	if (repo_facts(repo)->shallow)
		return repo_lacks(err, true, "'%.200s'", rev);
	return error_set(err, "there is no revision '%.200s' in this repository", rev);
}

/* The id of a commit that has to be there. */
static int need(const char **id, struct repo *repo, const char *rev, struct error *err)
{
	int rc = 0;

	if (repo_is_id(rev))
		*id = rev;
	else
		rc = repo_resolve(id, repo, rev, err);
	return rc == REPO_NONE ? repo_no_revision(repo, rev, err) : rc;
}

int repo_merge_base(const char **commit, struct repo *repo, const char *a, const char *b,
	struct error *err)
{
	const struct repo_side *side;
	const char *ignored;
	int rc = REPO_UNDECIDED;

	if (!is_sane(a) || !is_sane(b))
		return repo_no_revision(repo, is_sane(a) ? b : a, err);
	REPO_EACH_SIDE(side, repo, REPO_READING)
	{
		rc = side->via->merge_base(commit, side->state, a, b, err);
		if (rc != REPO_UNDECIDED)
			break;
	}
	/* If it is one of the two that is wrong, its own sentence is the better one. */
	if (rc != 0 && rc != REPO_NONE &&
		(need(&ignored, repo, a, err) < 0 || need(&ignored, repo, b, err) < 0))
		return -1;
	if (rc == REPO_NONE && repo_facts(repo)->shallow)
		return repo_lacks(err, true, "the merge base of %.200s and %.200s", a, b);
	return rc == REPO_UNDECIDED ? repo_undecided(repo, err) : rc;
}

int repo_parents(struct words *parents, struct repo *repo, const char *commit, struct error *err)
{
	const struct repo_side *side;

	if (need(&commit, repo, commit, err) < 0)
		return -1;
	REPO_EACH_SIDE(side, repo, REPO_READING)
	{
		int rc = side->via->parents(parents, side->state, commit, err);

		if (rc != REPO_UNDECIDED)
			return rc;
	}
	return repo_undecided(repo, err);
}

int repo_last_tag(const char **tag, struct repo *repo, const char *commit, struct error *err)
{
	const struct repo_side *side;
	const char *id;

	if (need(&id, repo, commit, err) < 0)
		return -1;
	REPO_EACH_SIDE(side, repo, REPO_READING)
	{
		int rc = side->via->last_tag(tag, side->state, id, err);

		if (rc == REPO_NONE && repo_facts(repo)->shallow)
			return repo_lacks(err, true, "the last tag before %.200s", commit);
		if (rc != REPO_UNDECIDED)
			return rc;
	}
	return repo_undecided(repo, err);
}

int repo_dirty(bool *dirty, struct repo *repo, const char *but, struct error *err)
{
	const struct repo_side *side;

	*dirty = false;
	if (!repo_facts(repo)->root)
		return 0;
	REPO_EACH_SIDE(side, repo, REPO_READING)
	{
		int rc = side->via->dirty(dirty, side->state, but, err);

		if (rc != REPO_UNDECIDED)
			return rc;
	}
	return repo_undecided(repo, err);
}

int repo_read(const char **data, size_t *n, struct repo *repo, const char *commit, const char *path,
	struct error *err)
{
	const struct repo_side *side;

	if (need(&commit, repo, commit, err) < 0)
		return -1;
	REPO_EACH_SIDE(side, repo, REPO_READING)
	{
		int rc = side->via->read(data, n, side->state, commit, path, err);

		if (rc != REPO_UNDECIDED)
			return rc;
	}
	return repo_undecided(repo, err);
}

static int by_bytes(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

int repo_list(struct words *names, struct repo *repo, const char *commit, const char *folder,
	struct error *err)
{
	const struct repo_side *side;

	if (need(&commit, repo, commit, err) < 0)
		return -1;
	REPO_EACH_SIDE(side, repo, REPO_READING)
	{
		int rc = side->via->list(names, side->state, commit, folder, err);

		/* The order of a tree takes a folder for a name that ends in '/'. */
		if (rc == 0 && names->n)
			qsort(names->v, names->n, sizeof *names->v, by_bytes);
		if (rc != REPO_UNDECIDED)
			return rc;
	}
	return repo_undecided(repo, err);
}
