#include <stdio.h>
#include <string.h>

#include "benchctl/module.h"
#include "benchctl/option_pages.h"
#include "commands.h"
#include "session.h"

static int run_validate(struct cli *cli)
{
	struct session s;
	int status = session_configure(&s, cli, cli->args.n ? cli->args.v[0] : NULL);

	if (status == EXIT_PASS)
		printf("%s: suite '%s', %zu benchmark%s, no problem\n", s.suite.path, s.suite.name,
			s.suite.n, s.suite.n == 1 ? "" : "s");
	return status;
}

const struct cli_command validate_command = {
	.name = "validate",
	.args = "[CONFIG]",
	.summary = "check the configuration; nothing is run",
	.help = "  benchctl validate\n",
	.max_args = 1,
	.run = run_validate,
};

struct schema_flags {
	bool markdown;
};
static const struct option schema_rows[] = {
	{ "markdown", 0, OPTION_FLAG, offsetof(struct schema_flags, markdown), .standard = "false",
		.help = "the reference page instead" },
};
static const struct section schema_section = SECTION("schema", "", schema_rows,
	struct schema_flags);

static int run_schema(struct cli *cli)
{
	const struct schema_flags *flags = cli->flags;
	const struct kind *const *kinds;
	struct config_section c;
	size_t n;

	kinds = module_kinds(&n);
	c = config_section(&cli->mem, kinds, n);
	if (flags->markdown)
		option_reference(stdout, c.root);
	else
		option_json_schema(stdout, c.root);
	return EXIT_PASS;
}

const struct cli_command schema_command = {
	.name = "schema",
	.args = "",
	.summary = "the JSON Schema of benchctl.yaml, for editors",
	.help = "  benchctl schema > benchctl.schema.json\n"
		"\n"
		"An editor that speaks the YAML language server's protocol takes it from a first "
		"line\n"
		"  # yaml-language-server: $schema=benchctl.schema.json\n",
	.flags = &schema_section,
	.run = run_schema,
};
