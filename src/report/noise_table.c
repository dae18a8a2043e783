#include "report/noise_table.h"

#include <math.h>

#include "base/units.h"

void noise_table(FILE *out, const struct noise *noise)
{
	char median[METRIC_TEXT_MAX], spread[QUANTITY_MAX], visible[QUANTITY_MAX];

	fprintf(out, "  %-32s %12s %10s %8s %10s\n", "", "median", "noise", "autocorr", "can see");
	for (size_t i = 0; i < noise->n; i++) {
		const struct noise_row *r = &noise->v[i];

		fprintf(out, "  %-32s %12s %10s %8.2f %10s  %s\n", r->id,
			metric_text(median, &r->metric, r->median),
			quantity_format(spread, r->noise, DIM_RATIO), r->autocorrelation,
			isfinite(r->visible) ? quantity_format(visible, r->visible, DIM_RATIO)
					     : "-",
			r->differs ? "differs from itself" : "");
	}
	fprintf(out, "\n%zu of %zu rows regressed against themselves on %zu samples per side\n",
		noise->alarms, noise->rows, noise->samples);
}
