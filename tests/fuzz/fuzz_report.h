/* Every report of a comparison, and what must hold for it whatever the comparison says. */
#pragma once

#include "fuzz.h"

#include <libxml/parser.h>

#include "base/lazy.h"
#include "base/text.h"
#include "judge/compare.h"
#include "report/report.h"

static inline char *fuzz_render(struct arena *mem, const struct reporter *reporter,
	const struct comparison *c, const struct report_style *style)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	reporter->render(m.f, c, style);
	memory_file_end(&m);
	FUZZ_CHECK(strlen(m.data) == m.n);
	return arena_copy(mem, m.data, m.n);
}

/* Nothing that a terminal or a log would act on. */
static inline void fuzz_harmless(const char *text)
{
	size_t n = strlen(text), len;
	uint32_t cp;

	for (; n; text += len, n -= len) {
		len = utf8_next(text, n, &cp);
		if (!len || (cp != '\n' && !text_harmless(cp)))
			die("harmful: 0x%02x at '%.100s'", (unsigned char)*text, text);
	}
}

static inline void fuzz_lines(struct arena *mem, const char *text,
	void (*look)(void *ctx, const char *line), void *ctx)
{
	char *rest = arena_string(mem, text), *line;

	while ((line = strsep(&rest, "\n")))
		look(ctx, line);
}

static inline void fuzz_no_command(void *ctx, const char *line)
{
	(void)ctx;
	FUZZ_CHECK(!text_starts(line + strspn(line, " "), "::"));
	FUZZ_CHECK(!strstr(line, "##["));
}

static inline void fuzz_annotation(void *ctx, const char *line)
{
	const char *data;

	(void)ctx;
	if (!*line)
		return;
	FUZZ_CHECK(text_starts(line, "::error title=") || text_starts(line, "::warning title=") ||
		text_starts(line, "::notice title="));
	data = strchr(line, '=') + 1;
	data += strcspn(data, ":,");
	FUZZ_CHECK(text_starts(data, "::"));
	FUZZ_CHECK(!strstr(line, "##["));
}

struct fuzz_page { /* of Markdown: what is open at the end of a line */
	size_t fence, columns;
	int details;
};

static inline void fuzz_markup(struct fuzz_page *page, const char *line)
{
	static const char *const tags[] = { "<br>", "<code>", "</code>", "<details>", "</details>",
		"<summary>", "</summary>", "<sub>", "</sub>", "<!-- " };

	page->details += strstr(line, "<details>") != NULL;
	page->details -= strstr(line, "</details>") != NULL;
	for (const char *p = line; (p = strchr(p, '<')); p++) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
			known = known || text_starts(p, tags[i]);
		FUZZ_CHECK(known);
	}
	for (const char *p = line; (p = strchr(p, '@')); p++)
		FUZZ_CHECK(text_starts(p, "@&#8203;"));
	for (const char *p = line; *p; p++) { /* outside of code, there is no link */
		p += *p == '`' && strchr(p + 1, '`') ? strchr(p + 1, '`') - p : 0;
		FUZZ_CHECK(!text_starts(p, "]("));
	}
}

static inline void fuzz_markdown_line(void *ctx, const char *line)
{
	struct fuzz_page *page = ctx;
	size_t ticks = strspn(line, "`"), columns = 0;

	if (page->fence) {
		page->fence = ticks >= page->fence && !line[ticks] ? 0 : page->fence;
		return;
	}
	if (ticks >= 3) {
		FUZZ_CHECK(strcmp(line + ticks, "sh") == 0);
		page->fence = ticks;
		return;
	}
	fuzz_markup(page, line);
	if (*line != '|') {
		page->columns = 0;
		return;
	}
	for (const char *p = line; *p; p++)
		columns += *p == '|';
	FUZZ_CHECK(page->columns == 0 || columns == page->columns);
	page->columns = columns;
}

static inline void fuzz_xml(const char *text)
{
#define FUZZ_XML(F) F(xmlReadMemory) F(xmlFreeDoc)
	static struct {
		FUZZ_XML(LAZY_POINTER)
	} xml;
	static const char *const names[] = { FUZZ_XML(LAZY_NAME) };
	struct error err;
	xmlDocPtr doc;

	if (!xml.xmlReadMemory &&
		lazy_open(&xml, names, ARRAY_SIZE(names), "libxml2.so.2", "libxml2", &err) < 0)
		die("%s", err.text);
	doc = xml.xmlReadMemory(text, (int)strlen(text), "x.xml", NULL, XML_PARSE_NONET);
	FUZZ_CHECK(doc);
	xml.xmlFreeDoc(doc);
}

/* What JSON says is read back as the same, if it is one that benchctl would have made (`ours`); of
 * another that holds for what could be read. */
static inline void fuzz_json_report(struct arena *mem, const struct comparison *c, bool ours)
{
	const struct report_style style = { 0 };
	const char *text = fuzz_render(mem, &json_reporter, c, &style);
	struct comparison again;
	struct fuzz_file f;
	struct error err = { 0 };
	int rc;

	fuzz_file_open(&f, text, strlen(text));
	rc = comparison_load(&again, mem, f.path, &err);
	fuzz_file_close(&f);
	if (rc == 0 && !ours)
		fuzz_json_report(mem, &again, true);
	else if (rc == 0)
		FUZZ_SAME(fuzz_render(mem, &json_reporter, &again, &style), text);
	else if (ours)
		die("%s\n%s", err.text, text);
}

static inline void fuzz_reports(struct arena *mem, const struct comparison *c,
	const struct report_style *style)
{
	struct fuzz_page page = { 0 };
	FREES_MEMORY_FILE struct memory_file outputs = { 0 };
	const char *text = fuzz_render(mem, &text_reporter, c, style);

	if (!style->colour)
		fuzz_harmless(text);
	fuzz_lines(mem, text, fuzz_no_command, NULL);
	text = fuzz_render(mem, &markdown_reporter, c, style);
	FUZZ_CHECK(strlen(text) <= (style->limit ? style->limit : REPORT_COMMENT_MAX));
	fuzz_harmless(text);
	fuzz_lines(mem, text, fuzz_markdown_line, &page);
	FUZZ_CHECK(!page.fence && !page.details);
	text = fuzz_render(mem, &junit_reporter, c, style);
	fuzz_harmless(text);
	fuzz_xml(text);
	text = fuzz_render(mem, &github_reporter, c, style);
	fuzz_harmless(text);
	fuzz_lines(mem, text, fuzz_annotation, NULL);
	fuzz_harmless(report_headline(mem, c));
	memory_file_open(&outputs);
	github_outputs(outputs.f, c);
	memory_file_end(&outputs);
	fuzz_harmless(outputs.data);
}
