/* The plain members of runs and results, as both writing and reading want them. */
#pragma once

#include "base/record.h"

struct run;
struct run_set;

extern const struct field run_fields[], run_service_fields[], run_load_fields[], result_fields[],
	figures_fields[], metric_fields[]; /* all but the name, which is its key */
/* What says nothing about another run, such as process ids and ports, so a baseline has none. */
extern const struct field run_list_fields[];
/* The list that the newest run of a baseline has too. */
extern const struct field run_canary_fields[];
/* The fields that distinguish the runs of a baseline. */
extern const struct field run_key_fields[];

/* An array of results, all of that run. */
void run_read_results(struct json *j, struct run *run, struct arena *mem);
/* The results of a baseline: each has the samples of one of the set's runs, and the medians of the
 * runs before it. */
void run_read_shared_results(struct json *j, struct run_set *set, struct arena *mem);
