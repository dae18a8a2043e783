/* What every command receives, and the table of the commands. */
#pragma once

#include <stdio.h>

#include "app/project/project.h"
#include "base/terminal.h"
#include "base/words.h"
#include "model/option/option.h"
#include "report/report.h"

struct cli;

/* Options that have no effect: names of rows, separated by spaces; "--": words after it; in
 * capitals: an argument. */
struct cli_idle {
	const char *beside; /* this one, which is named the same way */
	const char *options;
};

/* A row of the table: a command, a group of commands, or one of a group. */
struct cli_command {
	const char *name;            /* "gate", "baseline refresh" */
	const char *also;            /* its other name; NULL: none */
	const char *args;            /* "[CONFIG]" */
	const char *summary;         /* one line, for the list of commands */
	const char *help;            /* begins with an example */
	const struct section *flags; /* its own; NULL: none */
	const struct cli_idle *idle; /* ends with one without options; NULL: none */
	bool selects;                /* takes --filter, --skip and --tag */
	bool reports;                /* takes --report and its like */
	bool lifecycle; /* the rows of `defaults` too; they override those of every benchmark */
	const char *without; /* rows of these groups that it does not take, with blanks between
			      * them; NULL: none */
	bool measures;       /* needs the helper process */
	bool stored;         /* an argument names a stored run, and then it measures nothing */
	size_t max_args;
	enum {
		DASHES_END_OPTIONS, /* the words after "--" are arguments */
		DASHES_BEGIN_WORDS, /* they are left as they are: in cli.after */
		DASHES_PART_SIDES,  /* it only separates the arguments of two sides */
	} dashes;
	void (*more)(FILE *out); /* prints the end of --help; NULL: nothing */
	/* Returns the exit status, or -1 with an error that has one. */
	int (*run)(struct cli *cli, struct error *err);
	/* Of a group, instead: its commands, ending with NULL, and the default command; NULL: a
	 * name is required. */
	const struct cli_command *const *verbs;
	const struct cli_command *shorthand;
};
/* Each is the last thing in its file below cli/command. */
extern const struct cli_command annotate_command, init_command, validate_command, gate_command,
	run_command, compare_command, baseline_command, report_command, serve_command, plot_command,
	list_command, show_command, schema_command, help_cli_command, confirm_command,
	selftest_command, calibrate_command, accept_command, history_command, bisect_command,
	import_command, merge_command, clean_command, frameworks_command, detect_command,
	stream_command, check_tools_command, doctor_command, config_command, peer_command,
	profile_command, list_fixtures_command, demo_command, post_command;
extern const struct cli_command *const cli_commands[]; /* ends with NULL */
/* The title of the group of commands that begins with this one; NULL: none begins here. */
const char *cli_group(const struct cli_command *c);
/* What the user types: "show" of "history show". */
const char *cli_word(const struct cli_command *c);
/* The command of that name; the last word is a verb of a group. NULL: there is none. */
const struct cli_command *cli_find(const struct cli_command *const *commands, const char *word);

/* Options that many commands have; at: the offset of the member. */
#define CLI_CONFIG_AT(at)                                                                          \
	{                                                                                          \
		"config", 0, OPTION_TEXT, (at),                                                    \
			.value = "FILE", .help = "the configuration; default: benchctl.yaml"       \
	}
#define CLI_CONFIG(type) CLI_CONFIG_AT(offsetof(type, config))
#define CLI_OUTPUT_DIR(at)                                                                         \
	{                                                                                          \
		"output_dir", 0, OPTION_TEXT, (at),                                                \
			.value = "DIR",                                                            \
			.help = "folder of the runs; "                                             \
				"default: output_dir of the configuration, or results"             \
	}
/* What the rows of a command describe: a struct, or a single value. */
#define CLI_FLAGS(title, rows, type) (&(const struct section)SECTION(title, "", rows, type))

/* The flags of a command that has only that one. */
struct config_flags {
	const char *config;
};
extern const struct section config_flags_section;
struct json_flags {
	bool json;
};
extern const struct section json_flags_section;

