#include "model/run.h"

#include "base/arena.h"
#include "base/json_write.h"
#include "model/run_fields.h"

static void write_header(struct json_out *o, const struct run *run)
{
	record_write(o, run_fields, run_field_count, run);
	json_out_key(o, "host");
	json_out_object(o);
	record_write(o, host_fields, host_field_count, &run->host);
	json_out_close(o);
}

static void write_series(struct json_out *o, const struct series *s)
{
	json_out_key(o, s->metric.name);
	json_out_object(o);
	json_out_key(o, "unit");
	json_out_string(o, s->metric.unit);
	json_out_key(o, "better");
	json_out_string(o, better_names[s->metric.better]);
	if (s->metric.exact) {
		json_out_key(o, "exact");
		json_out_bool(o, true);
	}
	if (s->figures) {
		json_out_key(o, "figures");
		json_out_object(o);
		record_write(o, figures_fields, figures_field_count, s->figures);
		json_out_close(o);
		json_out_close(o);
		return;
	}
	json_out_key(o, "samples");
	json_out_array(o);
	for (size_t i = 0; i < s->n; i++)
		json_out_number(o, s->v[i]);
	json_out_close(o);
	json_out_close(o);
}

static void write_result(struct json_out *o, const struct result *r)
{
	json_out_object(o);
	record_write(o, result_fields, result_field_count, r);
	json_out_key(o, "metrics");
	json_out_object(o);
	for (size_t i = 0; i < r->n; i++)
		write_series(o, &r->v[i]);
	json_out_close(o);
	json_out_close(o);
}

static void write_schema(struct json_out *o, const char *kind)
{
	json_out_key(o, "benchctl");
	json_out_string(o, kind);
	json_out_key(o, "schema");
	json_out_u64(o, RUN_SCHEMA);
}

void run_set_write(FILE *f, const struct run_set *set)
{
	/* One line for each metric: its depth is file, runs, run, results, result, metrics. */
	struct json_out o = json_out_to(f, 6);

	json_out_object(&o);
	write_schema(&o, set->kind);
	if (set->suite) {
		json_out_key(&o, "suite");
		json_out_string(&o, set->suite);
	}
	json_out_key(&o, "runs");
	json_out_array(&o);
	for (size_t i = 0; i < set->n; i++) {
		json_out_object(&o);
		write_header(&o, &set->v[i]);
		json_out_key(&o, "results");
		json_out_array(&o);
		for (size_t k = 0; k < set->v[i].n; k++)
			write_result(&o, &set->v[i].v[k]);
		json_out_close(&o);
		json_out_close(&o);
	}
	json_out_close(&o);
	json_out_close(&o);
	json_out_end(&o);
}

void run_metadata_write(FILE *f, const struct run *run)
{
	struct json_out o = json_out_to(f, 2);

	json_out_object(&o);
	write_schema(&o, "metadata");
	write_header(&o, run);
	json_out_close(&o);
	json_out_end(&o);
}
