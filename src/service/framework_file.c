#include <string.h>

#include "service/detect.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "model/framework.h"
#include "model/option/option.h"
#include "model/option/problem.h"
#include "service/toml.h"

enum { FILE_BYTES_MAX = 64 << 10 };

/* The file has one section; its keys are the rows of framework_section. */
static const struct option rows[] = {
	{ "framework", 0, OPTION_SECTION, 0, .section = &framework_section, .help = "" },
};
static const struct section root = SECTION("the file", "", rows, struct framework);

static void refuse_key(const struct toml_value *v, struct problems *problems)
{
	struct nearest near = nearest_begin(v->key);

	for (size_t i = 0; i < framework_section.n; i++)
		nearest_offer(&near, framework_section.rows[i].name);
	problem_add(problems, v->line, v->column, "unknown key '%s' in [framework]%s", v->key,
		nearest_hint(&near, problems->mem));
}

/* One value of [framework]. */
static void take(struct framework *f, const struct toml_value *v, struct problems *problems)
{
	const struct option *o = section_find(&framework_section, v->key);
	void *field = o ? (char *)f + o->offset : NULL;
	const char *why;

	if (!o) {
		refuse_key(v, problems);
		return;
	}
	section_give(&framework_section, f, v->key);
	if (o->type == OPTION_WORDS && v->type == TOML_STRINGS)
		*(struct words *)field = v->strings;
	else if (v->type == TOML_STRINGS)
		problem_add(problems, v->line, v->column, "%s: needs one value, not an array",
			v->key);
	else if ((o->type == OPTION_COUNT) != (v->type == TOML_INTEGER) || v->type == TOML_FLAG)
		problem_add(problems, v->line, v->column, "%s: needs %s", v->key,
			o->type == OPTION_COUNT           ? "a number, without quotes"
				: o->type == OPTION_PAIRS ? "a table: [framework.env]"
							  : "a string in quotes");
	else if (o->type == OPTION_PAIRS)
		problem_add(problems, v->line, v->column, "%s: needs a table: [framework.%s]",
			v->key, v->key);
	else if ((why = option_parse(o, field, problems->mem, v->text)))
		problem_add(problems, v->line, v->column, "%s: '%s' %s", v->key, v->text, why);
}

static void take_env(struct framework *f, const struct toml_value *v, struct problems *problems)
{
	if (v->type == TOML_STRINGS)
		problem_add(problems, v->line, v->column, "%s: needs one value, not an array",
			v->key);
	else if (!*v->key || strchr(v->key, '='))
		problem_add(problems, v->line, v->column,
			"'%s' is not a name; it is empty or has a '='", v->key);
	else
		pairs_set(&f->env, problems->mem, v->key, v->text);
	section_give(&framework_section, f, "env");
}

static void read_toml(struct framework *f, const char *text, size_t n, struct problems *problems)
{
	struct toml toml;

	if (toml_read(&toml, text, n, problems) < 0)
		return;
	for (size_t i = 0; i < toml.n; i++) {
		const struct toml_value *v = &toml.v[i];

		if (strcmp(v->table, "framework") == 0)
			take(f, v, problems);
		else if (strcmp(v->table, "framework.env") == 0)
			take_env(f, v, problems);
		else
			problem_add(problems, v->line, v->column,
				"'%s' is in %s%s%s; only [framework] and [framework.env] are read",
				v->key, *v->table ? "[" : "no table", v->table,
				*v->table ? "]" : "");
	}
}

static void fill(void *mem, const struct section *s, void *dst)
{
	section_defaults(s, dst, mem);
}

void framework_file_read(struct framework *f, const char *text, size_t n, bool yaml,
	struct problems *problems)
{
	const struct option_start start = { .fill = fill, .ctx = problems->mem };

	*f = (struct framework){ 0 };
	section_defaults(&framework_section, f, problems->mem);
	if (yaml)
		option_read_yaml(f, &root, &start, text, n, problems);
	else
		read_toml(f, text, n, problems);
	if (problems->n == 0 && (!f->name || !*f->name))
		problem_at(problems, NULL, "the framework has no name; write %s first",
			yaml ? "framework: { name: my-server }"
			     : "two lines: [framework], then name = \"my-server\"");
}

static int report(const struct problems *p, struct error *err)
{
	error_exit(err, EXIT_USAGE, "%s:%u:%u: %s", p->v[0].file, p->v[0].line, p->v[0].column,
		p->v[0].text);
	for (size_t i = 1; i < p->n && i < 10; i++)
		error_append(err, "\n%s:%u:%u: %s", p->v[i].file, p->v[i].line, p->v[i].column,
			p->v[i].text);
	return -1;
}

int framework_file_load(struct framework *f, const char **path, struct arena *mem, const char *dir,
	struct error *err)
{
	static const char *const names[] = { "framework.toml", "framework.yaml", "framework.yml",
		"framework.json" };
	struct problems problems = { .mem = mem };
	char *text;
	size_t n;

	*path = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *at = file_join(mem, dir, names[i]);

		if (!file_exists(at))
			continue;
		if (*path)
			return error_exit(err, EXIT_USAGE,
				"%s and %s both exist; remove one of them", *path, at);
		*path = at;
	}
	if (!*path)
		return 0;
	if (file_read(&text, &n, mem, *path, FILE_BYTES_MAX, err) < 0)
		return error_stage(err, EXIT_USAGE);
	problems.file = *path;
	framework_file_read(f, text, n, !strstr(*path, ".toml"), &problems);
	return problems.n ? report(&problems, err) : 1;
}
