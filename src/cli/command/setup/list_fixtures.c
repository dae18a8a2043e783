#include "app/fixtures.h"

#include "base/json_write.h"
#include "base/text.h"
#include "cli/cli.h"
#include "report/escape.h"

enum { FIXTURES_SCHEMA_VERSION = 1 };

struct fixtures_flags {
	const char *dir, *category;
	bool json;
};
#define AT(field) offsetof(struct fixtures_flags, field)
static const struct option fixtures_rows[] = {
	{ "dir", 0, OPTION_TEXT, AT(dir), .value = "DIR",
		.help = "folder of the fixtures; default: testing_data" },
	{ "category", 0, OPTION_TEXT, AT(category), .value = "NAME",
		.help = "only the fixtures in this folder of DIR" },
	{ "json", 0, OPTION_FLAG, AT(json), .help = "as JSON" },
};

static void print_lines(FILE *out, struct arena *mem, const struct request_fixtures *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct request_fixture *f = &all->v[i];

		fprintf(out, "%s: %s (%s %s -> %d)\n", escape_line(mem, f->file),
			escape_line(mem, f->is.name), escape_line(mem, f->is.request.method),
			escape_line(mem, f->is.path), f->is.request.statuses[0]);
	}
}

static void print_json(FILE *out, const struct request_fixtures *all)
{
	struct json_out o = json_out_to(out, 2);

	json_out_object(&o, NULL);
	json_out_u64(&o, "schema_version", FIXTURES_SCHEMA_VERSION);
	json_out_array(&o, "fixtures");
	for (size_t i = 0; i < all->n; i++) {
		const struct request_fixture *f = &all->v[i];

		json_out_object(&o, NULL);
		json_out_string(&o, "file", f->file);
		json_out_string(&o, "category", f->category);
		json_out_string(&o, "name", f->is.name);
		json_out_string(&o, "method", f->is.request.method);
		json_out_string(&o, "path", f->is.path);
		json_out_u64(&o, "status", (uint64_t)f->is.request.statuses[0]);
		json_out_close(&o);
	}
	json_out_end(&o);
}

static int run(struct cli *cli, struct error *err)
{
	const struct fixtures_flags *flags = cli->flags;
	struct request_fixtures all;

	if (app_fixtures(&all, &cli->app, flags->dir, flags->category, err) < 0)
		return -1;
	if (flags->json)
		print_json(cli->document, &all);
	else
		print_lines(cli->text, &cli->app.mem, &all);
	if (all.bad)
		cli_note("%zu fixture%s, %zu bad file%s", all.n, text_s(all.n), all.bad,
			text_s(all.bad));
	return EXIT_PASS;
}

const struct cli_command list_fixtures_command = {
	.name = "list-fixtures",
	.args = "",
	.summary = "list request fixtures: requests with their expected answers",
	.help = "  benchctl list-fixtures --dir testing_data\n"
		"  benchctl list-fixtures --category headers --json\n"
		"\n"
		"A fixture is a file CATEGORY/NAME.json with name, handler, request (method,\n"
		"path) and expected_response (status_code). A bad file gives a warning;\n"
		"schema.json is skipped.\n",
	.flags = CLI_FLAGS("list-fixtures", fixtures_rows, struct fixtures_flags),
	.run = run,
};
