/* Where the sides lie while suspects are confirmed.
 *
 * In the first stage head runs in the user's tree and base in its copy: another file system,
 * another part of the disk, other pages of memory. That alone can make head slower, again and
 * again. So the confirmation runs in two new folders, beside each other and filled in random order:
 * what the first two have done is not repeated. */
#include "app/gate/gate.h"

#include "base/file.h"
#include "base/rng.h"

#define TREE_BYTES ((double)(1 << 30)) /* a larger tree stays where it is */

static struct tree_copy base_tree(const struct gate_run *g)
{
	return (struct tree_copy){ .from = g->checkout.dir };
}

/* This tree without its results, which are of no use there. */
static struct tree_copy head_tree(const struct gate_run *g)
{
	const struct repo_facts *facts = g->project.facts;
	struct arena *mem = &g->project.app->mem;

	return (struct tree_copy){ .from = facts->root,
		.but = file_tidy(mem, file_join(mem, facts->prefix, g->project.suite.output_dir)),
		.git = g->checkout.dir,
		.commit = facts->head };
}

static int fill(struct gate_run *g, size_t side, const struct tree_copy *t, const char *folder,
	struct error *err)
{
	struct arena *mem = &g->project.app->mem;

	return checkout_copy(&g->place[side], mem, t, err) < 0
		? -1
		: checkout_enter(&g->place[side], mem, folder, err);
}

static int move(struct gate_run *g, const struct tree_copy tree[2], struct error *err)
{
	const struct project *p = &g->project;
	const char *const folder[] = { g->base_config.folder, p->facts->prefix };
	struct rng rng = rng_seeded(p->suite.seed ? p->suite.seed : rng_fresh_seed());
	size_t first = (size_t)rng_below(&rng, 2);

	for (size_t i = 0; i < 2; i++) {
		size_t side = (first + i) % 2;

		if (checkout_place(&g->place[side], p->repo, &p->app->mem, err) < 0 ||
			fill(g, side, &tree[side], folder[side], err) < 0)
			return -1;
	}
	return 0;
}

bool gate_move(struct gate_run *g)
{
	struct arena *mem = &g->project.app->mem;
	const struct tree_copy tree[] = { base_tree(g), head_tree(g) };
	struct error err = { .text = "a tree is larger than 1 GiB" };

	/* After a signal nothing will be measured. */
	if (checkout_copy_size(mem, &tree[0]) <= TREE_BYTES &&
		checkout_copy_size(mem, &tree[1]) <= TREE_BYTES && move(g, tree, &err) == 0)
		return true;
	words_printf(mem, &g->c.notes,
		"benchctl confirmed both sides in their first folders, whose paths "
		"may affect the speed: %s",
		err.text);
	return false;
}

int gate_move_base(struct gate_run *g, struct error *err)
{
	const struct tree_copy tree = base_tree(g);

	return fill(g, 1, &tree, g->base_config.folder, err);
}
