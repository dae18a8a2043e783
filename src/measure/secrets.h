/* Values that nobody may read: they came from the environment and are only meant for a process. */
#ifndef BENCHCTL_SECRETS_H
#define BENCHCTL_SECRETS_H

#include <stddef.h>

struct arena;
struct words;

/* A copy of the n bytes of text, with stars in place of each secret, also of one
 * that is cut off at the end. What is shorter than 4 bytes
 * is hardly one, and its stars would make every sentence unreadable. */
char *secrets_hide(struct arena *mem, const struct words *secrets, const char *text, size_t n);

#endif
