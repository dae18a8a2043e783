#include <string.h>

#include "base/error.h"
#include "base/pairs.h"
#include "forge/forge.h"
#include "judge/compare.h"
#include "report/escape.h"
#include "report/report.h"

bool forge_passes(const struct comparison *c)
{
	return c->exit == EXIT_PASS && !c->failing && !c->fault && !c->partial;
}

static const char *state_of(const struct forge *f, const struct comparison *c)
{
	return f->provider->states[forge_passes(c) ? 0 : c->exit == EXIT_REGRESSION ? 1 : 2];
}

static const char *status_json(struct forge *f, const struct comparison *c)
{
	const struct provider *p = f->provider;
	const char *headline = escape_line(f->mem, report_headline(f->mem, c));

	return forge_object(f->mem,
		(const struct pair[]){ { p->state_key, state_of(f, c) },
			{ p->context_key, f->options->context },
			{ "description", escape_shorten(f->mem, headline, p->description_max) },
			{ "target_url", f->link }, { 0 } });
}

int forge_status(const char **what, struct forge *f, const struct comparison *c, struct error *err)
{
	const struct forge_call call = { VERB_STATUS, .body = status_json(f, c) };
	struct http_answer a = { 0 };

	*what = NULL;
	if (!f->sha && forge_locate(f, err) < 0)
		return -1;
	if (!f->sha && !f->http.show)
		return error_set(err, "#%s has no commit", f->number);
	/* GitLab refuses the state that the commit has already. */
	if (forge_call(&a, NULL, f, &call, err) < 0 &&
		(a.status != 400 || !a.body || !strstr(a.body, "Cannot transition status")))
		return -1;
	*what = arena_printf(f->mem, "status '%s' of %.8s: %s", f->options->context,
		f->sha ? f->sha : "", state_of(f, c));
	return 0;
}
