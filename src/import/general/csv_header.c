/* What the header of a column says: the metric and its unit. */
#include "import/general/csv_columns.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "import/read/foreign_unit.h"

const char *columns_unit(const char *word)
{
	/* A single letter is more often part of a name than a minute, a day or a million. */
	if (strlen(word) == 1 && !strchr("sB%", *word))
		return NULL;
	return unit_find(word) ? word : foreign_unit_word(word);
}

/* Whether what follows the mark is what the value is divided by. */
static bool is_per(const char *name, const char *mark)
{
	return mark - name > 3 && strncasecmp(mark - 3, "per", 3) == 0 &&
		(mark[-3] == 'P' || strchr("_- ", mark[-4]));
}

enum dimension column_dimension(const char *unit)
{
	const struct unit *known = unit ? unit_find(unit) : NULL;

	return known ? known->dim : DIM_NONE;
}

static bool is_second(const char *word)
{
	const char *unit = columns_unit(word);

	return column_dimension(unit) == DIM_TIME &&
		fpclassify(unit_find(unit)->factor - 1) == FP_ZERO;
}

/* Where the word before `at` begins: behind one of the marks. */
static const char *word_before(const char *name, const char *at, const char *marks)
{
	while (at > name && !strchr(marks, at[-1]))
		at--;
	return at;
}

/* "ops_per_sec", "ops_s", "mb_s", "read MB/s" and "lines/s" are rates, although "time_s" is a time.
 * NULL: it is none. */
static const char *rate_of(struct arena *mem, const char *name)
{
	static const char marks[] = "_ /";
	const char *last = word_before(name, name + strlen(name), marks), *mark, *unit, *word;

	if (last <= name + 1 || last[-1] == ' ' || !is_second(last))
		return NULL;
	mark = last - 1;
	if (is_per(name, mark))
		return "1/s";
	word = word_before(name, mark, marks);
	word = arena_copy(mem, word, (size_t)(mark - word));
	unit = columns_unit(word);
	if (column_dimension(unit) == DIM_SIZE)
		return arena_printf(mem, "%s/s", unit);
	unit = columns_unit(arena_printf(mem, "%s/s", word));
	return unit || *mark == '_' || column_dimension(columns_unit(word)) == DIM_TIME ? unit
											: "1/s";
}

/* The unit of a word, which may begin with a capital: "Ms". NULL: it is none. */
static const char *unit_of(struct arena *mem, const char *word)
{
	const char *unit = columns_unit(word);
	char *small;

	if (unit || !isupper((unsigned char)*word) || !word[1])
		return unit;
	small = arena_string(mem, word);
	*small = (char)tolower((unsigned char)*small);
	return columns_unit(small);
}

/* The last word that is a unit. A word begins after a mark or with a capital: "latency_ms",
 * "latency-ms", "p50 ms", "latencyMs". NULL: none is; and no single letter behind another word. */
static const char *last_unit(struct arena *mem, const char *name, const char **unit)
{
	const char *word = word_before(name, name + strlen(name), "_- ");

	for (bool whole = true; *word; word++, whole = false)
		if ((whole ||
			    (isupper((unsigned char)*word) && !isupper((unsigned char)word[-1]))) &&
			(*unit = unit_of(mem, word)))
			break;
	return !*word || (!word[1] && word > name && word[-1] != '_' && *word != '%') ? NULL : word;
}

/* The unit that the name ends with, and where the metric's name ends: "heapMB" is the metric heap.
 * Times and rates may be called like their units: "ns", "rps". NULL: it has none. */
static const char *ending_unit(struct arena *mem, const char *name, const char **end)
{
	const char *unit, *word = last_unit(mem, name, &unit), *before = word;
	enum dimension dim = word ? column_dimension(unit) : DIM_NONE;

	*end = name + strlen(name);
	if (!word || strcmp(word, "min") == 0) /* "latency_min" is the least latency */
		return NULL;
	while (before > name && strchr("_- ", before[-1]))
		before--;
	if (is_per(name, before))
		return is_second(unit) ? "1/s" : NULL;
	if (before == name)
		return word == name && *end - name > 1 && (dim == DIM_RATE || dim == DIM_TIME)
			? unit
			: NULL;
	if (dim != DIM_RATE || word[-1] == '_')
		*end = before;
	return unit;
}

/* "latency (ms)", "latency [ms]" and "latency_ms" are the metric latency in ms; "rps" is a rate. */
void column_begin(struct column *c, struct arena *mem, const char *header)
{
	char *name = arena_string(mem, header), *mark;
	size_t n = strlen(name);
	char last = n ? name[n - 1] : '\0';
	const char *unit, *end;

	*c = (struct column){ .name = header, .metric = name };
	c->min = HUGE_VAL;
	c->max = -HUGE_VAL;
	c->moments = true;
	mark = last == ')' ? strrchr(name, '(') : last == ']' ? strrchr(name, '[') : NULL;
	if (mark && mark > name) {
		name[n - 1] = '\0';
		unit = columns_unit(mark + 1);
		c->unit = unit ? unit : arena_string(mem, mark + 1);
		while (mark > name && mark[-1] == ' ')
			mark--;
		*mark = '\0';
	} else if ((unit = rate_of(mem, name))) {
		c->unit = unit;
	} else if ((unit = ending_unit(mem, name, &end))) {
		c->unit = unit;
		c->metric = arena_copy(mem, name, (size_t)(end - name));
	}
}
