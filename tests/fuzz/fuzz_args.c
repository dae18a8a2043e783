/* The command line, one word a line; the first byte says which options there are. */
#include "fuzz.h"

#include "cli/cli.h"

struct flags {
	size_t count;
	double time;
	const char *text;
	bool flag;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct option rows[] = {
		{ "count", 'n', OPTION_COUNT, offsetof(struct flags, count), .max = 100 },
		{ "time", 't', OPTION_QUANTITY, offsetof(struct flags, time), .dim = DIM_TIME },
		{ "text", 'x', OPTION_TEXT, offsetof(struct flags, text), .default_text = "a" },
		{ "flag", 'y', OPTION_FLAG, offsetof(struct flags, flag), .default_text = "true" },
	};
	static const struct section section = SECTION("flags", "", rows, struct flags);
	struct fuzz_bytes b = { data, n };
	unsigned kind = fuzz_byte(&b);
	const struct cli_command command = { .name = "x",
		.args = "[CONFIG]",
		.flags = kind & 1 ? &section : NULL,
		.selects = kind & 2,
		.reports = kind & 4,
		.lifecycle = kind & 8,
		.measures = kind & 16,
		.max_args = kind >> 5 };
	struct cli cli = { .command = &command };
	struct words w = { 0 };
	struct error err = { 0 };

	while (b.n)
		words_push(&cli.app.mem, &w, fuzz_line(&b, &cli.app.mem));
	if (cli_parse(&cli, (int)w.n, (char **)(uintptr_t)w.v, &err) < 0)
		FUZZ_CHECK(*err.text && err.exit == EXIT_USAGE);
	else
		FUZZ_CHECK(cli.help || cli.args.n <= command.max_args);
	arena_free(&cli.app.mem);
	return 0;
}
