/* Quantities: what is printed can be read, and is what was read as far as its digits go. */
#include "fuzz.h"

#include "base/cpus.h"
#include "base/units.h"
#include "model/option/option.h"

static void check_printed(double v, enum dimension dim)
{
	FREES_ARENA struct arena mem = { 0 };
	char text[QUANTITY_MAX], digits[QUANTITY_MAX];
	const char *why, *percent = percent_text(&mem, v);
	double again;

	quantity_format(text, v, dim);
	FUZZ_CHECK(memchr(text, '\0', sizeof text));
	quantity_digits(digits, v, unit_for(v, dim));
	FUZZ_CHECK(isnan(v) || percent[strlen(percent) - 1] == '%');
	if (!isfinite(v))
		return;
	if (!quantity_parse(&again, dim, text, &why))
		die("'%s' (%g) %s", text, v, why);
	if (fabs(again - v) > fmax(fabs(v), unit_for(v, dim)->factor) * 0.0051)
		die("%g is printed as '%s', which is %g", v, text, again);
}

static void check_options(struct arena *mem, const char *text)
{
	static const enum option_type types[] = { OPTION_FLAG, OPTION_COUNT, OPTION_QUANTITY,
		OPTION_TEXT, OPTION_RANGE };
	union {
		bool flag;
		size_t count;
		double quantity;
		const char *text;
		struct range range;
	} field = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		const struct option o = {
			.name = "x", .type = types[i], .dim = DIM_TIME, .min = 1, .max = 1e6
		};
		const char *why = option_parse(&o, &field, mem, text);

		if (!why && types[i] == OPTION_QUANTITY)
			FUZZ_CHECK(field.quantity >= 1 && field.quantity <= 1e6);
		if (!why && types[i] == OPTION_COUNT)
			FUZZ_CHECK(field.count >= 1 && field.count <= 1000000);
		if (!why && types[i] == OPTION_RANGE)
			FUZZ_CHECK(field.range.min >= 1 && field.range.min <= field.range.max &&
				field.range.max <= 1000000);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = fuzz_text(&mem, data, n), *why;
	struct fuzz_bytes b = { data, n };
	cpu_set_t cpus;
	double v;

	for (int dim = DIM_NONE; dim <= DIM_FREQUENCY; dim++) {
		if (!quantity_parse(&v, (enum dimension)dim, text, &why))
			continue;
		FUZZ_CHECK(isfinite(v));
		check_printed(v, (enum dimension)dim);
	}
	v = fuzz_number(&b);
	for (int dim = DIM_NONE; dim <= DIM_FREQUENCY; dim++)
		if (!(v < 0) && !(v > 1e300 && v < HUGE_VAL)) /* which cannot be read */
			check_printed(v, (enum dimension)dim);
	check_options(&mem, text);
	cpus_parse(&cpus, text);
	unit_find(text);
	return 0;
}
