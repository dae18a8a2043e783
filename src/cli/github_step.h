/* The outputs of a GitHub Actions step: its summary and its variables. */
#ifndef BENCHCTL_GITHUB_STEP_H
#define BENCHCTL_GITHUB_STEP_H

struct comparison;
struct error;

/* Appends to the files named by GITHUB_STEP_SUMMARY and GITHUB_OUTPUT, if they are set. Cuts a
 * summary above GitHub's limit, because GitHub would drop it silently. */
int github_step(const struct comparison *c, struct error *err);

#endif
