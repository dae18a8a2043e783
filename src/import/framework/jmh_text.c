/* JMH, -rf csv and what it prints at its end. */
#include <math.h>
#include <string.h>

#include "import/framework/jmh.h"
#include "import/read/foreign_unit.h"
#include "import/read/objects.h"
#include "import/read/table.h"

struct row {
	const char *id, *secondary; /* NULL: the score itself */
	const char *mode, *unit;
	double score, error; /* half of the 99.9% interval; NaN: absent */
};

static void add_row(struct import *in, const struct row *row)
{
	const struct jmh_mode *mode = jmh_mode(row->mode);
	struct figures f = no_figures;
	struct result *r;

	if (!mode) {
		import_refuse(in, 0, "'%.200s' has the unknown mode '%.40s'", row->id, row->mode);
		return;
	}
	r = import_result(in, row->id);
	f.mean = row->score;
	f.lo = row->score - row->error;
	f.hi = row->score + row->error;
	f.level = 0.999;
	if (isnan(row->score) && !row->secondary)
		import_failure(in, r, "its score is not a number");
	else if (!isnan(row->score))
		import_figures(in, r, row->secondary ? row->secondary : mode->metric,
			foreign_unit(row->unit), row->secondary ? BETTER_NONE : mode->better, &f);
}

/* "NAME:SECONDARY"; JMH before 1.36 puts a middle dot before the names of its profilers. */
static void split_name(struct arena *mem, const char **name, const char **secondary)
{
	const char *colon = strchr(*name, ':');

	*secondary = NULL;
	if (!colon)
		return;
	*secondary = colon + 1 + (strncmp(colon + 1, "\xc2\xb7", 2) == 0 ? 2 : 0);
	*name = arena_copy(mem, *name, (size_t)(colon - *name));
}

static const char *const columns[] = { "Benchmark", "Mode", "Threads", "Samples", "Score", "Unit",
	NULL };

static double number_of(struct table *t, const char *column)
{
	return strcmp(table_text(t, column), "NaN") == 0 ? (double)NAN : table_number(t, column);
}

static void add_cells(struct table *t)
{
	struct arena *mem = &t->row.mem;
	struct row row = { .id = table_text(t, "Benchmark"),
		.mode = table_text(t, "Mode"),
		.unit = table_text(t, "Unit") };

	split_name(mem, &row.id, &row.secondary);
	for (size_t i = 0; i < t->n; i++) {
		const char *value = table_text(t, t->column[i]);

		if (strncmp(t->column[i], "Param: ", 7) == 0 && *value)
			row.id = objects_param(mem, row.id, t->column[i] + 7, value);
	}
	row.score = number_of(t, "Score");
	row.error = number_of(t, "Score Error (99.9%)");
	add_row(t->in, &row);
}

const struct importer jmh_csv_importer = {
	.name = "jmh-csv",
	.help = "JMH, -rf csv; prefer -rf json, which has samples",
	.columns = columns,
	.because = "its first line is that of JMH -rf csv",
	.row = add_cells,
};

enum { PARAMS_MAX = 64 };
struct header { /* "Benchmark (size) Mode Cnt Score Error Units" */
	bool seen;
	size_t n;
	struct part param[PARAMS_MAX];
};

static bool take_header(struct part line, struct header *h)
{
	static const char *const rest[] = { "Mode", "Cnt", "Score" };
	struct part word;

	*h = (struct header){ .seen = true };
	if (!part_word(&line, &word) || !part_is(word, "Benchmark") || !part_word(&line, &word))
		return false;
	for (; word.n > 2 && *word.v == '(' && h->n < PARAMS_MAX; part_word(&line, &word))
		h->param[h->n++] = (struct part){ word.v + 1, word.n - 2 };
	for (size_t i = 0; i < ARRAY_SIZE(rest); i++, part_word(&line, &word))
		if (!part_is(word, rest[i]))
			return false;
	return true;
}

static bool is_header(struct part line)
{
	struct header h;

	return take_header(line, &h);
}

/* "[Cnt] Score [\xc2\xb1 Error] Units" */
static bool take_score(struct part rest, struct row *row, struct arena *mem)
{
	struct part word, next, before = { "", 0 };
	double v;

	row->score = row->error = (double)NAN;
	while (part_word(&rest, &word)) {
		next = rest;
		if (part_starts(word, "\xe2\x89\x88")) { /* about, such as 10 to the power of -3 */
			row->score = (double)NAN;
			if (!part_word(&rest, &before))
				return false;
		} else if (part_is(word, "\xc2\xb1") || part_is(word, "?")) {
			if (!part_word(&rest, &word) || !part_number(word, &row->error))
				return false;
		} else if (part_number(word, &v) || part_is(word, "NaN")) {
			row->score = part_is(word, "NaN") ? (double)NAN : v;
			before = word;
		} else {
			row->unit = part_text(mem, word);
			return before.n > 0 && !part_word(&next, &word);
		}
	}
	return false;
}

static void read_row(struct lines *l, struct part line, struct arena *mem)
{
	const struct header *h = l->state;
	struct row row = { 0 };
	struct part word;

	if (!part_word(&line, &word))
		return;
	row.id = part_text(mem, word);
	split_name(mem, &row.id, &row.secondary);
	for (size_t i = 0; i < h->n && part_word(&line, &word); i++)
		if (!part_is(word, "N/A"))
			row.id = objects_param(mem, row.id, part_text(mem, h->param[i]),
				part_text(mem, word));
	if (!part_word(&line, &word) || !jmh_mode(part_text(mem, word)))
		return; /* behind the table */
	row.mode = part_text(mem, word);
	if (take_score(line, &row, mem))
		add_row(l->in, &row);
}

static void read_line(struct lines *l, struct part line)
{
	FREES_ARENA struct arena own = { 0 };
	struct header *h = l->state, next;

	if (take_header(line, &next))
		*h = next;
	else if (h->seen)
		read_row(l, line, &own);
}

const struct importer jmh_text_importer = {
	.name = "jmh-text",
	.help = "the table that JMH prints; prefer -rf json, which has samples",
	.has_line = is_header,
	.because = "it has JMH's table: Benchmark Mode Cnt Score",
	.line = read_line,
	.size = sizeof(struct header),
};
