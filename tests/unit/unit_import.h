/* What tests of importers share: the outcome of an import as text. */
#pragma once

#include <math.h>

#include "base/file.h"
#include "import/import.h"
#include "unit.h"

#define IMPORT_DATA "tests/data/import/"

/* Samples as they are, figures as "name=value" of what was said. */
static inline void import_print_series(FILE *f, const struct series *s)
{
	fprintf(f, "  %s [%s, %s%s]", s->metric.name, s->metric.unit,
		better_names[s->metric.better], s->metric.exact ? ", exact" : "");
	for (size_t i = 0; i < s->n && i < 5; i++)
		fprintf(f, " %.6g", s->v[i]);
	if (s->n > 5)
		fprintf(f, " ... (%zu)", s->n);
	if (s->figures) {
		const struct figures *g = s->figures;
		const struct {
			const char *name;
			double v;
		} all[] = { { "mean", g->mean }, { "median", g->median }, { "sd", g->sd },
			{ "min", g->min }, { "max", g->max }, { "lo", g->lo }, { "hi", g->hi },
			{ "level", g->level } };

		fprintf(f, " figures");
		if (g->n)
			fprintf(f, " n=%zu", g->n);
		for (size_t i = 0; i < ARRAY_SIZE(all); i++)
			if (!isnan(all[i].v))
				fprintf(f, " %s=%.6g", all[i].name, all[i].v);
	}
	fputc('\n', f);
}

static inline const char *import_print(struct arena *mem, const struct run *run)
{
	FREES_MEMORY_FILE struct memory_file m;

	memory_file_open(&m);
	for (size_t i = 0; i < run->n; i++) {
		const struct result *r = &run->v[i];

		fprintf(m.f, "%s%s%s\n", r->id, r->reason ? ": " : "", r->reason ? r->reason : "");
		if (r->warning)
			fprintf(m.f, "  warning: %s\n", r->warning);
		for (size_t k = 0; k < r->n; k++)
			import_print_series(m.f, &r->v[k]);
	}
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}

/* The results of a text, or the sentence of the error; format NULL: it is detected. */
static inline const char *import_outcome(struct arena *mem, const char *text, size_t n,
	const char *format)
{
	const struct importer *importer = format ? importer_find(format) : NULL;
	struct import_answer answer;
	struct run run = { 0 };
	struct error err = { .text = "" };

	if (format && !importer)
		fail_msg("no importer is called %s", format);
	if (import_text(&run, mem, "in", text, n, importer, &answer, &err) < 0)
		return arena_printf(mem, "error: %s", err.text);
	return import_print(mem, &run);
}

/* A file or folder of tests/data/import, detected. What it should give stands beside it, in
 * NAME.expected. */
static inline void assert_imports(const char *name, const char *format)
{
	FREES_ARENA struct arena mem = { 0 };
	struct import_answer answer;
	struct run run = { 0 };
	struct error err = { .text = "" };

	assert_ok(import_file(&run, &mem, arena_printf(&mem, IMPORT_DATA "%s", name), NULL, &answer,
			  &err),
		&err);
	assert_row(name, answer.importer->name, format);
	assert_non_null(answer.reason);
	assert_row(name, import_print(&mem, &run),
		unit_read(&mem, arena_printf(&mem, IMPORT_DATA "%s.expected", name)));
}

/* A small text that stands in the table. */
struct import_row {
	const char *what, *text, *expected;
};
static inline void assert_import_rows(const struct import_row *rows, size_t n, const char *format)
{
	for (size_t i = 0; i < n; i++) {
		FREES_ARENA struct arena mem = { 0 };

		assert_row(rows[i].what,
			import_outcome(&mem, rows[i].text, strlen(rows[i].text), format),
			rows[i].expected);
	}
}
