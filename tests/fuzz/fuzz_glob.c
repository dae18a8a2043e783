/* Patterns: the first line is one, the others are names. A pattern of plain letters, '*' and '?'
 * matches as a matcher does that is too simple to be wrong. */
#include "fuzz.h"

#include "base/text.h"

static bool matches(const char *p, const char *s)
{
	const char *star = NULL, *from = NULL;

	while (*s) {
		if (*p == '*') {
			star = ++p;
			from = s;
		} else if (*p && (*p == '?' || *p == *s)) {
			p++;
			s++;
		} else if (star) {
			p = star;
			s = ++from;
		} else {
			return false;
		}
	}
	return p[strspn(p, "*")] == '\0';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_bytes b = { data, n };
	const char *pattern = fuzz_line(&b, &mem), *name;
	struct nearest near = nearest_begin(pattern);

	do {
		name = fuzz_line(&b, &mem);
		if (strpbrk(pattern, "[\\"))
			text_glob(pattern, name);
		else
			FUZZ_CHECK(text_glob(pattern, name) == matches(pattern, name));
		nearest_offer(&near, name);
	} while (b.n);
	return 0;
}
