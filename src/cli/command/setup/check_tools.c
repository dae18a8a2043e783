#include "app/tools.h"

#include "base/json_write.h"
#include "cli/cli.h"
#include "report/table.h"

enum { TOOLS_SCHEMA_VERSION = 1, STATUS_MISSING = 1 };

static void print_table(FILE *out, const struct found_tools *found)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 0, "program", "version", "path", "use");

	for (size_t i = 0; i < found->n; i++) {
		const struct found_tool *f = &found->v[i];

		TABLE_ADD(&t, f->tool->name, f->version ? f->version : "-",
			f->path               ? f->path
				: f->required ? "missing, required"
					      : "missing",
			f->tool->use);
	}
	table_print(out, &t, 0);
}

static void print_json(FILE *out, const struct found_tools *found)
{
	struct json_out o = json_out_to(out, 2);

	json_out_object(&o, NULL);
	json_out_u64(&o, "schema_version", TOOLS_SCHEMA_VERSION);
	json_out_array(&o, "tools");
	for (size_t i = 0; i < found->n; i++) {
		const struct found_tool *f = &found->v[i];

		json_out_object(&o, NULL);
		json_out_string(&o, "name", f->tool->name);
		json_out_string(&o, "path", f->path);
		json_out_string(&o, "version", f->version);
		json_out_string(&o, "use", f->tool->use);
		json_out_bool(&o, "required", f->required);
		json_out_close(&o);
	}
	json_out_end(&o);
}

static int run(struct cli *cli, struct error *err)
{
	const struct json_flags *flags = cli->flags;
	struct found_tools found;

	if (app_tools(&found, &cli->app, cli_arg(cli, 0), err) < 0)
		return -1;
	if (flags->json)
		print_json(cli->document, &found);
	else
		print_table(cli->text, &found);
	return found.missing ? STATUS_MISSING : EXIT_PASS;
}

const struct cli_command check_tools_command = {
	.name = "check-tools",
	.args = "[CONFIG]",
	.summary = "list the programs that benchctl can use, with path and version",
	.help = "  benchctl check-tools\n"
		"\n"
		"Looks for each program in PATH. Exits with 1 if a program is missing that\n"
		"benchctl requires, or that a benchmark of the configuration names with tool:.\n",
	.max_args = 1,
	.flags = &json_flags_section,
	.run = run,
};
