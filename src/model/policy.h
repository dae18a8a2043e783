/* The gate's rules for a metric: general ones, then by metric, then by benchmark. */
#pragma once

#include "model/option/option.h"

struct metric;

enum action { ACTION_FAIL, ACTION_WARN, ACTION_OFF };
extern const char *const action_names[]; /* "fail", ...; ends with NULL */

/* The aspects of a benchmark that may become worse. */
enum aspect { ASPECT_MEDIAN, ASPECT_TAIL, ASPECT_SPREAD, ASPECTS };
extern const char *const aspect_names[]; /* "median", ...; ends with NULL */

struct psi_policy {
	struct option_set set;
	double max; /* PSI* above which the shape counts as changed */
	int action; /* enum action */
};

struct policy {
	struct option_set set;
	double threshold;          /* ratio: the smallest slowdown that fails */
	double floor;              /* ratio, paired: a smaller estimate is not a regression */
	double confidence;         /* ratio: 1 - alpha of the one-sided test */
	int action;                /* enum action */
	const char *max, *min;     /* budgets, in a unit of the metric; NULL: none */
	bool max_exact, min_exact; /* the rule has the exact name, not a pattern */
	int inconclusive;          /* enum action: ACTION_FAIL requires a decision */
	int missing;               /* enum action */
	int new;                   /* enum action */
	size_t window;             /* earlier runs that count, in stored mode */
	struct words judge;        /* aspect_names, in paired mode; see policy_judges */
	struct psi_policy psi;
};

/* Elements of gate.metrics and gate.only. */
struct metric_policy {
	struct item item; /* key: the metric, a pattern */
	struct policy policy;
};
struct scope_policy {
	struct item item; /* key: the benchmarks, a pattern */
	struct policy policy;
	struct items metrics; /* struct metric_policy */
};

struct gate_policy {
	struct policy policy;
	struct items metrics; /* struct metric_policy */
	struct items only;    /* struct scope_policy */
	int loosening;     /* enum action: the consequence of a loosened rule; never ACTION_OFF */
	int no_verdict;    /* enum action: the consequence of a gate without a verdict */
	bool null_control; /* a regression must not show when base is measured against itself */
};

extern const struct section gate_section, policy_section; /* the former begins with the latter's */

/* Adds rules as if gate.metrics named these metrics or patterns first: they are judged, by the
 * general rules unless another rule applies. */
void policy_name_metrics(struct gate_policy *gate, struct arena *mem, const struct words *metrics);

/* The rules for one metric of one benchmark. Later rules win: gate, gate.metrics, then each
 * matching entry of gate.only in file order with its own metrics. A metric other than the
 * benchmark's primary one is judged only if a rule names it. */
struct policy policy_for(const struct gate_policy *gate, const char *benchmark, const char *metric,
	bool primary);

/* Whether the aspect is judged; the median always is. */
bool policy_judges(const struct policy *p, enum aspect aspect);

/* A budget in the metric's base unit. False and half a sentence if text is not in such a unit. */
bool policy_budget(double *value, const char *text, const struct metric *metric, const char **why);

/* Whether a budget that does not fit a metric is for metrics of another dimension. A number
 * without a unit is not, because the user may have forgotten the unit. */
bool policy_budget_of_others(const char *text);
