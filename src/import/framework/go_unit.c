/* The meaning of units of go test -bench, of the testing package and of b.ReportMetric. */
#include "import/framework/go_test.h"

#include <string.h>

#include "base/text.h"
#include "import/read/foreign_unit.h"

/* The quantity before the slash of a unit, alone or after a dash: "p99-ns", "heap-bytes/op". */
static const char *measure_in(struct arena *mem, const char *unit)
{
	const char *above = arena_copy(mem, unit, strcspn(unit, "/")), *dash = strrchr(above, '-');

	return dash ? dash + 1 : above;
}

/* A single letter never means the unit table's minutes, days and millions. */
static const char *measure_of(struct arena *mem, const char *unit)
{
	static const struct {
		const char *go, *unit;
	} rows[] = { { "ns", "ns" }, { "us", "us" }, { "\xc2\xb5s", "us" }, { "ms", "ms" },
		{ "sec", "s" }, { "B", "B" }, { "bytes", "B" }, { "MB", "MB" } };
	size_t i = text_index(rows, ARRAY_SIZE(rows), sizeof *rows, 0, measure_in(mem, unit));

	return i < ARRAY_SIZE(rows) && strlen(unit) > 1 ? rows[i].unit : NULL;
}

struct go_unit go_unit_meaning(struct arena *mem, const char *unit)
{
	static const struct {
		const char *go;
		struct go_unit m;
	} rows[] = {
		{ "ns/op", { "sec/op", "ns", BETTER_LOWER } },
		{ "MB/s", { "B/s", "MB/s", BETTER_HIGHER } },
		{ "B/op", { "B/op", "B", BETTER_LOWER } },
		{ "allocs/op", { "allocs/op", "1", BETTER_LOWER } },
	};
	struct go_unit m = { unit, unit, BETTER_NONE };
	const char *measure;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].go, unit) == 0)
			return rows[i].m;
	measure = strstr(unit, "-per-") ? NULL : measure_of(mem, unit);
	if (foreign_unit_is_rate(unit)) {
		m.better = BETTER_HIGHER;
		if (measure && text_ends(measure, "B"))
			m.unit = arena_printf(mem, "%s/s", measure);
	} else if (measure) {
		m = (struct go_unit){ unit, measure, BETTER_LOWER };
	} else if (strlen(unit) == 1) {
		m.unit = "1";
	}
	return m;
}

const char *go_unit_tidied(struct arena *mem, const char *unit)
{
	const char *measure = measure_in(mem, unit), *above = strcspn(unit, "/") + unit;
	size_t n = strlen(measure);
	const char *base = strcmp(measure, "ns") == 0 ? "sec"
		: strcmp(measure, "MB") == 0          ? "B"
						      : NULL;

	return base ? arena_printf(mem, "%.*s%s%s", (int)(above - n - unit), unit, base, above)
		    : unit;
}
