#include "base/secrets.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/words.h"

enum { SECRET_MIN = 4, NAME_BYTES_MAX = 1024 };

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

int secrets_expand(const char **out, struct arena *mem, struct words *secrets, const char *value,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	while (*value) {
		const char *end = strncmp(value, "${", 2) == 0
			? memchr(value + 2, '}', strnlen(value + 2, NAME_BYTES_MAX))
			: NULL;
		const char *name, *secret;

		if (!end || end == value + 2) {
			fputc(*value++, m.f);
			continue;
		}
		name = arena_copy(mem, value + 2, (size_t)(end - value - 2));
		secret = getenv(name);
		if (!secret)
			return error_set(err,
				"${%s} is not set; export it, or remove it from the configuration",
				name);
		words_push(mem, secrets, secret);
		fputs(secret, m.f);
		value = end + 1;
	}
	*out = memory_file_copy(mem, &m);
	return 0;
}
