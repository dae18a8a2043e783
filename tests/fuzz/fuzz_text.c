/* UTF-8, and foreign text on its way into each kind of output. */
#include "fuzz_report.h"

#include "model/suite.h"
#include "report/escape.h"

static void check_points(const char *s, size_t n)
{
	size_t len = 0;
	uint32_t cp;
	char out[4];

	for (size_t i = 0; i < n; i += len ? len : 1) {
		len = utf8_next(s + i, n - i, &cp);
		FUZZ_CHECK(len <= 4 && len <= n - i);
		if (len)
			FUZZ_CHECK(utf8_encode(out, cp) == len && memcmp(out, s + i, len) == 0);
	}
	utf8_valid(s, n);
}

static void check_terminal(struct arena *mem, const char *s)
{
	for (int unicode = 0; unicode < 2; unicode++) {
		const char *safe = escape_terminal(mem, s, unicode);

		fuzz_harmless(safe);
		FUZZ_CHECK(!strchr(safe, '\n'));
		fuzz_no_command(NULL, safe);
		for (const char *p = safe; *p && !unicode; p++)
			FUZZ_CHECK((unsigned char)*p < 0x80);
	}
}

static void check_markdown(struct arena *mem, const char *s)
{
	struct fuzz_page page = { 0 };
	const char *safe = escape_markdown(mem, s), *code = escape_markdown_code(mem, s);

	fuzz_harmless(safe);
	fuzz_markup(&page, safe);
	FUZZ_CHECK(!strpbrk(safe, "|\n`[]\\*"));
	fuzz_harmless(code);
	if (*code != '`')
		fuzz_markup(&page, code);
	FUZZ_CHECK(!strpbrk(code, "|\n"));
	FUZZ_CHECK(!*s || *code);
}

static void check_github(struct arena *mem, const char *s)
{
	const char *data = escape_github(mem, s), *property = escape_github_property(mem, s);

	fuzz_harmless(data);
	fuzz_harmless(property);
	FUZZ_CHECK(!strpbrk(data, "\r\n") && !strpbrk(property, "\r\n:,"));
	FUZZ_CHECK(!strstr(data, "##[") && !strstr(property, "##["));
}

static void check_shortened(struct arena *mem, const char *s)
{
	const char *line = escape_line(mem, s);

	for (size_t max = 1; max < 70; max += max < 8 ? 1 : 30) {
		const char *part = escape_shorten(mem, line, max);

		fuzz_harmless(part);
		FUZZ_CHECK(utf8_width(part) <= max);
		escape_shorten(mem, s, max);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *s = fuzz_text(&mem, data, n), *line = escape_line(&mem, s), *slug;

	check_points((const char *)data, n);
	fuzz_harmless(line);
	FUZZ_CHECK(!strchr(line, '\n'));
	FUZZ_SAME(escape_line(&mem, line), line);
	fuzz_harmless(escape_lines(&mem, s));
	check_terminal(&mem, s);
	check_markdown(&mem, s);
	check_github(&mem, s);
	check_shortened(&mem, s);
	slug = text_slug(&mem, s);
	FUZZ_CHECK(!*slug || !benchmark_id_fault(slug) || strlen(slug) > 200 ||
		slug[strspn(slug, ".-")] == '\0' || *slug == '-' || *slug == '.');
	file_is_confined(s);
	return 0;
}
