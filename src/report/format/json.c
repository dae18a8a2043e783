#include "base/arena.h"
#include "base/json_write.h"
#include "judge/compare.h"
#include "report/format/comparison_fields.h"
#include "report/explain.h"
#include "report/report.h"

static void write_finding(struct json_out *o, const char *key, const struct finding *f)
{
	if (f->kind != FINDING_NONE)
		record_write_object(o, key, comparison_finding_fields, f);
}

static void write_covers(struct json_out *o, const struct row *r)
{
	json_out_array(o, "covers");
	json_out_string(o, NULL, row_is_of_means(r) ? "mean" : aspect_names[ASPECT_MEDIAN]);
	for (size_t i = ASPECT_TAIL; i < ASPECTS; i++)
		if (r->seen[i].n)
			json_out_string(o, NULL, aspect_names[i]);
	json_out_close(o);
}

/* What the words are made from, because nothing reads the words back. */
static void write_evidence(struct json_out *o, const struct row *r)
{
	json_out_object(o, "evidence");
	json_out_string(o, "test", test_names[r->test]);
	json_out_string(o, "aspect", aspect_names[row_aspect(r)]);
	if (r->verdict == VERDICT_PASS || r->verdict == VERDICT_IMPROVEMENT)
		write_covers(o, r);
	for (size_t i = ASPECT_TAIL; i < ASPECTS; i++)
		if (r->seen[i].n)
			record_write_object(o, aspect_names[i], comparison_seen_fields,
				&r->seen[i]);
	write_finding(o, "reason", &r->reason);
	write_finding(o, "warning", &r->warning);
	json_out_close(o);
}

static void write_row(struct json_out *o, const struct row *r)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct row_words words = { .reason = explain_finding(&mem, r, &r->reason),
		.warning = explain_finding(&mem, r, &r->warning),
		.test = explain_test(&mem, r) };

	json_out_object(o, NULL);
	record_write(o, comparison_row_fields, r);
	record_write(o, comparison_words_fields, &words);
	write_evidence(o, r);
	record_write(o, comparison_sides_fields, r);
	json_out_close(o);
}

static void write_frame(struct json_out *o, const struct comparison *c, const char *headline)
{
	json_out_string(o, "benchctl", COMPARISON_KIND);
	json_out_u64(o, "schema", COMPARISON_SCHEMA);
	record_write(o, comparison_frame_fields, c);
	/* These two serve programs that read nothing else. */
	json_out_string(o, "outcome", report_verdict(c));
	json_out_string(o, "headline", headline);
	json_out_u64(o, "exit", (uint64_t)c->exit);
	json_out_object(o, "count");
	for (size_t i = 0; i < VERDICTS; i++)
		json_out_u64(o, verdict_names[i], c->count[i]);
	json_out_close(o);
	json_out_words(o, "rule_changes", &c->rule_changes);
	json_out_words(o, "notes", &c->notes);
}

static void render(FILE *out, const struct comparison *c, const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };
	struct json_out o = json_out_to(out, 2); /* one line per row */

	(void)style;
	json_out_object(&o, NULL);
	write_frame(&o, c, report_headline(&mem, c));
	record_write_object(&o, "base", comparison_party_fields, &c->base);
	record_write_object(&o, "head", comparison_party_fields, &c->head);
	json_out_array(&o, "rows");
	for (size_t i = 0; i < c->n; i++)
		write_row(&o, &c->v[i]);
	json_out_end(&o);
}

const struct reporter json_reporter = {
	.name = "json",
	.render = render,
};
