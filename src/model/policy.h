/* What the gate demands of a metric: general rules, then by metric, then by benchmark. */
#ifndef BENCHCTL_POLICY_H
#define BENCHCTL_POLICY_H

#include <stdbool.h>

#include "model/option.h"

struct arena;
struct metric;

enum action { ACTION_FAIL, ACTION_WARN, ACTION_OFF };

struct psi_policy {
	struct option_set set;
	double max; /* PSI* above which the shape counts as changed */
	int action; /* enum action */
};

struct policy {
	struct option_set set;
	double threshold;          /* ratio: the slowdown that must not pass */
	double floor;              /* ratio, paired: an estimate below it is no regression */
	double confidence;         /* ratio: 1 - alpha of the one-sided test */
	int action;                /* enum action */
	const char *max, *min;     /* budgets, in a unit of the metric; NULL: none */
	bool max_exact, min_exact; /* the rule names the metric or the benchmark, no pattern */
	int inconclusive;          /* enum action: ACTION_FAIL asks for certainty */
	int missing;               /* enum action */
	int new;                   /* enum action */
	size_t window;             /* earlier runs that are considered, in stored mode */
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

struct gate {
	struct policy policy;
	struct items metrics; /* struct metric_policy */
	struct items only;    /* struct scope_policy */
	bool null_control;    /* a regression must not show when base is measured against itself */
};

extern const struct section gate_section;

struct words;
/* As if gate.metrics named these metrics, or patterns, before anything else: they are judged, by
 * the general rules where no other holds for them. */
void gate_name_metrics(struct gate *gate, struct arena *mem, const struct words *metrics);

/* The rules that hold for one metric of one benchmark. Later rules win: gate, gate.metrics, then
 * each matching entry of gate.only in file order with its own metrics. A metric that is not the
 * benchmark's primary one is judged only where a rule names it. */
struct policy policy_for(const struct gate *gate, const char *benchmark, const char *metric,
	bool primary);

/* A budget in the metric's base unit. False and half a sentence when text does not fit it. */
bool policy_budget(double *value, const char *text, const struct metric *metric, const char **why);

/* Whether a budget that does not fit a metric is one for metrics of another dimension. A number
 * without a unit is not: the unit may have been forgotten. */
bool policy_budget_of_others(const char *text);

#endif
