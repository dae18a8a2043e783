#include "app/accepted.h"

#include "app/project.h"
#include "base/file.h"
#include "base/json_read.h"
#include "model/ledger.h"
#include "store/base.h"

enum { LEDGER_BYTES_MAX = 4 << 20 };

int accepted_here(struct ledger *l, struct arena *mem, const char *path, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	char *text;
	size_t n;

	if (!file_exists(path))
		return 0;
	if (file_read(&text, &n, mem, path, LEDGER_BYTES_MAX, err) < 0)
		return -1;
	json_open_text(&j, path, text, n);
	return ledger_read(l, mem, &j, err);
}

static int accepted_at(struct ledger *l, struct project *p, const struct base *base,
	const char *path, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	struct arena *mem = &p->app->mem;
	const char *text;
	size_t n;
	int rc = repo_read(&text, &n, p->repo, base->commit,
		arena_printf(mem, "%s%s", p->facts->prefix, path), err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	json_open_text(&j, arena_printf(mem, "%.10s:%s", base->commit, path), text, n);
	return ledger_read(l, mem, &j, err);
}

int accepted_load(struct ledger *l, struct project *p, const struct base *base, struct error *err)
{
	struct arena *mem = &p->app->mem;
	const char *path = file_join(mem, p->suite.baseline_dir, "accepted.json");
	struct ledger here = { 0 };

	if (base->commit && p->repo && accepted_at(l, p, base, path, err) < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	if (accepted_here(&here, mem, path, err) < 0)
		return error_stage(err, EXIT_USAGE);
	ledger_add_new(l, mem, &here);
	for (size_t i = 0; i < l->n; i++)
		l->v[i].benchmark = suite_name_now(&p->suite, l->v[i].benchmark);
	return 0;
}
