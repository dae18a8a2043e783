/* The colours of the pages: contrast as WCAG 2 defines it. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "site/site.h"

/* https://www.w3.org/TR/WCAG21/#dfn-relative-luminance */
static double luminance(const unsigned rgb[3])
{
	static const double weight[] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;

	for (size_t i = 0; i < 3; i++) {
		double c = rgb[i] / 255.0;

		sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

/* The colour of a variable in a part of the style sheet: #rgb or #rrggbb. */
static double colour(const char *style, const char *name)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *at = strstr(style, arena_printf(&mem, "--%s: #", name));
	unsigned rgb[3] = { 0 };
	unsigned long value;
	size_t digits;

	if (!at)
		fail_msg("there is no colour %s", name);
	at = strchr(at, '#') + 1;
	digits = strspn(at, "0123456789abcdef");
	assert_true(digits == 3 || digits == 6);
	value = strtoul(at, NULL, 16);
	for (size_t i = 0; i < 3; i++)
		rgb[2 - i] = digits == 6 ? (unsigned)(value >> 8 * i & 255)
					 : (unsigned)(value >> 4 * i & 15) * 17;
	return luminance(rgb);
}

static double contrast(double a, double b)
{
	return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

/* Text wants 4.5:1, what is only drawn 3:1 (level AA). */
static void colours_differ_from_their_background(void **state)
{
	static const struct {
		const char *front, *back;
		double least;
	} pairs[] = { { "text", "page", 4.5 }, { "faint", "page", 4.5 }, { "link", "page", 4.5 },
		{ "bad", "page", 4.5 }, { "good", "page", 4.5 }, { "doubtful", "page", 4.5 },
		{ "text", "soft", 4.5 }, { "base", "page", 3 }, { "head", "page", 3 },
		{ "tag", "page", 3 }, { "text", "likely", 3 } };
	const char *scheme[] = { site_style,
		strstr(site_style, "@media (prefers-color-scheme: dark)") };

	(void)state;
	assert_non_null(scheme[1]);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
			double is = contrast(colour(scheme[k], pairs[i].front),
				colour(scheme[k], pairs[i].back));

			if (is < pairs[i].least)
				fail_msg("%s on %s, %s: %.2f:1", pairs[i].front, pairs[i].back,
					k ? "dark" : "light", is);
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_differ_from_their_background),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
