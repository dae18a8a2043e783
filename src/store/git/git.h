/* Questions that only the git program answers: dates, logs, worktrees, remotes. */
#ifndef BENCHCTL_GIT_H
#define BENCHCTL_GIT_H

#include <stddef.h>

#include "base/words.h"

struct arena;
struct error;
struct repo;

#define GIT_ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

struct git_call {
	const char *folder;      /* git -C */
	const char *const *args; /* NULL at the end */
	const char *index;       /* GIT_INDEX_FILE, or NULL */
	double timeout;          /* s; 0: 60 */
};

/* Runs git; 0 whatever its exit status, which goes to *status. Output without the final newline,
 * and what it said on standard error, are in mem. */
int git_run(int *status, const char **out, const char **complaint, struct arena *mem,
	const struct git_call *call, struct error *err);

/* In the repository; git must succeed. One line, or all lines of the answer. */
int git_line(const char **line, const struct repo *repo, struct arena *mem, struct error *err,
	const char *const *args);
int git_lines(struct words *lines, const struct repo *repo, struct arena *mem, struct error *err,
	const char *const *args);

#endif
