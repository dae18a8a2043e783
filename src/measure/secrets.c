#include "measure/secrets.h"

#include <string.h>

#include "base/arena.h"
#include "base/words.h"

enum { SECRET_MIN = 4 };

char *secrets_hide(struct arena *mem, const struct words *secrets, const char *text, size_t n)
{
	const char *plain = arena_copy(mem, text, n);
	char *out = arena_copy(mem, text, n);
	size_t whole = strlen(plain);

	/* Looked for in what was there, because one secret may be part of another. */
	for (size_t i = 0; i < secrets->n; i++) {
		const char *secret = secrets->v[i], *at = plain;
		size_t len = strlen(secret);

		while (len >= SECRET_MIN && (at = strstr(at, secret))) {
			memset(out + (at - plain), '*', len);
			at++;
		}
		/* Where a text was cut, its end may be the beginning of a secret. */
		for (size_t k = len < whole ? len : whole; k >= SECRET_MIN; k--)
			if (strncmp(plain + whole - k, secret, k) == 0)
				memset(out + whole - k, '*', k);
	}
	return out;
}
