/* `benchctl frameworks` and `benchctl detect`. */
#include "app/project/project.h"

#include "base/text.h"
#include "cli/cli.h"
#include "report/table.h"

/* The line as the registry has it: placeholders are not quoted. */
static const char *command_text(struct arena *mem, const struct framework *f)
{
	const char *text = "";

	for (size_t i = 0; i < f->command.n + f->args.n; i++)
		text = arena_printf(mem, "%s%s%s", text, i ? " " : "",
			i < f->command.n ? f->command.v[i] : f->args.v[i - f->command.n]);
	return text;
}

static int list(struct cli *cli, struct error *err)
{
	const struct config_flags *flags = cli->flags;
	struct arena *mem = &cli->app.mem;
	struct table t = TABLE(mem, 0, "framework", "language", "files", "command");
	struct registry r;

	if (app_frameworks(&r, &cli->app, flags->config, err) < 0)
		return -1;
	for (size_t i = 0; i < r.n; i++) {
		const struct framework *f = &r.v[i];
		const char *files = words_list(mem, &f->files);

		if (f->mentions.n)
			files = arena_printf(mem, "%s (%s)", files, words_list(mem, &f->mentions));
		TABLE_ADD(&t, f->name, f->language, files, command_text(mem, f));
	}
	table_print(cli->text, &t, 0);
	return EXIT_PASS;
}

const struct cli_command frameworks_command = {
	.name = "frameworks",
	.args = "",
	.summary = "list the frameworks that benchctl can detect",
	.help = "  benchctl frameworks\n"
		"\n"
		"files: what must be in the application's folder (a|b: one of the two). These\n"
		"files or the manifest must mention the words in brackets. `frameworks:` in\n"
		"benchctl.yaml adds more.\n",
	.flags = &config_flags_section,
	.run = list,
};

struct detect_flags {
	const char *config, *framework;
};
static const struct option detect_rows[] = {
	CLI_CONFIG(struct detect_flags),
	{ "framework", 0, OPTION_TEXT, offsetof(struct detect_flags, framework), .value = "NAME",
		.help = "use this framework instead of detecting one" },
};

static void print_line(FILE *out, const char *name, const char *text)
{
	fprintf(out, "%-10s ", name);
	text_print_safe(out, text);
	fputc('\n', out);
}

static int detect(struct cli *cli, struct error *err)
{
	const struct detect_flags *flags = cli->flags;
	struct arena *mem = &cli->app.mem;
	const struct framework *f;
	struct detected d;

	if (app_detect(&d, &cli->app, flags->config, cli_arg(cli, 0), flags->framework, err) < 0)
		return -1;
	f = &d.framework;
	print_line(cli->text, "framework",
		f->language ? arena_printf(mem, "%s (%s)", f->name, f->language) : f->name);
	print_line(cli->text, "why", d.why);
	if (f->build)
		print_line(cli->text, "build", f->build);
	print_line(cli->text, "command", command_text(mem, f));
	if (d.main)
		print_line(cli->text, "{main}", d.main);
	print_line(cli->text, "health",
		f->health_checks.n ? words_list(mem, &f->health_checks) : "/health, /");
	for (size_t i = 1; i < d.n; i++)
		print_line(cli->text, i == 1 ? "less so" : "",
			arena_printf(mem, "%s (%s)", d.v[i].name, d.v[i].why));
	return EXIT_PASS;
}

const struct cli_command detect_command = {
	.name = "detect",
	.args = "[DIR]",
	.summary = "show which framework the application in a folder uses, and why",
	.help = "  benchctl detect\n"
		"  benchctl detect apps/api\n"
		"\n"
		"The application's own framework.toml (or framework.yaml) wins, then the most\n"
		"specific framework whose files are there; the folder's name breaks ties.\n",
	.flags = CLI_FLAGS("detect", detect_rows, struct detect_flags),
	.max_args = 1,
	.run = detect,
};
