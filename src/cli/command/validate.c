#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/session.h"
#include "measure/external.h"
#include "measure/module.h"
#include "model/option_pages.h"

struct validate_flags {
	const char *workload;
};
static const struct option validate_rows[] = {
	{ "workload", 0, OPTION_TEXT, offsetof(struct validate_flags, workload), .value = "FILE",
		.help = "check a workload of the External Benchmark Protocol instead" },
};
static const struct section validate_section = SECTION("validate", "", validate_rows,
	struct validate_flags);

static int validate_workload(struct cli *cli, const char *path)
{
	struct external_workload w;
	struct error err;

	if (external_workload_load(&w, &cli->mem, path, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	fprintf(cli->text,
		"%s: workload '%s' for %s, %" PRIu64 " turn%s expected, schema %" PRIu64
		", no problem\n",
		path, w.name, w.model, w.turns, w.turns == 1 ? "" : "s", w.schema);
	return EXIT_PASS;
}

static int run_validate(struct cli *cli)
{
	const struct validate_flags *flags = cli->flags;
	struct session s;
	int status;

	if (flags->workload)
		return validate_workload(cli, flags->workload);
	status = session_configure(&s, cli, cli->args.n ? cli->args.v[0] : NULL);

	if (status == EXIT_PASS)
		fprintf(cli->text, "%s: suite '%s', %zu benchmark%s, no problem\n", s.suite.path,
			s.suite.name, s.suite.n, s.suite.n == 1 ? "" : "s");
	return status;
}

const struct cli_command validate_command = {
	.name = "validate",
	.args = "[CONFIG]",
	.summary = "check the configuration; nothing is run",
	.help = "  benchctl validate\n"
		"  benchctl validate --workload workload.json\n",
	.flags = &validate_section,
	.max_args = 1,
	.run = run_validate,
};

struct schema_flags {
	bool markdown;
};
static const struct option schema_rows[] = {
	{ "markdown", 0, OPTION_FLAG, offsetof(struct schema_flags, markdown),
		.default_text = "false", .help = "the reference page instead" },
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
