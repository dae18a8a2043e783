#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/compare.h"
#include "report/escape.h"
#include "report/format/annotations.h"
#include "report/report.h"

/* GitHub shows at most ten annotations of a type per step, with 4,096 characters each. The
 * protocol's escapes do not count there, but this is undocumented. */
enum { EACH_MAX = 10, MESSAGE_MAX = 4000 };

/* Does not cut an escape in two. */
static size_t fitting(const char *s)
{
	size_t n = strlen(s);

	if (n <= MESSAGE_MAX)
		return n;
	n = MESSAGE_MAX;
	while (n > 0 && ((s[n] & 0xc0) == 0x80 || s[n - 1] == '%' || (n > 1 && s[n - 2] == '%')))
		n--;
	return n;
}

static void render(FILE *out, const struct comparison *c, const struct report_style *style)
{
	static const char *const commands[] = { "error", "warning", "notice" };
	FREES_ARENA struct arena mem = { 0 };
	struct annotations all = { 0 };

	(void)style;
	annotations_of(&all, &mem, c, EACH_MAX);
	for (size_t i = 0; i < all.n; i++) {
		const struct annotation *a = &all.v[i];
		const char *message = escape_github(&mem, a->message);

		fprintf(out, "::%s title=%s::%.*s\n", commands[a->level],
			escape_github_property(&mem, a->title), (int)fitting(message), message);
	}
}

const struct reporter github_reporter = {
	.name = "github",
	.render = render,
};

/* A delimiter that no value can contain. */
static void output(FILE *out, const char *key, const char *value)
{
	char delimiter[40];

	do
		snprintf(delimiter, sizeof delimiter, "benchctl_%08" PRIx64 "%08" PRIx64,
			rng_fresh_seed(), rng_fresh_seed());
	while (strstr(value, delimiter));
	fprintf(out, "%s<<%s\n%s\n%s\n", key, delimiter, value, delimiter);
}

static void output_count(FILE *out, struct arena *mem, const char *key, size_t n)
{
	output(out, key, arena_printf(mem, "%zu", n));
}

void github_outputs(FILE *out, const struct comparison *c)
{
	FREES_ARENA struct arena mem = { 0 };

	output(out, "verdict", report_verdict(c));
	output_count(out, &mem, "exit", (size_t)c->exit);
	output(out, "headline", report_headline(&mem, c));
	output_count(out, &mem, "rows", c->n);
	output_count(out, &mem, "failing", c->failing);
	output_count(out, &mem, "warning", c->warning);
	for (size_t i = 0; i < VERDICTS; i++)
		output_count(out, &mem, arena_printf(&mem, "count_%s", verdict_names[i]),
			c->count[i]);
}
