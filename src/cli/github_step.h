/* What a step of GitHub Actions leaves behind: its summary and its outputs. */
#ifndef BENCHCTL_GITHUB_STEP_H
#define BENCHCTL_GITHUB_STEP_H

struct comparison;
struct error;

/* Adds to the files named by GITHUB_STEP_SUMMARY and GITHUB_OUTPUT, where they are set. A summary
 * that would grow over GitHub's limit is cut, because GitHub drops it whole and says nothing. */
int github_step(const struct comparison *c, struct error *err);

#endif
