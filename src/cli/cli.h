/* What every subcommand gets, and the table they stand in. */
#ifndef BENCHCTL_CLI_H
#define BENCHCTL_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/terminal.h"
#include "base/words.h"
#include "model/option.h"

struct event_log;
struct spawner;
struct cli;

struct cli_command {
	const char *name;
	const char *args;            /* "[CONFIG]" */
	const char *summary;         /* one line, for the list of commands */
	const char *help;            /* begins with an example */
	const struct section *flags; /* its own; NULL: none */
	bool selects;                /* takes --filter and its like */
	bool reports;                /* takes --report and its like */
	bool lifecycle; /* the rows of `defaults` too; given here they hold for every benchmark */
	bool measures;  /* needs the spawn helper */
	size_t max_args;
	void (*more)(void);          /* prints what --help ends with; NULL: nothing */
	int (*run)(struct cli *cli); /* returns the exit status */
};
extern const struct cli_command *const cli_commands[]; /* ends with NULL */
const struct cli_command *cli_find(const char *name);

/* Options that several commands share. */
struct selection {
	struct words filter, skip; /* patterns of benchmark ids */
	struct words tag;          /* patterns of tags */
};
extern const struct section selection_section;
struct reporting {
	struct words report; /* KIND=PATH */
	const char *export_json, *export_markdown, *export_junit;
	bool quiet;
};
extern const struct section reporting_section;

struct measuring {
	bool no_build;
	const char *log_json;
};
extern const struct section measuring_section; /* of commands that measure */

/* The sections of a command's options. Lifecycle rows have no place to go until the configuration
 * has been read. */
struct flag_group {
	const struct section *section;
	void *at; /* NULL: lifecycle */
	const char *title;
};
enum { FLAG_GROUPS = 5 };
size_t cli_flag_groups(struct flag_group g[FLAG_GROUPS], const struct cli_command *c,
	struct cli *cli);

struct override {
	const struct option *option;
	const char *text;
};

struct cli {
	struct arena mem;
	const struct cli_command *command;
	void *flags; /* the struct that command->flags describes */
	struct selection selection;
	struct reporting reporting;
	struct measuring measuring;
	struct words args;  /* what is left of the command line */
	struct words after; /* what stood behind "--" */
	struct {
		struct override *v;
		size_t n, cap;
	} overrides; /* of lifecycle rows */
	struct spawner *spawner;
	struct event_log *log; /* NULL: nobody wants one */
	FILE *text;            /* standard output for people; documents alone go there directly */
	struct terminal out, err;
	const char *stands; /* the folder the user is in, from the current one; NULL: that one */
	const char *self;   /* the words to call this program by again */
	bool help;
};

/* Reads the words after the command's name. */
int cli_parse(struct cli *cli, int argc, char **argv, struct error *err);

/* Says what is wrong on standard error and returns the error's own exit status or, where it has
 * none, that of the stage that failed. */
int cli_fail(const struct error *err, enum exit_status stage);
/* Which of two statuses is to be returned: an interruption, then the first of 2, 1, 3, 4. */
int cli_worse(int a, int b);
/* "benchctl: " and the text, made harmless, on standard error. */
__attribute__((format(printf, 1, 2))) void cli_say(const char *fmt, ...);

/* How it goes on, without being an error: the text alone, made harmless, on standard error. */
__attribute__((format(printf, 1, 2))) void cli_note(const char *fmt, ...);

struct help_status {
	int status;
	const char *meaning;
};
extern const struct help_status help_statuses[];
extern const size_t help_statuses_n;

void help_overview(void); /* `benchctl` alone */
void help_commands(void); /* `benchctl help` */
void help_command(const struct cli_command *c);
void help_man(void);      /* the manual page, in mdoc */
void help_markdown(void); /* the same as a page of the documentation */

#endif
