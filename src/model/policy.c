#include "model/policy.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/metric.h"

const char *const action_names[] = { "fail", "warn", "off", NULL };
/* The action_names on an inconclusive, missing or new benchmark, by the same indices. */
static const char *const outcomes[] = { "fail", "warn", "pass", NULL };

const char *const aspect_names[] = { "median", "tail", "spread", NULL };

/* As action_names, without "off". */
static const char *const loosenings[] = { "fail", "warn", NULL };

static const struct option psi_rows[] = {
	{ "max", 0, OPTION_QUANTITY, offsetof(struct psi_policy, max), .dim = DIM_NONE, .max = 100,
		.default_text = "0.25", .value = "PSI*", .change = CHANGE_MORE_LOOSER,
		.help = "PSI* above which the shape counts as changed" },
	{ "action", 0, OPTION_CHOICE, offsetof(struct psi_policy, action), .choices = action_names,
		.default_text = "warn", .change = CHANGE_MORE_LOOSER,
		.help = "consequence of a changed shape" },
};
static const struct section psi_section = SECTION_NOTED("gate.psi",
	"population stability index: has the shape of the distribution changed?", psi_rows,
	struct psi_policy, set);

#define AT(member) offsetof(struct policy, member)
/* clang-format off */
#define POLICY_ROWS                                                                                \
	{ "threshold", 't', OPTION_QUANTITY, AT(threshold), .dim = DIM_RATIO, .max = 1000,         \
		.default_text = "5%", .value = "PERCENT",                                          \
		.change = CHANGE_MORE_LOOSER, .help = "smallest slowdown that fails" },            \
		{ "floor", 0, OPTION_QUANTITY, AT(floor), .dim = DIM_RATIO, .max = 1000,           \
			.default_text = "2%", .value = "PERCENT",                                  \
			.change = CHANGE_MORE_LOOSER,                                              \
			.help = "paired mode: a smaller estimated slowdown is not a regression, "  \
				"however significant" },                                           \
		{ "confidence", 0, OPTION_QUANTITY, AT(confidence), .dim = DIM_RATIO, .min = 0.5,  \
			.max = 0.999999, .default_text = "99%", .value = "PERCENT",                \
			.change = CHANGE_MORE_LOOSER,                                              \
			.help = "required confidence in a slowdown (one-sided)" },                 \
		{ "action", 0, OPTION_CHOICE, AT(action), .choices = action_names,                 \
			.default_text = "fail",                                                    \
			.change = CHANGE_MORE_LOOSER,                                              \
			.help = "consequence of a regression; off: measured, not judged" },        \
		{ "max", 0, OPTION_TEXT, AT(max), .value = "QUANTITY",                             \
			.change = CHANGE_UPPER_LIMIT,                                              \
			.help = "absolute budget: fails if the median, or the mean of coarse "     \
				"values, is higher" },                                             \
		{ "min", 0, OPTION_TEXT, AT(min), .value = "QUANTITY",                             \
			.change = CHANGE_LOWER_LIMIT,                                              \
			.help = "absolute budget: fails if the median, or the mean of coarse "     \
				"values, is lower" },                                              \
		{ "inconclusive", 0, OPTION_CHOICE, AT(inconclusive), .choices = outcomes,         \
			.default_text = "pass",                                                    \
			.change = CHANGE_MORE_LOOSER,                                              \
			.help = "consequence if the data cannot decide; fail exits with 4" },      \
		{ "missing", 0, OPTION_CHOICE, AT(missing), .choices = outcomes,                   \
			.default_text = "fail",                                                    \
			.change = CHANGE_MORE_LOOSER,                                              \
			.help = "consequence if only base has the benchmark" },                    \
		{ "new", 0, OPTION_CHOICE, AT(new), .choices = outcomes, .default_text = "pass",   \
			.change = CHANGE_MORE_LOOSER,                                              \
			.help = "consequence if only head has the benchmark" },                    \
		{ "window", 0, OPTION_COUNT, AT(window), .min = 1, .max = 1000,                    \
			.default_text = "20", .value = "N",                                        \
			.change = CHANGE_REPLACES,                                                 \
			.help = "stored mode: how many of the baseline's newest runs count; "      \
				"if 8 or more follow the last shift, their spread decides, "       \
				"otherwise the newest run alone" },                                \
		{ "judge", 0, OPTION_WORDS, AT(judge), .choices = aspect_names,                    \
			.default_text = "median", .value = "ASPECT",                               \
			.change = CHANGE_LESS_LOOSER,                                              \
			.help = "paired mode: a list of what must not worsen; the median "      \
				"always counts; the tail needs 400 runs per side, "        \
				"the spread 80" },                                         \
		{ "psi", 0, OPTION_SECTION, AT(psi), .section = &psi_section,                      \
			.change = CHANGE_INSIDE, .help = "changes of the distribution's shape" }
/* clang-format on */

/* All policies have the same rows with the same indices. */
static const struct option policy_rows[] = { POLICY_ROWS };
const struct section policy_section = SECTION("gate", "", policy_rows, struct policy);

#undef AT
#define AT(member) offsetof(struct metric_policy, policy.member)
static const struct option metric_rows[] = { POLICY_ROWS };
static const struct section metric_section = SECTION_NOTED("gate.metrics",
	"rules for metrics by name or pattern; a named metric is judged", metric_rows,
	struct metric_policy, policy.set);

