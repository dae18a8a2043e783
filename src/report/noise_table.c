#include "report/noise_table.h"

#include <math.h>

#include "base/arena.h"
#include "base/units.h"
#include "report/escape.h"
#include "report/table.h"

void noise_table(FILE *out, const struct noise *noise)
{
	static const struct table_column columns[] = { { NULL, false }, { "median", true },
		{ "noise", true }, { "autocorrelation", true }, { "can detect", true } };
	FREES_ARENA struct arena mem = { 0 };
	struct table t = {
		.mem = &mem, .columns = columns, .width = ARRAY_SIZE(columns), .indent = 2
	};
	char text[METRIC_TEXT_MAX];

	for (size_t i = 0; i < noise->n; i++) {
		const struct noise_row *r = &noise->v[i];
		struct table_row *row = table_add(&t, escape_line(&mem, r->id));

		row->cells[1] = arena_string(&mem, metric_text(text, &r->metric, r->median));
		row->cells[2] = arena_string(&mem, quantity_format(text, r->noise, DIM_RATIO));
		row->cells[3] = arena_printf(&mem, "%.2f", r->autocorrelation);
		row->cells[4] = isfinite(r->visible)
			? arena_string(&mem, quantity_format(text, r->visible, DIM_RATIO))
			: "-";
		row->tail = r->differs ? "differs from itself" : NULL;
	}
	table_print(out, &t, 0);
	fprintf(out, "\n%zu of %zu rows regressed against themselves on %zu samples per side\n",
		noise->alarms, noise->rows, noise->samples);
}
