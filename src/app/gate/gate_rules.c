/* The base's own configuration, as far as it judges and measures. */
#include "app/gate/gate.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "judge/rule_changes.h"
#include "store/git/git.h"

/* NULL, or why a renaming of head does not hold, as the rest of a sentence. */
static const char *rename_fault(const struct suite_index *base, const struct pairs *kept,
	const struct pair *p)
{
	if (!suite_index_find(base, p->key))
		return NULL;
	if (suite_index_find(base, p->value))
		return "but the base also has that name";
	for (size_t k = 0; k < kept->n; k++)
		if (text_equal(kept->v[k].value, p->value) &&
			suite_index_find(base, kept->v[k].key))
			return "but it renames another benchmark of the base to the same name";
	return NULL;
}

/* A renaming onto a benchmark that the base has would hide that the old one is gone. */
static void refuse_renames(struct gate_run *g)
{
	struct arena *mem = &g->project.app->mem;
	const struct pairs renamed = g->project.suite.renamed;
	const struct suite_index base = suite_index(mem, g->base_suite, NULL);
	struct pairs kept = { .v = arena_array(mem, renamed.n, sizeof *kept.v) };

	for (size_t i = 0; i < renamed.n; i++) {
		const char *why = rename_fault(&base, &kept, &renamed.v[i]);

		if (!why)
			kept.v[kept.n++] = renamed.v[i];
		else
			words_printf(mem, &g->c.rule_changes,
				"this change renames %s to %s, %s; so %s counts as missing",
				renamed.v[i].key, renamed.v[i].value, why, renamed.v[i].key);
	}
	g->project.suite.renamed = g->project.all.renamed = g->project.whole.renamed = kept;
}

/* The commit whose rules are the base's: a file or a run names the one that it measured. NULL: none
 * that this repository has. */
static const char *rules_commit(const struct gate_run *g)
{
	const char *measured = g->stored.party.commit, *commit;
	struct repo *repo = g->project.repo;

	if (!repo || g->base.commit || !measured || !repo_is_id(measured))
		return repo ? g->base.commit : NULL;
	return repo_resolve(&commit, repo, measured, ERROR_IGNORED) == 0 ? commit : NULL;
}

int gate_read_base(struct gate_run *g, struct error *err)
{
	struct project *p = &g->project, base = *p;
	struct base_config *c = &g->base_config;
	struct suite *suite = arena_alloc(&p->app->mem, sizeof *suite);
	const char *commit = rules_commit(g);

	c->state = BASE_CONFIG_NONE;
	if (!commit)
		return 0;
	if (base_config_read(c, p, commit, err) < 0) {
		if (g->base.commit)
			return error_stage(err, EXIT_NO_VERDICT);
		c->state = BASE_CONFIG_UNREADABLE;
		c->why = arena_string(&p->app->mem, err->text);
	}
	if (c->moved)
		words_push(&p->app->mem, &g->c.notes, c->moved);
	if (c->state == BASE_CONFIG_UNREADABLE || c->state == BASE_CONFIG_NONE)
		return 0;
	base.suite = c->suite;
	if (project_override(&base, err) < 0)
		return -1;
	*suite = base.suite;
	g->base_suite = suite;
	refuse_renames(g);
	project_select_base(p, suite);
	return 0;
}

const struct benchmark *gate_base_form(struct gate_run *g, const struct suite *suite)
{
	struct arena *mem = &g->project.app->mem;
	struct benchmark *forms;
	struct suite_index base;

	if (!g->base_suite)
		return NULL;
	base = suite_index(mem, g->base_suite, &g->project.suite);
	forms = arena_array(mem, suite->n, sizeof *forms);
	for (size_t i = 0; i < suite->n; i++) {
		const struct benchmark *own = suite_index_find(&base, suite->v[i].id);

		forms[i] = own ? *own : suite->v[i];
		forms[i].id = suite->v[i].id;
		forms[i].home = own ? g->base_suite : NULL;
	}
	return forms;
}

/* In stored mode a baseline is enough; but then no rule of the base limits the change. */
static void note_unknown_rules(struct gate_run *g)
{
	const struct base_config *c = &g->base_config;
	struct arena *mem = &g->project.app->mem;
	const char *path = g->project.suite.path;

	if (c->state == BASE_CONFIG_UNREADABLE)
		words_printf(mem, &g->c.rule_changes,
			"the gate uses only this change's own rules, because benchctl "
			"cannot read the base's configuration (%s)",
			c->why);
	else if (g->base.commit && c->state == BASE_CONFIG_NONE)
		words_printf(mem, &g->c.rule_changes,
			"the gate uses only this change's own rules, because the base has no %s",
			path);
}

/* A file of this tree as the base: the change may have written it, or a link that leads to it. */
static void note_edited_base(struct gate_run *g)
{
	struct project *p = &g->project;
	struct arena *mem = &p->app->mem;
	const char *named = file_tidy(mem,
		file_absolute(mem, location_path(p->app, g->stored.party.label)));
	const char *const paths[] = { named, file_real(mem, named) };
	const char *root = p->facts ? p->facts->root : NULL;
	struct base base = { 0 };
	struct proc_answer a = { 0 };

	if (!paths[1] || !root || base_choose(&base, p->repo, mem, NULL, ERROR_IGNORED) < 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(paths) && a.status != 1; i++) {
		const struct git_call call = { .args = GIT_ARGS("diff", "--quiet", "--no-ext-diff",
						       base.commit, "--", paths[i]) };

		if (!file_is_below(paths[i], root) ||
			git_run(&a, repo_git(p->repo), mem, &call, ERROR_IGNORED) < 0)
			continue;
		if (a.status == 1)
			words_printf(mem, &g->c.rule_changes,
				"this change edits %s, the file that it is compared with",
				paths[i] + strlen(root) + 1);
	}
}

void gate_note_rules(struct gate_run *g, const struct run *base, const struct run *head)
{
	struct project *p = &g->project;
	const struct rule_sides sides = { .base = g->base_suite,
		.head = &p->suite,
		.all = &p->all,
		.selected = &p->selected,
		.base_run = base,
		.head_run = head };

	g->c.loosening_fails = p->suite.gate.loosening == ACTION_FAIL ||
		(g->base_suite && g->base_suite->gate.loosening == ACTION_FAIL);
	if (!g->base.commit && g->stored.set.n)
		note_edited_base(g);
	if (g->base_suite)
		rule_changes_find(&g->c.rule_changes, &p->app->mem, &sides);
	else if (g->stored.set.n)
		note_unknown_rules(g);
	compare_conclude(&g->c);
}