#undef AT
#define AT(member) offsetof(struct scope_policy, policy.member)
static const struct option scope_rows[] = { POLICY_ROWS,
	{ "metrics", 0, OPTION_MAP, offsetof(struct scope_policy, metrics),
		.section = &metric_section, .change = CHANGE_NOTHING,
		.help = "rules for these benchmarks' metrics" } };
static const struct section scope_section = SECTION_NOTED("gate.only",
	"rules for benchmarks by id or pattern", scope_rows, struct scope_policy, policy.set);

#undef AT
#define AT(member) offsetof(struct gate_policy, policy.member)
static const struct option gate_rows[] = { POLICY_ROWS,
	{ "metrics", 0, OPTION_MAP, offsetof(struct gate_policy, metrics),
		.section = &metric_section, .change = CHANGE_NOTHING, .help = "rules by metric" },
	{ "only", 0, OPTION_MAP, offsetof(struct gate_policy, only), .section = &scope_section,
		.max = 1e5, .change = CHANGE_NOTHING, .help = "rules by benchmark" },
	{ "loosening", 0, OPTION_CHOICE, offsetof(struct gate_policy, loosening),
		.choices = loosenings, .default_text = "warn", .change = CHANGE_MORE_LOOSER,
		.help = "consequence if the change loosens a rule of the gate, replaces what "
			"is measured or accepts its own loss; fail exits with 1, even if "
			"only the base's configuration has fail" },
	{ "no_verdict", 0, OPTION_CHOICE, offsetof(struct gate_policy, no_verdict),
		.choices = outcomes, .default_text = "fail", .change = CHANGE_MORE_LOOSER,
		.help = "consequence if no primary metric is conclusive and a loss is "
			"suspected, or if no data of this type can decide, such as single "
			"figures; fail exits with 4" },
	{ "null_control", 0, OPTION_FLAG, offsetof(struct gate_policy, null_control),
		.default_text = "false", .change = CHANGE_MORE_LOOSER,
		.help = "paired mode: also measure base against itself; "
			"a regression that shows there too is inconclusive" } };
const struct section gate_section = SECTION_NOTED("gate", "when the gate fails", gate_rows,
	struct gate_policy, policy.set);

/* Applies the rule over p. A budget belongs to its rule, for an exact name or all that match. */
static void overlay(struct policy *p, const struct policy *rule, const char *pattern)
{
	const char *max = p->max, *min = p->min;
	bool exact = !strpbrk(pattern, "*?[");

	section_overlay(&policy_section, p, rule, &rule->set);
	if (p->max != max)
		p->max_exact = exact;
	if (p->min != min)
		p->min_exact = exact;
}

/* Applies the rules for matching metrics over p. A named metric is judged. */
static void overlay_metrics(struct policy *p, const struct items *metrics, const char *metric)
{
	const struct metric_policy *m = metrics->v;

	for (size_t i = 0; i < metrics->n; i++) {
		if (!text_glob(m[i].item.key, metric))
			continue;
		if (p->action == ACTION_OFF)
			p->action = ACTION_FAIL;
		overlay(p, &m[i].policy, m[i].item.key);
	}
}

struct policy policy_for(const struct gate_policy *gate, const char *benchmark, const char *metric,
	bool primary)
{
	struct policy p = gate->policy;
	const struct scope_policy *scope = gate->only.v;

	if (!primary) {
		p.action = ACTION_OFF;
		p.max = p.min = NULL;
	}
	overlay_metrics(&p, &gate->metrics, metric);
	for (size_t i = 0; i < gate->only.n; i++) {
		struct policy before = p;

		if (!text_glob(scope[i].item.key, benchmark))
			continue;
		overlay(&p, &scope[i].policy, scope[i].item.key);
		if (!primary) { /* a benchmark's budget applies to its primary metric */
			p.max = before.max;
			p.min = before.min;
			p.max_exact = before.max_exact;
			p.min_exact = before.min_exact;
			if (before.action == ACTION_OFF)
				p.action = ACTION_OFF;
		}
		overlay_metrics(&p, &scope[i].metrics, metric);
	}
	return p;
}

bool policy_judges(const struct policy *p, enum aspect aspect)
{
	return aspect == ASPECT_MEDIAN || words_has(&p->judge, aspect_names[aspect]);
}

void policy_name_metrics(struct gate_policy *gate, struct arena *mem, const struct words *metrics)
{
	size_t n = metrics->n, all = n + gate->metrics.n;
	struct metric_policy *m = arena_array(mem, all, sizeof *m);

	for (size_t i = 0; i < n; i++)
		m[i].item.key = metrics->v[i];
	if (gate->metrics.n)
		memcpy(m + n, gate->metrics.v, gate->metrics.n * sizeof *m);
	gate->metrics = (struct items){ m, all };
}

bool policy_budget(double *value, const char *text, const struct metric *metric, const char **why)
{
	return quantity_parse(value, metric->dim, text, why);
}

bool policy_budget_of_others(const char *text)
{
	static const enum dimension with_unit[] = { DIM_TIME, DIM_SIZE, DIM_RATIO, DIM_RATE,
		DIM_BANDWIDTH, DIM_FREQUENCY };
	const char *why;
	double v;

	for (size_t i = 0; i < ARRAY_SIZE(with_unit); i++)
		if (quantity_parse(&v, with_unit[i], text, &why))
			return true;
	return false;
}
