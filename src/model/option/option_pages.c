#include "base/json_write.h"
#include "model/option/option.h"

static void schema_of(struct json_out *o, const struct section *s);
static void value_schema(struct json_out *o, const struct option *opt);

static void type_list(struct json_out *o, const char *a, const char *b)
{
	json_out_array(o, "type");
	json_out_string(o, NULL, a);
	json_out_string(o, NULL, b);
	json_out_close(o);
}

static void choices_schema(struct json_out *o, const struct option *opt)
{
	json_out_array(o, "enum");
	for (size_t i = 0; opt->choices[i]; i++)
		json_out_string(o, NULL, opt->choices[i]);
	json_out_close(o);
}

static void word_schema(struct json_out *o, const struct option *opt)
{
	if (opt->choices)
		choices_schema(o, opt);
	else
		json_out_string(o, "type", "string");
}

/* A string, or a list of strings. */
static void words_schema(struct json_out *o, const struct option *opt)
{
	json_out_array(o, "anyOf");
	json_out_object(o, NULL);
	word_schema(o, opt);
	json_out_close(o);
	json_out_object(o, NULL);
	json_out_string(o, "type", "array");
	json_out_object(o, "items");
	word_schema(o, opt);
	json_out_close(o);
	json_out_close(o);
	json_out_close(o);
}

static void limits_schema(struct json_out *o, const struct option *opt)
{
	json_out_number(o, "minimum", opt->min);
	if (opt->max > 0)
		json_out_number(o, "maximum", opt->max);
}

static void map_of_strings(struct json_out *o)
{
	json_out_string(o, "type", "object");
	json_out_object(o, "additionalProperties");
	json_out_array(o, "type");
	json_out_string(o, NULL, "string");
	json_out_string(o, NULL, "number");
	json_out_string(o, NULL, "boolean");
	json_out_close(o);
	json_out_close(o);
}

static void map_of_lists(struct json_out *o)
{
	json_out_string(o, "type", "object");
	json_out_object(o, "additionalProperties");
	json_out_string(o, "type", "array");
	json_out_close(o);
}

/* A map or, for a section with a short form, the plain value. */
static void section_schema(struct json_out *o, const struct section *s)
{
	if (!s->shorthand) {
		schema_of(o, s);
		return;
	}
	json_out_array(o, "anyOf");
	json_out_object(o, NULL);
	value_schema(o, section_find(s, s->shorthand));
	json_out_close(o);
	json_out_object(o, NULL);
	schema_of(o, s);
	json_out_close(o);
	json_out_close(o);
}

static void value_schema(struct json_out *o, const struct option *opt)
{
	switch (opt->type) {
	case OPTION_FLAG: json_out_string(o, "type", "boolean"); break;
	case OPTION_COUNT:
		json_out_string(o, "type", "integer");
		limits_schema(o, opt);
		break;
	case OPTION_RANGE:
		type_list(o, "integer", "string");
		json_out_string(o, "pattern", "^[0-9]+(\\.\\.[0-9]+)?$");
		limits_schema(o, opt);
		break;
	case OPTION_QUANTITY: type_list(o, "string", "number"); break;
	case OPTION_CHOICE: choices_schema(o, opt); break;
	case OPTION_WORDS: words_schema(o, opt); break;
	case OPTION_PAIRS: map_of_strings(o); break;
	case OPTION_LISTS: map_of_lists(o); break;
	case OPTION_SECTION: section_schema(o, opt->section); break;
	case OPTION_LIST:
		json_out_string(o, "type", "array");
		json_out_object(o, "items");
		schema_of(o, opt->section);
		json_out_close(o);
		break;
	case OPTION_MAP:
		if (section_find(opt->section, "name")) /* a list with names too */
			break;
		type_list(o, "object", "null");
		json_out_object(o, "additionalProperties");
		section_schema(o, opt->section);
		json_out_close(o);
		break;
	case OPTION_TEXT:
	default: type_list(o, "string", "number"); break;
	}
}

