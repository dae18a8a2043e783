/* Questions about commits. */
#include "store/git/repo_internal.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/repo_tree.h"

enum { LONGEST_REV = 4096 };

/* No name of a ref, no id and no operator has such a character; git cat-file is asked by lines. */
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

/* Whether a cut history may be why rev does not exist. */
static bool reaches_back(const char *rev)
{
	return rev[strcspn(rev, "^~")] ||
		(strlen(rev) >= 7 && !rev[strspn(rev, "0123456789abcdef")]);
}

/* Questions about the reflog and the settings make git cat-file end with these words. */
static bool is_none(const char *words)
{
	static const char *const some[] = { "no upstream configured", " only has ",
		"no such branch", "does not point to a branch", "no push ", NULL };

	return text_has_one(words, some);
}

static int say_ambiguous(const char *name, const char *one, const char *other, struct error *err)
{
	return error_set(err,
		"'%.200s' may be %.200s or %.200s\n"
		"  delete the one that should not exist, or name yours in full",
		name, one, other);
}

/* git takes the full name of an existing ref literally. */
static bool is_ref(struct repo *repo, struct arena *mem, const char *name)
{
	const struct git_call call = { .args = GIT_ARGS("show-ref", "--verify", "--quiet", "--",
					       name) };
	struct proc_answer a;

	return git_run(&a, &repo->git, mem, &call, ERROR_IGNORED) == 0 && a.status == 0;
}

/* git takes a ref before the object whose id starts so. */
static int check_digits(struct repo *repo, struct arena *mem, const char *name, const char *ref,
	struct error *err)
{
	enum { DIGITS_MIN = 4 };
	struct words ids = { 0 };

	if (strlen(name) < DIGITS_MIN || name[strspn(name, "0123456789abcdefABCDEF")])
		return 0;
	if (git_lines(&ids, &repo->git, mem, err,
		    GIT_ARGS("rev-parse", arena_printf(mem, "--disambiguate=%s", name))) < 0)
		return -1;
	return ids.n ? say_ambiguous(name, ref, arena_printf(mem, "the object %s", ids.v[0]), err)
		     : 0;
}

static const char *const rules[] = { "refs/", "refs/tags/", "refs/heads/", "refs/remotes/" };

/* What git says of a revision and of the refs that its name may mean. */
struct answers {
	struct repo_object rev;
	const char *name;
	const char *refs[ARRAY_SIZE(rules)]; /* NULL: there is no such ref */
};

/* The part of rev that git looks up among the refs; "" where it looks up none. */
static const char *name_of(struct arena *mem, const char *rev)
{
	const char *name = arena_copy(mem, rev, strcspn(rev, "^~:@{"));

	return strcmp(name, "HEAD") == 0 || repo_is_id(name) ? "" : name;
}

/* Asks all at once. Returns what repo_batch_ask returns for rev. */
static int ask(struct answers *a, struct repo *repo, struct arena *mem, const char *rev,
	struct error *err)
{
	const char *names[1 + ARRAY_SIZE(rules)] = { rev };
	struct repo_object ignored;
	size_t n = 1;
	int found;

	*a = (struct answers){ .name = name_of(mem, rev) };
	for (size_t i = 0; *a->name && i < ARRAY_SIZE(rules); i++)
		names[n++] = arena_printf(mem, "%s%s", rules[i], a->name);
	if (repo_batch_send(&repo->batch, mem, names, n, err) < 0)
		return -1;
	found = repo_batch_receive(&a->rev, &repo->batch, mem, rev, err);
	for (size_t i = 1; i < n && found >= 0; i++) {
		int rc = repo_batch_receive(&ignored, &repo->batch, mem, names[i], err);

		if (rc < 0)
			return rc;
		a->refs[i - 1] = rc == 0 ? names[i] : NULL;
	}
	return found;
}

/* git takes the first of several refs that a name may mean: refs/tags/origin/main before
 * refs/remotes/origin/main, and refs/tags/refs/heads/x where refs/heads/x does not exist. A user
 * who makes such a ref must not choose the commit. */
static int check_name(struct repo *repo, struct arena *mem, const struct answers *a,
	struct error *err)
{
	const char *found = text_starts(a->name, "refs/") ? a->name : NULL;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		if (a->refs[i] && found)
			return found == a->name && is_ref(repo, mem, a->name)
				? 0
				: say_ambiguous(a->name, found, a->refs[i], err);
		if (a->refs[i])
			found = a->refs[i];
	}
	return found ? check_digits(repo, mem, a->name, found, err) : 0;
}

static int resolve(const char **commit, struct repo *repo, const char *rev, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct answers a;
	struct repo_object *o = &a.rev;
	int rc = ask(&a, repo, &mem, rev, err);

	if (rc == 2)
		return error_set(err,
			"'%.200s' could be more than one object; give more of its digits", rev);
	if (rc < 0 && is_none(err->text))
		return REPO_NONE;
	if (rc == 0 && strcmp(o->type, "tag") == 0) {
		rc = repo_batch_ask(o, &repo->batch, &mem, arena_printf(&mem, "%s^{commit}", o->id),
			err);
		if (rc > 0)
			return repo_not_a_commit(err, rev, "tag of something else");
	}
	if (rc != 0)
		return rc;
	if (strcmp(o->type, "commit") != 0)
		return repo_not_a_commit(err, rev, o->type);
	repo->commit = *commit = arena_string(repo->mem, o->id);
	repo->tree = repo_tree_of(repo->mem, o->data, o->n);
	return check_name(repo, &mem, &a, err);
}