struct cli {
	struct app app;
	const struct cli_command *command;
	void *flags; /* the struct that command->flags describes */
	struct project_options
		project; /* --filter and similar flags, the lifecycle rows, --no-build */
	struct reporting {
		struct words report; /* KIND=PATH */
		const char *export_json, *export_markdown, *export_junit;
	} reporting;
	bool quiet;
	const char *log_json;
	struct words args;         /* what is left of the command line */
	struct words after;        /* the words after "--", or the second side */
	struct words given;        /* names of the options */
	const char *measuring;     /* the last option given that is for measuring; NULL: none */
	FILE *document;            /* standard output */
	FILE *text;                /* the same for readers: escapes; only documents bypass it */
	struct report_style style; /* of the terminal on standard output */
	struct terminal err;
	bool help;
};

/* The sections of a command's options. */
struct flag_group {
	const struct section *section;
	void *at; /* NULL: lifecycle, which is set after the configuration is read */
	const char *title;
};
enum { FLAG_GROUPS = 6 };
size_t cli_flag_groups(struct flag_group g[FLAG_GROUPS], const struct cli_command *c,
	struct cli *cli);

/* Whether the command takes an option of its groups. */
bool cli_takes(const struct cli_command *c, const struct option *o);

/* The command's option of that name ("max-time", n bytes) or, if it is not 0, letter; or NULL. */
const struct option *cli_find_option(const struct cli_command *c, const char *name, size_t n,
	char letter);

/* The name of an option as on the command line: "max-time" for max_time. */
char *cli_flag(struct arena *mem, const char *name);

/* What help calls the value of an option: "N", "fail|warn|off"; NULL: it has none. */
const char *cli_value(struct arena *mem, const struct option *o);

/* Reads the words after the command's name. */
int cli_parse(struct cli *cli, int argc, char **argv, struct error *err);

/* The i-th argument, or NULL. */
static inline const char *cli_arg(const struct cli *cli, size_t i)
{
	return i < cli->args.n ? cli->args.v[i] : NULL;
}

/* `compare` and `baseline compare`. */
struct compare_request;
int cli_compare(struct cli *cli, const struct compare_request *r, struct error *err);

/* Prints the error and returns its exit status. */
int cli_fail(struct cli *cli, const struct error *err);
/* Prints "benchctl: " and the escaped text on standard error. */
__attribute__((format(printf, 1, 2))) void cli_say(const char *fmt, ...);
/* app_note respects --quiet; this prints always. */
__attribute__((format(printf, 1, 2))) void cli_note(const char *fmt, ...);

struct help_status {
	int status;
	const char *meaning;
};
extern const struct help_status help_statuses[];
extern const size_t help_statuses_n;

void help_overview(void);      /* `benchctl` alone */
void help_commands(FILE *out); /* `benchctl help` */
void help_command(FILE *out, const struct cli_command *c);
void help_man(FILE *out);      /* the manual page, in mdoc */
void help_markdown(FILE *out); /* the same as a page of the documentation */

/* Prints what can replace the last word of a line, one per line: the word, a tab, what it means.
 * The line is without the program's name, and each word may be anything. */
void complete_line(struct cli *cli, const struct words *line);
/* Prints the shell's script that asks `benchctl help complete`; false if there is none. */
bool complete_script(FILE *out, const char *shell);

/* A stream for readers: each line goes to out as text_print_line writes it. Close it before out. */
FILE *lines_to(FILE *out);

/* Writes reports, and other files of the command line. */

/* Whether the --report options are valid: known kinds, each with a writable path. main calls it,
 * before the command measures or changes its folder. */
int output_check(struct cli *cli, struct error *err);
/* Whether a file can be written at the path (NULL: none, "-": standard output). */
int output_check_path(struct cli *cli, const char *path, struct error *err);

/* Writes all requested reports, and the text on standard output unless another report goes there
 * or --quiet. Warns about write errors and sets app.unsaved. */
void output_reports(struct cli *cli, const struct comparison *c);

/* The same, with the exit status of a command that judges. rc, err: of its app function. */
int output_verdict(struct cli *cli, const struct comparison *c, int rc, struct error *err);

int output_comparison(struct cli *cli, const struct comparison *c, const struct reporter *reporter,
	const char *path, struct error *err);

struct memory_file;
/* Writes the bytes to a path of the command line, and ends the file in memory. */
int output_bytes(struct cli *cli, const char *path, struct memory_file *m, struct error *err);
