#include "import/read/foreign_unit.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"

/* Time, memory and counts per operation are times, sizes and counts. */
static const struct {
	const char *foreign, *symbol;
} table[] = { { "ns/op", "ns" }, { "us/op", "us" }, { "\xce\xbcs/op", "us" },
	{ "\xc2\xb5s/op", "us" }, { "ms/op", "ms" }, { "s/op", "s" }, { "min/op", "min" },
	{ "hr/op", "h" }, { "day/op", "d" }, { "ops/ns", "G/s" }, { "ops/us", "M/s" },
	{ "ops/\xce\xbcs", "M/s" }, { "ops/ms", "k/s" }, { "ns/iter", "ns" }, { "us/iter", "us" },
	{ "ms/iter", "ms" }, { "s/iter", "s" }, { "nanoseconds", "ns" }, { "microseconds", "us" },
	{ "milliseconds", "ms" }, { "msec", "ms" }, { "second", "s" }, { "seconds", "s" },
	{ "secs", "s" }, { "ops/sec", "1/s" }, { "op/sec", "1/s" }, { "iter/sec", "1/s" },
	{ "iterations/s", "1/s" }, { "requests/s", "1/s" }, { "req/sec", "1/s" }, { "rps", "1/s" },
	{ "MB/sec", "MB/s" }, { "bytes/s", "B/s" }, { "bytes/second", "B/s" }, { "B/op", "B" },
	{ "Bytes", "B" }, { "byte", "B" }, { "b", "B" }, { "kb", "kB" }, { "mb", "MB" },
	{ "gb", "GB" }, { "counts", "1" }, { "count", "1" }, { "#/op", "1" }, { "allocs/op", "1" },
	{ "percent", "%" }, { "pct", "%" }, { "nsec", "ns" }, { "usec", "us" }, { "millis", "ms" },
	{ "sec", "s" }, { "kib", "KiB" }, { "mib", "MiB" }, { "gib", "GiB" }, { "qps", "1/s" },
	{ "tps", "1/s" }, { "iops", "1/s" }, { "fps", "1/s" }, { "ops/s", "1/s" },
	{ "req/s", "1/s" }, { "throughput", "1/s" } };

const char *foreign_unit(const char *unit)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (strcmp(table[i].foreign, unit) == 0)
			return table[i].symbol;
	return unit;
}

const char *foreign_unit_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (strcasecmp(table[i].foreign, word) == 0 && strcmp(table[i].symbol, "1") != 0)
			return table[i].symbol;
	return NULL;
}

bool foreign_unit_is_rate(const char *unit)
{
	return text_ends(unit, "/s") || text_ends(unit, "/sec") || text_ends(unit, "-per-sec");
}

enum better foreign_unit_better(const char *unit)
{
	const struct unit *known = unit_find(foreign_unit(unit));

	return known                         ? better_of(known->dim)
		: foreign_unit_is_rate(unit) ? BETTER_HIGHER
					     : BETTER_NONE;
}
