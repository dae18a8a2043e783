/* `hosts:`, `stages:` and what belongs to them: a benchmark of commands on several machines. */
#pragma once

#include "model/metric.h"
#include "model/option/option.h"

struct kind;
struct suite;

struct workflow_host {
	struct item item; /* key: its alias */
	const char *ip;   /* or a name that the ssh configuration knows; NULL: `local` */
	const char *username, *key_file, *password, *key_password, *known_hosts;
	size_t port; /* 0: as the ssh configuration says */
};

enum check_type { CHECK_PORT, CHECK_HTTP, CHECK_FILE, CHECK_PROCESS, CHECK_COMMAND };
extern const char *const check_type_names[]; /* ends with NULL */
struct workflow_check {
	struct option_set given;
	int type; /* enum check_type */
	const char *target;
	double timeout; /* s, of all attempts together */
	size_t retries; /* attempts; 0: one */
	size_t status;  /* of http; 0: any 2xx */
};

enum column_type { COLUMN_TIMESTAMP, COLUMN_INTEGER, COLUMN_FLOAT, COLUMN_STRING };
extern const char *const column_type_names[]; /* ends with NULL */
struct workflow_column {
	struct item item; /* key: its name in the header */
	const char *name; /* the same, in a list */
	int type;         /* enum column_type */
	const char *unit, *format;
};
struct workflow_schema {
	struct option_set given;
	int format;
	struct items columns; /* struct workflow_column */
};

enum aggregate {
	AGGREGATE_MEDIAN,
	AGGREGATE_MEAN,
	AGGREGATE_MIN,
	AGGREGATE_MAX,
	AGGREGATE_SUM,
	AGGREGATE_COUNT,
	AGGREGATE_P90,
	AGGREGATE_P95,
	AGGREGATE_P99
};
extern const char *const aggregate_names[];
struct workflow_metric {
	struct item item;
	const char *column, *name;
	int aggregate; /* enum aggregate */
	int better;    /* enum better, and one more: as the unit says */
	/* From the column: */
	size_t index;         /* of schema.columns */
	struct metric metric; /* in its base unit */
	double factor;        /* base units per unit of the column */
};

struct workflow_output {
	struct item item;
	const char *name, *remote_path, *local_path; /* NULL: the file name of remote_path */
	struct workflow_schema schema;
	struct items metrics; /* struct workflow_metric; the default ones where none is given */
};

struct workflow_copy {
	struct option_set given;
	const char *from, *to; /* HOST:PATH */
};

struct workflow_stage {
	struct item item;
	const char *name;
	struct words host; /* never empty */
	const char *command, *script, *shell, *cwd;
	struct pairs env;
	double timeout; /* s; 0: none */
	double grace;   /* s */
	struct workflow_check check;
	struct workflow_copy copy;
	bool background, skip;
	struct items outputs; /* struct workflow_output */
};

extern const char *const workflow_plot_types[],
	*const workflow_aggregations[], *const workflow_plot_formats[]; /* end with NULL */
struct workflow_plot {
	struct item item;
	const char *name, *title, *source, *export_path;
	int type, aggregation, format;
	struct words x, y;
	double window; /* s */
};

struct workflow {
	struct items hosts;           /* struct workflow_host */
	struct items stages, cleanup; /* struct workflow_stage */
	struct items cases;           /* struct variant_case of config.h */
	size_t repeat, warmup;
	struct workflow_schema schema; /* of outputs without their own */
	struct items plots;            /* struct workflow_plot */
	bool plot_on_run;
	bool require_clean;
	double patch_limit; /* B; 0: no patch is stored */
};
extern const struct section workflow_section; /* keys of the file */

/* The options of a benchmark of the kind `workflow`: one case. */
struct workflow_case {
	const struct workflow *workflow;
	const char *name; /* NULL: there are no cases */
};

/* Checks the workflow of the file and adds its benchmarks, one per case; none where it has no
 * stages. Their kind is the one without options. */
void workflow_resolve(struct suite *s, const struct kind *const *kinds, struct problems *problems);

/* The i-th of all stages, those of cleanup: last; NULL: there is none. */
const struct workflow_stage *workflow_stage_at(const struct workflow *w, size_t i);

/* The host of that alias; NULL: this machine. */
const struct workflow_host *workflow_host(const struct workflow *w, const char *alias);

/* Splits "db:/tmp/file"; without a host it is a path of this machine. */
void workflow_place(const char **alias, const char **path, struct arena *mem, const char *text);

/* Splits "HOST:PORT", "[::1]:PORT", ":PORT" or "PORT"; false: it is none. *host: or NULL. */
bool workflow_port(unsigned *port, const char **host, struct arena *mem, const char *text);

/* The columns that hold the values: those of y or, of a distribution without y, those of x. */
const struct words *workflow_plot_values(const struct workflow_plot *p);

/* Whether a stage runs here, sends a file of this machine or names BENCHCTL_COMMIT: otherwise two
 * commits run the same. */
bool workflow_deploys(const struct workflow *w);

bool workflow_has_metrics(const struct workflow *w);
