/* Checks of the file's own keys, when everything has been read. */
#include "model/config.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/text.h"

const struct item *config_place(const struct config_file *f, const struct section *s,
	const char *name)
{
	const struct option *o = section_find(s, name);

	for (size_t i = 0; i < f->places.n; i++)
		if (f->places.v[i].option == o)
			return &f->places.v[i].at;
	return NULL;
}

const struct item *config_place_in(const struct config_file *f, const struct item *benchmark,
	const char *name)
{
	for (size_t i = 0; i < f->places.n; i++) {
		const struct place *p = &f->places.v[i];

		if (p->of.line == benchmark->line && p->of.column == benchmark->column &&
			strcmp(p->option->name, name) == 0)
			return &p->at;
	}
	return benchmark;
}

static int by_id_then_line(const void *a, const void *b)
{
	const struct benchmark *x = *(const struct benchmark *const *)a,
			       *y = *(const struct benchmark *const *)b;
	int order = strcmp(x->id, y->id);

	return order ? order : SORT_ORDER(x->item.line, y->item.line);
}

static void check_unique(const struct config_file *f, struct problems *problems)
{
	const struct suite *s = &f->suite;
	const struct benchmark **sorted = arena_array(problems->mem, s->n, sizeof *sorted);

	for (size_t i = 0; i < s->n; i++)
		sorted[i] = &s->v[i];
	qsort(sorted, s->n, sizeof *sorted, by_id_then_line);
	for (size_t i = 1; i < s->n; i++) {
		const struct item *other = &sorted[i - 1]->item, *at = &sorted[i]->item;
		bool elsewhere = !text_equal(other->file, at->file);

		if (*sorted[i]->id && strcmp(sorted[i - 1]->id, sorted[i]->id) == 0)
			problem_at(problems, at, "the benchmark '%s' is already on line %u%s%s",
				sorted[i]->id, other->line, elsewhere ? " of " : "",
				elsewhere ? other->file : "");
	}
}

static void check_renamed(const struct config_file *f, struct problems *problems)
{
	const struct suite *s = &f->suite;
	const struct suite_index index = suite_index(problems->mem, s, NULL);
	const struct item *at = config_place(f, f->suite.section.root, "renamed");

	for (size_t i = 0; i < s->renamed.n; i++) {
		if (!suite_index_find(&index, s->renamed.v[i].value))
			problem_at(problems, at,
				"renamed: '%s' is now '%s', but the suite has no such benchmark",
				s->renamed.v[i].key, s->renamed.v[i].value);
		if (suite_index_find(&index, s->renamed.v[i].key))
			problem_at(problems, at,
				"renamed: '%s' is still a benchmark of this suite; "
				"remove it from renamed, or from suite",
				s->renamed.v[i].key);
	}
}

static bool is_in_git(const char *folder)
{
	return text_lists(folder, strlen(folder), "/", ".git");
}

void config_check_header(const struct config_file *f, struct problems *problems)
{
	const struct suite *s = &f->suite;
	const struct item *at = config_place(f, &config_header, "name");
	const char *why;

	if (!s->name || !s->name[strspn(s->name, " \t")])
		problem_at(problems, at,
			"the suite has no name; begin with: benchmark: { name: parser }");
	else if ((why = suite_name_fault(s->name)))
		problem_at(problems, at, "benchmark.name: '%s' %s", s->name, why);
	if (s->machine_class && (why = suite_name_fault(s->machine_class)))
		problem_at(problems, config_place(f, &config_header, "machine_class"),
			"benchmark.machine_class: '%s' %s", s->machine_class, why);
	if (is_in_git(s->output_dir))
		problem_at(problems, config_place(f, &config_header, "output_dir"),
			"benchmark.output_dir: '%s' is inside .git, whose files belong to git; "
			"name another folder, such as results",
			s->output_dir);
	if (!file_is_confined(s->baseline_dir) || is_in_git(s->baseline_dir))
		problem_at(problems, config_place(f, &config_header, "baseline_dir"),
			"benchmark.baseline_dir: '%s' is not a folder inside the repository",
			s->baseline_dir);
}

void config_check_ids(const struct config_file *f, struct problems *problems)
{
	check_unique(f, problems);
	check_renamed(f, problems);
}
