/* Makes names unique: GitLab drops the second of two tests with one name, and others merge them. */
#pragma once

struct arena;

struct unique {
	struct arena *mem; /* of the names in use */
	void *tree;        /* of tsearch */
};

/* The wanted name itself, or with a number behind it if it is in use. */
const char *unique_name(struct unique *u, const char *wanted);
void unique_free(struct unique *u);
