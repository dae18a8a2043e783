/* Secrets in values and in texts. The first line is the secret, the second a value that names
 * variables, and the rest is a text that may have the secret. */
#include "fuzz.h"

#include "base/secrets.h"
#include "base/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_bytes b = { data, n };
	const char *secret = fuzz_line(&b, &mem), *value = fuzz_line(&b, &mem), *expanded;
	struct words secrets = { 0 };
	struct error err = { 0 };
	const char *text, *hidden;

	setenv("FUZZ_SECRET", secret, 1);
	if (secrets_expand(&expanded, &mem, &secrets, value, &err) < 0)
		FUZZ_CHECK(*err.text);
	else
		FUZZ_CHECK(strstr(value, "${") || strcmp(value, expanded) == 0);
	words_push(&mem, &secrets, secret);
	text = fuzz_text(&mem, b.at, b.n);
	hidden = secrets_hide(&mem, &secrets, text, strlen(text));
	FUZZ_CHECK(strlen(hidden) == strlen(text));
	if (strlen(secret) >= 4 && secret[strspn(secret, "*")])
		FUZZ_CHECK(!strstr(hidden, secret));
	return 0;
}
