#include "report/noise_table.h"

#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/units.h"
#include "report/escape.h"
#include "report/table.h"

void noise_table(FILE *out, const struct noise *noise)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 2, "", ">median", ">noise", ">autocorrelation", ">can detect");

	for (size_t i = 0; i < noise->n; i++) {
		const struct noise_row *r = &noise->v[i];

		TABLE_ADD(&t, escape_line(&mem, r->id), metric_text(&mem, &r->metric, r->median),
			isfinite(r->noise) ? quantity_text(&mem, r->noise, DIM_RATIO) : "-",
			isnan(r->autocorrelation) ? "-"
						  : arena_printf(&mem, "%.2f", r->autocorrelation),
			isfinite(r->visible) ? quantity_text(&mem, r->visible, DIM_RATIO) : "-")
			->tail = r->differs ? "differs from itself" : NULL;
	}
	table_print(out, &t, 0);
	fprintf(out, "\n%zu of %zu row%s regressed against themselves on %zu sample%s per side\n",
		noise->alarms, noise->rows, text_s(noise->rows), noise->samples,
		text_s(noise->samples));
}
