#include "measure/secrets.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
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

int secrets_expand(const char **out, struct arena *mem, struct words *secrets, const char *value,
	struct error *err)
{
	*out = "";
	while (*value) {
		size_t plain = strcspn(value, "$"), n;
		const char *name, *secret;

		*out = arena_printf(mem, "%s%.*s", *out, (int)plain, value);
		value += plain;
		n = strncmp(value, "${", 2) == 0 ? strcspn(value + 2, "}") : 0;
		if (!*value)
			break;
		if (!n || value[n + 2] != '}') {
			*out = arena_printf(mem, "%s$", *out);
			value++;
			continue;
		}
		name = arena_copy(mem, value + 2, n);
		secret = getenv(name);
		if (!secret)
			return error_set(err,
				"${%s} is not set; export it, or remove it from the configuration",
				name);
		words_push(mem, secrets, secret);
		*out = arena_printf(mem, "%s%s", *out, secret);
		value += n + 3;
	}
	return 0;
}
