/* The suite of commands on the command line: `run -- A -- B`. */
#include "app/project/project.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "measure/kinds.h"
#include "model/config.h"

enum { NAME_MAX_BYTES = 60 }; /* of an id that is made from a command */

/* The words up to the next "--". One that precedes an option belongs to the command, as in
 * `cargo bench -- --quick`. */
static struct words next_command(struct arena *mem, const struct words *all, size_t *at)
{
	struct words line = { 0 };

	for (; *at < all->n; ++*at) {
		if (strcmp(all->v[*at], "--") == 0 && *at + 1 < all->n && all->v[*at + 1][0] != '-')
			break;
		words_push(mem, &line, all->v[*at]);
	}
	++*at;
	line.scalar = line.n == 1; /* one word may be a whole command line */
	return line;
}

/* Splits at commas; "\\," is a comma. */
static void split_values(struct words *out, struct arena *mem, const char *text)
{
	char *value = arena_string(mem, text), *end = value;

	for (;; text++) {
		if (*text == '\\' && text[1] == ',') {
			*end++ = *++text;
		} else if (*text == ',' || !*text) {
			*end++ = '\0';
			words_push(mem, out, value);
			value = end;
			if (!*text)
				return;
		} else {
			*end++ = *text;
		}
	}
}

static bool uses(struct arena *mem, const struct words *line, const char *name)
{
	for (size_t i = 0; i < line->n; i++)
		if (strstr(line->v[i], arena_printf(mem, "{%s}", name)))
			return true;
	return false;
}

/* Adds the parameters that the command uses. */
static int take_parameters(struct lists *out, struct arena *mem, const struct command_line *all,
	const struct words *line, struct error *err)
{
	for (size_t i = 0; i + 1 < all->parameters.n; i += 2) {
		struct list list = { .name = all->parameters.v[i] };

		if (!*list.name)
			return error_exit(err, EXIT_USAGE,
				"--parameter-list: the name is empty; write for "
				"example: -L n 1,10,100");
		if (TEXT_FIND(out->v, out->n, name, list.name))
			return error_exit(err, EXIT_USAGE, "--parameter-list: '%s' is given twice",
				list.name);
		if (!uses(mem, line, list.name))
			continue;
		split_values(&list.values, mem, all->parameters.v[i + 1]);
		*ARENA_PUSH(mem, out) = list;
	}
	return 0;
}

/* One command is called by its program, several by their whole lines. Its variants have the values
 * behind that. */
static const char *name_of(struct arena *mem, const struct words *line, const struct lists *lists,
	bool alone)
{
	const char *first = line->v[0];
	struct pairs values = { arena_array(mem, lists->n, sizeof *values.v), lists->n };
	char *slug;

	for (size_t i = 0; i < lists->n; i++)
		values.v[i] = (struct pair){ lists->v[i].name, "" };
	if (!alone)
		first = line->scalar ? first : words_quote(mem, line->v, line->n);
	else
		first = file_base(first);
	slug = text_slug(mem, pairs_fill(mem, first, &values, false));
	return arena_copy(mem, slug, strnlen(slug, NAME_MAX_BYTES));
}

static int add_benchmark(struct project *p, const struct words *line, const struct entry *e,
	const struct pairs *values, struct error *err)
{
	struct arena *mem = &p->app->mem;
	struct words words = { 0 };
	struct benchmark *b;
	const char *id = values ? pairs_fill(mem, e->name, values, false) : e->name, *why;

	for (size_t i = 0; i < line->n; i++)
		words_push(mem, &words,
			values ? pairs_fill(mem, line->v[i], values, false) : line->v[i]);
	words.scalar = line->scalar;
	for (size_t k = 2, i = 0; i < p->suite.n; i++)
		if (strcmp(p->suite.v[i].id, id) == 0) {
			id = arena_printf(mem, "%s/%zu", e->name, k++);
			i = (size_t)-1; /* look again */
		}
	if ((why = benchmark_id_fault(id)))
		return error_exit(err, EXIT_USAGE, "the name '%s' %s; give one with --name", id,
			why);
	b = project_add(p, id, &command_kind, command_options_of(mem, &words));
	if (e->group)
		b->group = e->group;
	if (values)
		b->parameters = *values;
	return 0;
}

/* Adds a command with each combination of its parameters. */
static int add_command(struct project *p, const struct words *line, struct entry *e,
	struct error *err)
{
	struct problems problems = { .mem = &p->app->mem };
	struct variants variants = { .mem = &p->app->mem };
	const char *name = e->name;
	const struct pairs *values;
	size_t n = variants_of(&variants, e, &values, &problems);
	int rc = 0;

	if (problems.n)
		return error_exit(err, EXIT_USAGE, "--parameter-list: %s", problems.v[0].text);
	if (n == 0)
		return add_benchmark(p, line, e, NULL, err);
	for (size_t k = 0; k < n && rc == 0; k++) {
		e->name = name;
		variants_take(&variants, e, &p->suite.defaults, k);
		rc = add_benchmark(p, line, e, &values[k], err);
	}
	return rc;
}

/* Every parameter must be used, and every name. */
static int check_use(struct project *p, const struct command_line *line, size_t commands,
	struct error *err)
{
	if (line->names.n > commands)
		return error_exit(err, EXIT_USAGE,
			"--name is given %zu time%s, but there %s %zu command%s", line->names.n,
			text_s(line->names.n), commands == 1 ? "is" : "are", commands,
			text_s(commands));
	for (size_t i = 0; i + 1 < line->parameters.n; i += 2)
		if (!uses(&p->app->mem, &line->words, line->parameters.v[i]))
			return error_exit(err, EXIT_USAGE,
				"--parameter-list: no command has {%s}; write for "
				"example: benchctl run -L n 1,10,100 -- './a.out {n}'",
				line->parameters.v[i]);
	return 0;
}

int project_of_commands(struct project *p, struct app *app, const struct project_options *options,
	const struct command_line *line, struct error *err)
{
	size_t commands = 0, at = 0, second = 0;

	project_begin(p, app, options);
	next_command(&app->mem, &line->words, &second);
	for (; at < line->words.n; commands++) {
		struct words words = next_command(&app->mem, &line->words, &at);
		struct entry e = { 0 };

		if (words.n == 0)
			return error_exit(err, EXIT_USAGE,
				"a command is missing between -- and --; "
				"usage: benchctl run -- A -- B");
		if (take_parameters(&e.matrix, &app->mem, line, &words, err) < 0)
			return -1;
		e.name = commands < line->names.n
			? line->names.v[commands]
			: name_of(&app->mem, &words, &e.matrix, second >= line->words.n);
		if (add_command(p, &words, &e, err) < 0)
			return -1;
	}
	return check_use(p, line, commands, err) < 0 ? -1 : project_override(p, err);
}
