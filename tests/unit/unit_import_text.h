/* What tests of importers of text share beside unit_import.h: rows without names, and what no text
 * may do. */
#pragma once

#include "unit_import.h"

#include <sys/resource.h>

struct import_text_row {
	const char *text, *expected;
};

static inline const char *import_text_outcome(struct arena *mem, const char *text,
	const char *format)
{
	return import_outcome(mem, text, strlen(text), format);
}

static inline void assert_import_texts(const struct import_text_row *rows, size_t n,
	const char *format)
{
	for (size_t i = 0; i < n; i++) {
		FREES_ARENA struct arena mem = { 0 };

		assert_row(rows[i].text, import_text_outcome(&mem, rows[i].text, format),
			rows[i].expected);
	}
}

/* Whatever is cut off or changed, there is either a result that is sound or a sentence. */
static inline void import_text_holds(struct arena *mem, const char *text, size_t n,
	const char *format)
{
	char *exact = malloc(n ? n : 1); /* so that the sanitizer sees the end */
	const char *got;

	memcpy(exact, text, n);
	got = import_outcome(mem, exact, n, format);
	free(exact);
	if (strncmp(got, "error: ", 7) == 0) {
		assert_true(strlen(got) > strlen("error: "));
		return;
	}
	assert_null(strstr(got, " nan"));
	assert_null(strstr(got, " inf"));
	assert_true(*got != 0);
}

static inline void import_text_survives(const char *path, const char *format)
{
	static const char bytes[] = { '\0', '\n', '"', '<', '-', '9', ',', '\x80', '\xff', ' ' };
	FREES_ARENA struct arena file = { 0 };
	char *text = arena_string(&file,
		unit_read(&file, arena_printf(&file, IMPORT_DATA "%s", path)));
	size_t n = strlen(text);

	for (size_t i = 0; i <= n; i++) {
		FREES_ARENA struct arena mem = { 0 };

		import_text_holds(&mem, text, i, format);
	}
	for (size_t i = 0; i < n; i++) {
		FREES_ARENA struct arena mem = { 0 };
		char kept = text[i];

		text[i] = bytes[i % sizeof bytes];
		import_text_holds(&mem, text, n, format);
		text[i] = kept;
	}
}

/* What no format may stumble over. */
static inline void import_text_refuses(const char *format)
{
	static const char nul[] = "a\0b\nc";
	static const char *const rows[] = { "", "\n\n\r\n", "\xff\xfe\xff",
		"{\"context\": {}, \"benchmarks\": []}", "%n%s%n%s" };
	FREES_ARENA struct arena mem = { 0 };
	char *line = arena_alloc(&mem, (4 << 20) + 1);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_contains(import_text_outcome(&mem, rows[i], format), "error: in");
	assert_contains(import_outcome(&mem, nul, sizeof nul - 1, format), "NUL");
	memset(line, 'a', 4 << 20);
	assert_contains(import_text_outcome(&mem, line, format), "error: in");
	memset(line, '9', 4 << 20);
	assert_contains(import_text_outcome(&mem, line, format), "error: in");
}

/* Kilobytes of memory that this process has had at most. */
static inline long unit_peak(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return use.ru_maxrss;
}

/* Of this process's memory since; AddressSanitizer has its own ideas of memory. */
static inline void assert_grew_less(long before, long kilobytes)
{
#ifdef __SANITIZE_ADDRESS__
	(void)before, (void)kilobytes;
#else
	assert_true(unit_peak() - before < kilobytes);
#endif
}
