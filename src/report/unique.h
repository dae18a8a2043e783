/* Names that are used once: GitLab drops the second of two tests of one name, and others merge
 * them. */
#ifndef BENCHCTL_UNIQUE_H
#define BENCHCTL_UNIQUE_H

struct arena;

struct unique {
	struct arena *mem; /* of the names given out */
	void *tree;        /* of tsearch */
};

/* wanted itself, or with a number behind it where it was given out before. */
const char *unique_name(struct unique *u, const char *wanted);
void unique_free(struct unique *u);

#endif
