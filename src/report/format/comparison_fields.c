#include "report/format/comparison_fields.h"

#include "judge/compare.h"

/* One table per struct, for reading and writing. Absent and non-finite values are omitted. */
#define FRAME(name, type) RECORD_FIELD(struct comparison, name, type)
const struct field comparison_frame_fields[] = { FRAME(suite, TEXT), FRAME(tool, TEXT),
	FRAME(mode, TEXT), FRAME(duration, NUMBER), FRAME(seed, U64), FRAME(reproduce, TEXT),
	FRAME(partial, FLAG), FRAME(fault, TEXT), FRAME(unbased, FLAG),
	FRAME(loosening_fails, FLAG), FRAME(unchanged, FLAG), FRAME(failing, COUNT),
	FRAME(warning, COUNT), FRAME(geomean, NUMBER), { NULL } };

#define PARTY(name, type) RECORD_FIELD(struct party, name, type)
const struct field comparison_party_fields[] = {
	PARTY(label, TEXT),
	PARTY(run, TEXT),
	PARTY(commit, TEXT),
	PARTY(dirty, FLAG),
	PARTY(started, TEXT),
	PARTY(runs, COUNT),
	{ "host", FIELD_RECORD, offsetof(struct party, host), .fields = host_fields },
	{ NULL },
};

#define SUMMARY(name, type) RECORD_FIELD(struct summary, name, type)
static const struct field summary_fields[] = { SUMMARY(n, COUNT), SUMMARY(median, NUMBER),
	SUMMARY(lo, NUMBER), SUMMARY(hi, NUMBER), { NULL } };

const struct field comparison_sides_fields[] = {
	{ "base", FIELD_RECORD, offsetof(struct row, base), .fields = summary_fields },
	{ "head", FIELD_RECORD, offsetof(struct row, head), .fields = summary_fields },
	{ NULL },
};

#define ROW(name, type) RECORD_FIELD(struct row, name, type)
#define METRIC(member)  offsetof(struct row, metric.member)
const struct field comparison_row_fields[] = {
	ROW(id, TEXT),
	{ "metric", FIELD_TEXT, METRIC(name) },
	{ "unit", FIELD_TEXT, METRIC(unit) },
	{ "dimension", FIELD_CHOICE, METRIC(dim), .choices = dimension_names },
	{ "better", FIELD_CHOICE, METRIC(better), .choices = better_names },
	{ "exact", FIELD_FLAG, METRIC(exact) },
	{ "verdict", FIELD_CHOICE, offsetof(struct row, verdict), .choices = verdict_names },
	{ "consequence", FIELD_CHOICE, offsetof(struct row, consequence),
		.choices = consequence_names },
	{ "action", FIELD_CHOICE, offsetof(struct row, action), .choices = action_names },
	ROW(confirmed, FLAG),
	ROW(budget, TEXT),
	ROW(change, NUMBER),
	ROW(effect, NUMBER),
	ROW(effect_lo, NUMBER),
	ROW(effect_hi, NUMBER),
	ROW(level, NUMBER),
	ROW(p, NUMBER),
	ROW(p_worse, NUMBER),
	ROW(psi, NUMBER),
	ROW(psi_star, NUMBER),
	ROW(psi_p, NUMBER),
	{ "psi_level", FIELD_CHOICE, offsetof(struct row, psi_level), .choices = psi_level_names },
	ROW(visible, NUMBER),
	ROW(threshold, NUMBER),
	ROW(floor, NUMBER),
	ROW(confidence, NUMBER),
	ROW(between, NUMBER),
	ROW(witness, TEXT),
	ROW(command, TEXT),
	ROW(checks, TEXT),
	ROW(profile, TEXT),
	ROW(history, TEXT),
	{ NULL },
};

/* Sentences, for people and for programs that show them. */
const struct field comparison_words_fields[] = {
	{ "reason", FIELD_TEXT, offsetof(struct row_words, reason) },
	{ "warning", FIELD_TEXT, offsetof(struct row_words, warning) },
	{ "test", FIELD_TEXT, offsetof(struct row_words, test) },
	{ NULL },
};

#define FINDING(name, type) RECORD_FIELD(struct finding, name, type)
const struct field comparison_finding_fields[] = {
	{ "kind", FIELD_CHOICE, offsetof(struct finding, kind), .choices = finding_names },
	FINDING(n, COUNT),
	FINDING(ratio, NUMBER),
	FINDING(limit, TEXT),
	FINDING(text, TEXT),
	FINDING(other, TEXT),
	{ NULL },
};

const struct field comparison_seen_fields[] = {
	RECORD_FIELD(struct aspect_seen, n, COUNT),
	RECORD_FIELD(struct aspect_seen, p, NUMBER),
	{ NULL },
};

const struct field comparison_evidence_fields[] = {
	{ "test", FIELD_CHOICE, offsetof(struct row, test), .choices = test_names },
	{ "reason", FIELD_RECORD, offsetof(struct row, reason),
		.fields = comparison_finding_fields },
	{ "warning", FIELD_RECORD, offsetof(struct row, warning),
		.fields = comparison_finding_fields },
	{ "tail", FIELD_RECORD, offsetof(struct row, seen[ASPECT_TAIL]),
		.fields = comparison_seen_fields },
	{ "spread", FIELD_RECORD, offsetof(struct row, seen[ASPECT_SPREAD]),
		.fields = comparison_seen_fields },
	{ NULL },
};
