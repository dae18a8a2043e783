#include "app/view.h"
#include "cli/cli.h"
#include "model/option/option.h"

static const struct option schema_rows[] = {
	{ "markdown", 0, OPTION_FLAG, 0,
		.help = "print the reference page in Markdown, not the JSON Schema" },
};

static int run(struct cli *cli, struct error *err)
{
	const bool *markdown = cli->flags;
	const struct section *config = app_config_section(&cli->app);

	(void)err;
	if (*markdown)
		option_reference(cli->document, config);
	else
		option_json_schema(cli->document, config);
	return EXIT_PASS;
}

const struct cli_command schema_command = {
	.name = "schema",
	.args = "",
	.summary = "print the JSON Schema of benchctl.yaml, for editors",
	.help = "  benchctl schema > benchctl.schema.json\n"
		"\n"
		"An editor with a YAML language server reads the schema that the first line of\n"
		"benchctl.yaml names:\n"
		"  # yaml-language-server: $schema=benchctl.schema.json\n",
	.flags = CLI_FLAGS("schema", schema_rows, bool),
	.run = run,
};
