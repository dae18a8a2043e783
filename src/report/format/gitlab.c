/* The two files that GitLab shows in a merge request when a job names them as artifacts:
 * code quality (what got worse) and metrics (all figures, which GitLab compares itself). */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_write.h"
#include "judge/compare.h"
#include "model/host.h"
#include "report/escape.h"
#include "report/format/annotations.h"
#include "report/report.h"

enum { ISSUES_MAX = 1000, DESCRIPTION_MAX = 2000 };

/* GitLab knows an issue again by its fingerprint. */
static const char *fingerprint(struct arena *mem, const struct annotation *a)
{
	const char *id = a->row ? a->row->id : a->title,
		   *metric = a->row ? a->row->metric.name : "";

	return digest_hex(mem, arena_printf(mem, "%s%c%s", id, '\0', metric),
		strlen(id) + strlen(metric) + 2);
}

static void write_issue(struct json_out *o, struct arena *mem, const struct annotation *a)
{
	static const char *const severities[] = { "major", "minor", "info" };
	const char *text = arena_printf(mem, "%s: %s", a->title,
		arena_copy(mem, a->message, strcspn(a->message, "\n")));

	json_out_object(o, NULL);
	json_out_string(o, "description",
		escape_shorten(mem, escape_line(mem, text), DESCRIPTION_MAX));
	json_out_string(o, "check_name", "benchctl");
	json_out_string(o, "fingerprint", fingerprint(mem, a));
	json_out_string(o, "severity", severities[a->level]);
	json_out_object(o, "location");
	json_out_string(o, "path", REPORT_ANNOTATED_PATH);
	json_out_object(o, "lines");
	json_out_u64(o, "begin", 1);
	json_out_close(o);
	json_out_close(o);
	json_out_close(o);
}

static void render_quality(FILE *out, const struct comparison *c, const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };
	struct annotations all = { 0 };
	struct json_out o = json_out_to(out, 1); /* one line per issue */

	(void)style;
	annotations_of(&all, &mem, c, ISSUES_MAX);
	json_out_array(&o, NULL);
	for (size_t i = 0; i < all.n; i++)
		write_issue(&o, &mem, &all.v[i]);
	json_out_end(&o);
}

const struct reporter codequality_reporter = {
	.name = "codequality",
	.render = render_quality,
};

/* A name has letters, digits and '_'. */
static void put_name(FILE *out, const char *name)
{
	fputs("benchctl_", out);
	for (; *name; name++)
		fputc(isalnum((unsigned char)*name) ? *name : '_', out);
}

static void put_label(FILE *out, struct arena *mem, const char *name, const char *value)
{
	fprintf(out, "%s=\"", name);
	for (const char *p = escape_line(mem, value); *p; p++) {
		if (*p == '"' || *p == '\\')
			fputc('\\', out);
		fputc(*p, out);
	}
	fputc('"', out);
}

static void render_metrics(FILE *out, const struct comparison *c, const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };
	char number[NUMBER_MAX];

	(void)style;
	for (size_t i = 0; i < c->n; i++) {
		const struct row *r = &c->v[i];

		if (!isfinite(r->head.median))
			continue;
		put_name(out, r->metric.name);
		fputc('{', out);
		put_label(out, &mem, "benchmark", r->id);
		fputc(',', out);
		put_label(out, &mem, "unit", r->metric.unit);
		fprintf(out, "} %s\n", number_shortest(number, r->head.median));
	}
	fputs("# EOF\n", out);
}

const struct reporter metrics_reporter = {
	.name = "metrics",
	.render = render_metrics,
};
