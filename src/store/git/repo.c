#include "store/git/repo_backend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

enum { CLI, LIB, SIDES };

/* To read, git has answered before libgit2 is loaded and has read its certificates; it also knows
 * formats and settings that libgit2 refuses. To write, git takes a process for every object, while
 * libgit2 needs microseconds from tip to swap, so that concurrent writers overtake each other less.
 */
static const size_t orders[][SIDES] = {
	[REPO_READING] = { CLI, LIB },
	[REPO_WRITING] = { LIB, CLI },
};

struct slot {
	struct repo_side side;
	enum { UNTRIED, OPEN, UNUSABLE } status;
	struct error why;
};

struct repo {
	struct arena *mem;
	const char *folder;
	struct slot slots[SIDES];
	struct repo_view view;
};

/* What git leaves in the folder of the repository while something is under way. */
static const struct {
	const char *file, *what;
} signs[] = {
	{ "rebase-merge", "rebase" },
	{ "rebase-apply/applying", "am" },
	{ "rebase-apply", "rebase" },
	{ "MERGE_HEAD", "merge" },
	{ "CHERRY_PICK_HEAD", "cherry-pick" },
	{ "REVERT_HEAD", "revert" },
	{ "sequencer/todo", "cherry-pick or revert" },
	{ "BISECT_LOG", "bisect" },
};

static const char *busy(struct arena *mem, const char *gitdir)
{
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (file_exists(file_join(mem, gitdir, signs[i].file)))
			return signs[i].what;
	return NULL;
}

static int absolute(const char **out, struct arena *mem, const char *folder, struct error *err)
{
	char *path = realpath(folder, NULL);

	if (!path)
		return error_set(err, "cannot open the folder %s: %s", folder, strerror(errno));
	*out = arena_string(mem, path);
	free(path);
	return 0;
}

/* The second must have found what the first one did. */
static int slot_open(struct repo *repo, struct slot *s, struct error *err)
{
	const struct repo_backend *via = s->side.via;
	const char *first = repo->view.gitdir;
	struct repo_view view;
	int rc = via->open(&s->side.state, repo->mem, repo->folder, err);

	if (rc == 0) {
		rc = via->look(&view, s->side.state, err);
		if (rc == 0 && first && strcmp(first, view.gitdir) != 0)
			rc = error_set(err, "found %s instead of %s", view.gitdir, first);
		if (rc != 0)
			via->close(s->side.state);
	}
	s->status = rc == 0 ? OPEN : UNUSABLE;
	if (rc != 0)
		s->why = *err;
	else if (!first)
		repo->view = view;
	return rc;
}

const struct repo_side *repo_side(struct repo *repo, enum repo_order order, size_t i)
{
	struct error ignored;

	for (size_t k = 0; k < SIDES; k++) {
		struct slot *s = &repo->slots[orders[order][k]];

		if (s->status == UNTRIED)
			slot_open(repo, s, &ignored);
		if (s->status == OPEN && i-- == 0)
			return &s->side;
	}
	return NULL;
}

int repo_undecided(const struct repo *repo, struct error *err)
{
	for (size_t i = 0; i < SIDES; i++) {
		const struct slot *s = &repo->slots[i];

		if (s->status == UNUSABLE && *s->why.text && strcmp(s->why.text, err->text) != 0)
			error_append(err, "\n  %s", s->why.text);
	}
	return -1;
}

int repo_look(struct repo_view *view, struct repo *repo, struct error *err)
{
	const struct repo_side *side;

	REPO_EACH_SIDE(side, repo, REPO_READING)
	{
		if (side->via->look(view, side->state, err) < 0)
			return -1;
		view->facts.busy = busy(repo->mem, view->gitdir);
		view->facts.gitdir = view->gitdir;
		return 0;
	}
	return -1;
}

int repo_open_with(struct repo **out, struct arena *mem, const char *folder,
	const struct repo_backend *only, struct error *err)
{
	struct repo *repo = arena_alloc(mem, sizeof *repo);
	int rc = REPO_UNDECIDED;

	repo->mem = mem;
	if (absolute(&repo->folder, mem, folder ? folder : ".", err) < 0)
		return -1;
	repo->slots[CLI].side.via = &repo_cli_backend;
	repo->slots[LIB].side.via = &repo_lib_backend;
	for (size_t i = 0; i < SIDES; i++)
		if (only && repo->slots[i].side.via != only)
			repo->slots[i].status = UNUSABLE;
	for (size_t i = 0; i < SIDES && rc == REPO_UNDECIDED; i++) {
		struct slot *s = &repo->slots[orders[REPO_READING][i]];

		if (s->status == UNTRIED)
			rc = slot_open(repo, s, err);
	}
	if (rc == 0) {
		repo->view.facts.busy = busy(mem, repo->view.gitdir);
		repo->view.facts.gitdir = repo->view.gitdir;
	}
	if (rc == REPO_UNDECIDED)
		rc = repo_undecided(repo, err);
	if (rc == 0)
		*out = repo;
	else
		repo_close(repo);
	return rc;
}

int repo_open(struct repo **repo, struct arena *mem, const char *folder, struct error *err)
{
	return repo_open_with(repo, mem, folder, NULL, err);
}

void repo_close(struct repo *repo)
{
	for (size_t i = 0; repo && i < SIDES; i++) {
		struct slot *s = &repo->slots[i];

		if (s->status == OPEN)
			s->side.via->close(s->side.state);
		s->status = UNUSABLE;
	}
}

const struct repo_facts *repo_facts(const struct repo *repo)
{
	return &repo->view.facts;
}

struct arena *repo_arena(struct repo *repo)
{
	return repo->mem;
}
