#include "model/framework.h"

#include "base/arena.h"

#define AT(member) offsetof(struct framework, member)
static const struct option rows[] = {
	{ "name", 0, OPTION_TEXT, AT(name), .value = "NAME",
		.help = "name; if benchctl knows a framework of this name, missing keys come "
			"from it" },
	{ "language", 0, OPTION_TEXT, AT(language), .value = "NAME",
		.help = "language that `benchctl frameworks` shows" },
	{ "files", 0, OPTION_WORDS, AT(files), .value = "PATTERN",
		.help = "files that must be in the folder, as patterns; a|b is one of the two" },
	{ "mentions", 0, OPTION_WORDS, AT(mentions), .value = "WORD",
		.help = "words in these files or in the manifest; a framework with all its "
			"words found is more specific" },
	{ "main", 0, OPTION_WORDS, AT(main), .value = "FILE",
		.help = "{main} is the first of these that exists; package.json>main: "
			"the file that this key of a JSON file names" },
	{ "build", 0, OPTION_TEXT, AT(build), .value = "COMMAND",
		.help = "builds the application, in a shell, once before it starts" },
	{ "command", 0, OPTION_WORDS, AT(command), .value = "COMMAND",
		.help = "starts the server; benchctl fills in {port}, {app_dir}, "
			"{workspace_root}, {main} and {out_dir} (a folder for what build makes)" },
	{ "args", 0, OPTION_WORDS, AT(args), .value = "WORD",
		.help = "further words of the command, with the same placeholders" },
	{ "port_arg_position", 0, OPTION_COUNT, AT(port_arg_position), .default_text = "1",
		.value = "N", .max = 1000,
		.help = "index in args (from 0) at which the port is inserted if neither command "
			"nor args has {port}; above the last index: at the end" },
	{ "cwd", 0, OPTION_TEXT, AT(cwd), .default_text = "{app_dir}", .value = "DIR",
		.help = "folder in which it is built and runs" },
	{ "env", 0, OPTION_PAIRS, AT(env), .value = "NAME=VALUE",
		.help = "added to its environment, with the same placeholders" },
	{ "health_checks", 0, OPTION_WORDS, AT(health_checks), .value = "CHECK",
		.help = "as `health:` of a service; default: /health, then /" },
};
const struct section framework_section = SECTION_NOTED("framework",
	"how an application is recognised, built and started", rows, struct framework, given);

void framework_default(struct framework *f, struct arena *mem, const char *name)
{
	*f = (struct framework){ .name = name };
	section_defaults(&framework_section, f, mem);
}

void framework_override(struct framework *f, const struct framework *by)
{
	section_overlay(&framework_section, f, by, &by->given);
}