/* The members of a schema object; the caller has opened it. */
static void schema_of(struct json_out *o, const struct section *s)
{
	json_out_string(o, "type", "object");
	json_out_bool(o, "additionalProperties", s->rest);
	json_out_object(o, "properties");
	for (size_t i = 0; i < s->n; i++) {
		const struct option *opt = &s->rows[i];

		json_out_object(o, opt->name);
		json_out_string(o, "description", opt->help);
		if (opt->default_text && *opt->default_text)
			json_out_string(o, "default", opt->default_text);
		value_schema(o, opt);
		json_out_close(o);
	}
	json_out_close(o);
}

void option_json_schema(FILE *out, const struct section *root)
{
	struct json_out o = json_out_to(out, 16);

	json_out_object(&o, NULL);
	json_out_string(&o, "$schema", "http://json-schema.org/draft-07/schema#");
	json_out_string(&o, "title", root->help);
	schema_of(&o, root);
	json_out_end(&o);
}

static const char *type_name(const struct option *o)
{
	static const char *const names[] = {
		[OPTION_FLAG] = "true or false",
		[OPTION_COUNT] = "count",
		[OPTION_TEXT] = "text",
		[OPTION_RANGE] = "count or range",
		[OPTION_WORDS] = "text or list",
		[OPTION_PAIRS] = "map of texts",
		[OPTION_LISTS] = "map of lists",
		[OPTION_SECTION] = "section",
		[OPTION_LIST] = "list",
		[OPTION_MAP] = "map",
	};

	if (o->type != OPTION_QUANTITY)
		return names[o->type];
	return o->dim == DIM_NONE     ? "number"
		: o->dim == DIM_RATIO ? "percentage"
				      : dimension_names[o->dim];
}

/* '|' would end a cell. */
static void cell(FILE *out, const char *s)
{
	for (; *s; s++)
		fprintf(out, *s == '|' ? "\\%c" : "%c", *s);
}

static void row(FILE *out, const struct option *o)
{
	fprintf(out, "| `%s` | ", o->name);
	for (size_t i = 0; o->choices && o->choices[i]; i++)
		fprintf(out, "%s%s", i ? ", " : "", o->choices[i]);
	if (!o->choices)
		fputs(type_name(o), out);
	else if (o->type == OPTION_WORDS)
		fputs("; one or a list", out);
	fputs(" | ", out);
	if (o->default_text && *o->default_text)
		fprintf(out, "`%s`", o->default_text);
	fputs(" | ", out);
	cell(out, o->help);
	if (o->section && o->section->shorthand)
		fprintf(out, "; a plain value is its `%s`", o->section->shorthand);
	if (o->section)
		fprintf(out, "; see [%s](#%s)", o->section->name, o->section->name);
	fputs(" |\n", out);
}

enum { SECTIONS_MAX = 64 };
struct reference {
	FILE *out;
	const struct section *done[SECTIONS_MAX];
	size_t n;
};

static void reference_of(struct reference *r, const struct section *s)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->done[i] == s)
			return;
	if (r->n == SECTIONS_MAX)
		return;
	r->done[r->n++] = s;
	fprintf(r->out, "\n## %s\n\n%s%s| key | value | default | meaning |\n|---|---|---|---|\n",
		s->name, s->help, *s->help ? "\n\n" : "");
	for (size_t i = 0; i < s->n; i++)
		row(r->out, &s->rows[i]);
	for (size_t i = 0; i < s->n; i++)
		if (s->rows[i].section)
			reference_of(r, s->rows[i].section);
}

void option_reference(FILE *out, const struct section *root)
{
	struct reference r = { .out = out };

	fputs("# Configuration reference\n\n"
	      "Made from the option tables by `benchctl schema --markdown`. "
	      "Quantities need a unit: `30s`, `1m30s`,\n`64KiB`, `5%`. Unknown keys are errors.\n",
		out);
	reference_of(&r, root);
}
