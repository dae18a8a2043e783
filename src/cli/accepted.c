#include "cli/accepted.h"

#include "base/file.h"
#include "base/json_read.h"
#include "cli/session.h"
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

static int accepted_at(struct ledger *l, struct session *s, const struct base *base,
	const char *path, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	struct arena *mem = &s->cli->mem;
	const char *text;
	size_t n;
	int rc = repo_read(&text, &n, s->repo, base->commit,
		arena_printf(mem, "%s%s", s->facts->prefix, path), err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	json_open_text(&j, arena_printf(mem, "%.10s:%s", base->commit, path), text, n);
	return ledger_read(l, mem, &j, err);
}

int accepted_load(struct ledger *l, struct session *s, const struct base *base)
{
	struct arena *mem = &s->cli->mem;
	const char *path = file_join(mem, s->suite.baseline_dir, "accepted.json");
	struct ledger here = { 0 };
	struct error err;

	if (base->commit && s->repo && accepted_at(l, s, base, path, &err) < 0)
		return session_fail(s, &err, EXIT_NO_VERDICT);
	if (accepted_here(&here, mem, path, &err) < 0)
		return session_fail(s, &err, EXIT_USAGE);
	ledger_add_new(l, mem, &here);
	for (size_t i = 0; i < l->n; i++)
		l->v[i].benchmark = suite_name_now(&s->suite, l->v[i].benchmark);
	return EXIT_PASS;
}
