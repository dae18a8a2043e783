/* Where reports go. */
#ifndef BENCHCTL_OUTPUT_H
#define BENCHCTL_OUTPUT_H

#include "cli/cli.h"

struct comparison;
struct report_style;

/* What the terminal on standard output can show. */
struct report_style output_style(const struct cli *cli);

/* Whether the --report options make sense: known kinds, a path each that can be written. To be
 * asked before measuring, and before the command has changed its folder. */
int output_check(struct cli *cli);
/* Whether a file can be written at the path from the command line (NULL: none, "-": standard
 * output); -1 with the sentence. */
int output_check_path(struct cli *cli, const char *path, struct error *err);

/* For what judges nothing: refuses the --report options, which would find nothing to report. */
int output_refuse(struct cli *cli);

/* Writes all reports that were asked for, and the text on standard output unless it is taken or
 * --quiet. Returns EXIT_PASS, or EXIT_MEASURE after saying which could not be written. */
int output_reports(struct cli *cli, const struct comparison *c);

#endif
