/* Collected CSV files: the first line is a schema, one letter for each column. */
#include "fuzz.h"

#include <math.h>

#include "model/workflow/workflow.h"
#include "workflow/data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char types[] = "tifs"; /* enum column_type */
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_bytes b = { data, n };
	const char *letters = fuzz_line(&b, &mem), *text;
	struct workflow_column columns[8] = { 0 };
	struct workflow_schema schema = { .columns = { columns, 0 } };
	struct data_table d;
	struct error err = { 0 };

	for (; letters[schema.columns.n] && schema.columns.n < ARRAY_SIZE(columns);
		schema.columns.n++) {
		struct workflow_column *k = &columns[schema.columns.n];
		const char *type = strchr(types, letters[schema.columns.n]);

		k->type = type ? (int)(type - types) : COLUMN_STRING;
		k->item.key = arena_copy(&mem, &letters[schema.columns.n], 1);
		k->unit = schema.columns.n % 2 ? "ms" : NULL;
	}
	text = fuzz_text(&mem, b.at, b.n);
	if (data_read(&d, &mem, "f", text, strlen(text), &schema, &err) < 0) {
		FUZZ_CHECK(*err.text);
		return 0;
	}
	for (size_t i = 0; i < schema.columns.n && d.rows; i++)
		if (columns[i].type != COLUMN_STRING) {
			double least = data_aggregate(d.v[i].v, d.v[i].n, AGGREGATE_MIN);
			double most = data_aggregate(d.v[i].v, d.v[i].n, AGGREGATE_MAX);

			FUZZ_CHECK(isnan(least) || least <= most);
		}
	return 0;
}