int repo_resolve(const char **commit, struct repo *repo, const char *rev, struct error *err)
{
	int rc = is_sane(rev) ? resolve(commit, repo, rev, err) : REPO_NONE;

	if (rc == REPO_NONE && repo_facts(repo)->shallow && is_sane(rev) && reaches_back(rev))
		return repo_no_revision(repo, rev, err);
	return rc;
}

int repo_no_revision(struct repo *repo, const char *rev, struct error *err)
{
	if (repo_facts(repo)->shallow)
		return repo_lacks(err, true, "'%.200s'", rev);
	if (!repo_head(repo) && text_starts(rev, "HEAD"))
		return error_set(err, "there is no revision '%.200s': HEAD has no commit yet", rev);
	return error_set(err, "there is no revision '%.200s' in this repository", rev);
}

int repo_need(const char **id, struct repo *repo, const char *rev, struct error *err)
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
	FREES_ARENA struct arena mem = { 0 };
	struct proc_answer answer;
	struct git_call call;

	if (repo_need(&a, repo, a, err) < 0 || repo_need(&b, repo, b, err) < 0)
		return -1;
	call = (struct git_call){ .args = GIT_ARGS("merge-base", a, b) };
	if (git_run(&answer, &repo->git, &mem, &call, err) < 0)
		return -1;
	if (answer.status != 0 && repo_facts(repo)->shallow)
		return repo_lacks(err, true, "the merge base of %.12s and %.12s", a, b);
	if (answer.status == 1 && answer.out_n == 0)
		return REPO_NONE;
	if (answer.status != 0)
		return git_failed(err, "merge-base", &answer);
	*commit = arena_copy(repo->mem, answer.out, strcspn(answer.out, "\n"));
	return 0;
}

int repo_parents(struct words *parents, struct repo *repo, const char *commit, struct error *err)
{
	struct repo_object o;
	int rc;

	if (repo_need(&commit, repo, commit, err) < 0)
		return -1;
	rc = repo_batch_ask(&o, &repo->batch, repo->mem, commit, err);
	if (rc > 0)
		return repo_lacks(err, repo_facts(repo)->shallow, "the commit %s", commit);
	if (rc == 0 && strcmp(o.type, "commit") != 0)
		return repo_not_a_commit(err, commit, o.type);
	if (rc == 0)
		repo_tree_parents(parents, repo->mem, o.data, o.n);
	return rc;
}

int repo_last_tag(const char **tag, struct repo *repo, const char *commit, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct proc_answer a;
	struct git_call call;

	if (repo_need(&commit, repo, commit, err) < 0)
		return -1;
	call = (struct git_call){ .args = GIT_ARGS("describe", "--tags", "--abbrev=0", commit) };
	if (git_run(&a, &repo->git, &mem, &call, err) < 0)
		return -1;
	if (a.status == 0) {
		*tag = arena_copy(repo->mem, a.out, strcspn(a.out, "\n"));
		return 0;
	}
	if (!strstr(a.err, "No names found") && !strstr(a.err, "No tags can describe"))
		return git_failed(err, "describe", &a);
	return repo_facts(repo)->shallow
		? repo_lacks(err, true, "the last tag before %.200s", commit)
		: REPO_NONE;
}

/* Filtered here and not by a pathspec, whose meaning the user's environment can change. */
int repo_dirty(bool *dirty, struct repo *repo, const char *but, struct error *err)
{
	enum { MARKS = 3 }; /* "XY " before each path */
	FREES_ARENA struct arena mem = { 0 };
	const struct git_call call = { .args = GIT_ARGS("status", "--porcelain", "-z",
					       "--untracked-files=no",
					       "--ignore-submodules=untracked", "--no-renames") };
	struct proc_answer a;

	*dirty = false;
	if (!repo_facts(repo)->root)
		return 0;
	if (git_need(&a, &repo->git, &mem, &call, err) < 0)
		return -1;
	for (size_t at = 0; at + MARKS < a.out_n; at += strlen(a.out + at) + 1)
		*dirty = *dirty || !file_is_below(a.out + at + MARKS, but);
	return 0;
}

int repo_patch(const char **patch, size_t *n, struct repo *repo, struct arena *mem, size_t max,
	struct error *err)
{
	const struct git_call call = {
		.args = GIT_ARGS("diff", "--binary", "--no-color", "--no-ext-diff", "--no-textconv",
			"--no-renames", "--ignore-submodules=untracked", "--src-prefix=a/",
			"--no-relative", "-U3", "--submodule=short", "--dst-prefix=b/", "HEAD"),
		.max = max
	};
	struct proc_answer a;

	if (git_need(&a, &repo->git, mem, &call, err) < 0)
		return -1;
	*patch = a.out;
	*n = a.out_n;
	return 0;
}
