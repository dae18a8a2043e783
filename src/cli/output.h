/* Writes reports, and other files of the command line. */
#pragma once

#include "cli/cli.h"

/* Whether the --report options are valid: known kinds, each with a writable path. main calls it,
 * before the command measures or changes its folder. */
int output_check(struct cli *cli, struct error *err);
/* Whether a file can be written at the path (NULL: none, "-": standard output). */
int output_check_path(struct cli *cli, const char *path, struct error *err);

/* Writes all requested reports, and the text on standard output unless another report goes there
 * or --quiet. Warns about write errors and sets app.unsaved. */
void output_reports(struct cli *cli, const struct comparison *c);

/* The same, with the exit status of a command that judges. rc, err: what its app function
 * returned. */
int output_verdict(struct cli *cli, const struct comparison *c, int rc, struct error *err);

/* Writes the comparison as one report. */
int output_comparison(struct cli *cli, const struct comparison *c, const struct reporter *reporter,
	const char *path, struct error *err);

struct memory_file;
/* Writes the bytes to a path of the command line, and ends the file in memory. */
int output_bytes(struct cli *cli, const char *path, struct memory_file *m, struct error *err);
