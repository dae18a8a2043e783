/* Values from the environment that only a child process may see. */
#pragma once

#include <stddef.h>

struct arena;
struct error;
struct words;

/* The value with every ${NAME} replaced by that variable of benchctl's environment, which must be
 * set; each becomes a secret. */
int secrets_expand(const char **out, struct arena *mem, struct words *secrets, const char *value,
	struct error *err);

/* A copy of the first n bytes of text with each secret replaced by stars, also one that the end
 * cuts off. A secret of less than 4 bytes stays: its stars would make text unreadable. */
char *secrets_hide(struct arena *mem, const struct words *secrets, const char *text, size_t n);
