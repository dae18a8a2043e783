/* Command lines: words that are quoted are split again to the same words. */
#include "fuzz.h"

#include "base/words.h"

/* Behind a name that is neither an assignment nor a word of the shell's. */
static void check(struct arena *mem, const struct words *words)
{
	struct words w = { 0 };
	const char *line;
	struct words again = { 0 };
	struct error err;
	bool shell;

	words_push(mem, &w, "./x");
	for (size_t i = 0; i < words->n; i++)
		words_push(mem, &w, words->v[i]);
	line = words_quote(mem, w.v, w.n);
	if (words_split(&again, &shell, mem, line, &err) < 0)
		die("%s", err.text);
	if (shell)
		die("needs a shell: %s", line);
	FUZZ_CHECK(again.n == w.n);
	for (size_t i = 0; i < w.n; i++)
		FUZZ_SAME(again.v[i], w.v[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_bytes b = { data, n };
	struct words w = { 0 }, lines = { 0 };
	struct error err;
	bool shell;

	if (words_split(&w, &shell, &mem, fuzz_text(&mem, data, n), &err) == 0 && !shell)
		check(&mem, &w);
	while (b.n)
		words_push(&mem, &lines, fuzz_line(&b, &mem));
	check(&mem, &lines);
	return 0;
}
