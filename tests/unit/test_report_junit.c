#include "comparison_fixture.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <locale.h>

#include "base/lazy.h"
#include "base/text.h"

#define FUNCTIONS(F)                                                                               \
	F(xmlReadMemory)                                                                           \
	F(xmlFreeDoc)                                                                              \
	F(xmlDocGetRootElement)                                                                    \
	F(xmlGetProp)                                                                              \
	F(xmlNodeGetContent)                                                                       \
	F(xmlSchemaNewParserCtxt)                                                                  \
	F(xmlSchemaParse)                                                                          \
	F(xmlSchemaFreeParserCtxt)                                                                 \
	F(xmlSchemaNewValidCtxt)                                                                   \
	F(xmlSchemaValidateDoc)                                                                    \
	F(xmlSchemaFreeValidCtxt)                                                                  \
	F(xmlSchemaFree)
static struct libxml {
	FUNCTIONS(LAZY_POINTER)
} xml;
static const char *const names[] = { FUNCTIONS(LAZY_NAME) };

static int open_libxml(void **state)
{
	struct error err;

	(void)state;
	return lazy_open(&xml, names, ARRAY_SIZE(names), "libxml2.so.2", "libxml2", &err);
}

struct tally { /* of test cases, and what the suite says about them */
	size_t tests, failures, errors, skipped;
};

static const char *get(struct arena *mem, const xmlNode *node, const char *name)
{
	xmlChar *value = xml.xmlGetProp(node, (const xmlChar *)name);
	char *copy = arena_string(mem, (const char *)value);

	free(value);
	return copy;
}

static size_t number(const xmlNode *node, const char *name)
{
	FREES_ARENA struct arena mem = { 0 };

	return strtoul(get(&mem, node, name), NULL, 10);
}

static const xmlNode *child(const xmlNode *node, const char *name)
{
	for (node = node->children; node; node = node->next)
		if (strcmp((const char *)node->name, name) == 0)
			return node;
	return NULL;
}

static void validate(xmlDocPtr doc)
{
	xmlSchemaParserCtxtPtr parser = xml.xmlSchemaNewParserCtxt("tests/golden/junit.xsd");
	xmlSchemaPtr schema = xml.xmlSchemaParse(parser);
	xmlSchemaValidCtxtPtr context = xml.xmlSchemaNewValidCtxt(schema);

	assert_non_null(schema);
	assert_int_equal(xml.xmlSchemaValidateDoc(context, doc), 0);
	xml.xmlSchemaFreeValidCtxt(context);
	xml.xmlSchemaFree(schema);
	xml.xmlSchemaFreeParserCtxt(parser);
}

static void check_tally(const xmlNode *suite)
{
	struct tally t = { 0 };

	for (const xmlNode *n = suite->children; n; n = n->next) {
		if (strcmp((const char *)n->name, "testcase") != 0)
			continue;
		t.tests++;
		t.failures += child(n, "failure") != NULL;
		t.errors += child(n, "error") != NULL;
		t.skipped += child(n, "skipped") != NULL;
	}
	assert_int_equal(t.tests, number(suite, "tests"));
	assert_int_equal(t.failures, number(suite, "failures"));
	assert_int_equal(t.errors, number(suite, "errors"));
	assert_int_equal(t.skipped, number(suite, "skipped"));
	assert_int_equal(t.tests, number(suite->parent, "tests"));
	assert_int_equal(t.failures, number(suite->parent, "failures"));
	assert_int_equal(t.errors, number(suite->parent, "errors"));
}

/* Reads, validates and counts; the caller frees. */
static xmlDocPtr document(struct arena *mem, const struct comparison *c, size_t limit)
{
	const struct report_style style = { .limit = limit };
	const char *text = fixture_render(mem, &junit_reporter, c, &style);
	xmlDocPtr doc;

	assert_true(strlen(text) <= (limit ? limit : 30000000));
	doc = xml.xmlReadMemory(text, (int)strlen(text), "report.xml", NULL, XML_PARSE_NONET);
	assert_non_null(doc);
	validate(doc);
	check_tally(child(xml.xmlDocGetRootElement(doc), "testsuite"));
	return doc;
}

static const xmlNode *suite_of(xmlDocPtr doc)
{
	return child(xml.xmlDocGetRootElement(doc), "testsuite");
}

static const xmlNode *case_of(const xmlNode *suite, const char *name)
{
	FREES_ARENA struct arena mem = { 0 };

	for (const xmlNode *n = suite->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE && text_equal(get(&mem, n, "name"), name))
			return n;
	return NULL;
}

static void golden(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct report_style style = { 0 };
	struct comparison c;

	(void)state;
	fixture_gate(&c, &mem);
	xml.xmlFreeDoc(document(&mem, &c, 0));
	fixture_golden("gate.xml", fixture_render(&mem, &junit_reporter, &c, &style));
}

/* Whatever fails the gate is a failure or an error; a skipped one stands alone; nothing else fails.
 */
static void outcomes_follow_the_consequence(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	xmlDocPtr doc;

	(void)state;
	fixture_all_verdicts(&c, &mem);
	doc = document(&mem, &c, 0);
	for (size_t i = 0; i < c.n; i++) {
		const struct row *r = &c.v[i];
		const xmlNode *n = case_of(suite_of(doc), r->id);
		bool bad = child(n, "failure") || child(n, "error");
		bool good = r->verdict == VERDICT_PASS || r->verdict == VERDICT_IMPROVEMENT ||
			r->verdict == VERDICT_ACCEPTED;

		assert_int_equal(bad, r->consequence == CONSEQUENCE_FAIL);
		assert_int_equal(child(n, "error") != NULL,
			r->verdict == VERDICT_ERROR && r->consequence == CONSEQUENCE_FAIL);
		assert_int_equal(child(n, "skipped") != NULL, !bad && !good);
	}
	xml.xmlFreeDoc(doc);
}

static void every_comparison_is_valid(void **state)
{
	static void (*const makers[])(struct comparison * c, struct arena * mem) = { fixture_gate,
		fixture_zoo, fixture_hostile, fixture_all_verdicts };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(makers); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c;

		makers[i](&c, &mem);
		xml.xmlFreeDoc(document(&mem, &c, 0));
	}
}

static void a_gate_that_judged_nothing_is_an_error(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	xmlDocPtr doc;

	(void)state;
	fixture_frame(&c);
	compare_conclude(&c);
	doc = document(&mem, &c, 0);
	assert_non_null(child(case_of(suite_of(doc), "the gate itself"), "error"));
	xml.xmlFreeDoc(doc);
	fixture_row(&c, &mem, "a", &fixture_wall, VERDICT_NEW, CONSEQUENCE_NONE);
	compare_conclude(&c);
	doc = document(&mem, &c, 0);
	assert_int_equal(number(suite_of(doc), "errors"), 1);
	assert_int_equal(number(suite_of(doc), "skipped"), 1);
	xml.xmlFreeDoc(doc);
}

static void names_are_unique(void **state)
{
	/* The second is what the first's metric is called; the third is equal once it is harmless.
	 */
	static const char *const ids[] = { "a", "a", "a [p99]", "a [p99]\xff", "a [p99]\\xff" };
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	xmlDocPtr doc;

	(void)state;
	fixture_frame(&c);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		fixture_row(&c, &mem, ids[i], i == 1 ? &fixture_p99 : &fixture_wall, VERDICT_PASS,
			CONSEQUENCE_NONE);
	compare_conclude(&c);
	doc = document(&mem, &c, 0);
	assert_non_null(case_of(suite_of(doc), "a"));
	assert_non_null(case_of(suite_of(doc), "a [p99]"));
	assert_non_null(case_of(suite_of(doc), "a [p99] (2)"));
	assert_non_null(case_of(suite_of(doc), "a [p99]\\xff (2)"));
	xml.xmlFreeDoc(doc);
}

static void times_are_seconds_in_any_locale(void **state)
{
	static const struct {
		double median;
		const struct metric *metric;
		const char *time;
	} table[] = { { 0.1319, &fixture_wall, "0.132" }, { 1e-5, &fixture_wall, "0.000" },
		{ 1234.5678, &fixture_wall, "1234.568" },
		{ 1e300, &fixture_wall, "1000000000.000" }, { -1, &fixture_wall, "0.000" },
		{ NONE, &fixture_wall, "0.000" }, { 4096, &fixture_rss, "0.000" } };
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	xmlDocPtr doc;

	(void)state;
	setlocale(LC_ALL, "de_DE.UTF-8"); /* where there is one */
	fixture_frame(&c);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		fixture_row(&c, &mem, arena_printf(&mem, "%zu", i), table[i].metric, VERDICT_PASS,
			CONSEQUENCE_NONE)
			->head.median = table[i].median;
	compare_conclude(&c);
	doc = document(&mem, &c, 0);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_string_equal(get(&mem, case_of(suite_of(doc), arena_printf(&mem, "%zu", i)),
					    "time"),
			table[i].time);
	xml.xmlFreeDoc(doc);
	setlocale(LC_ALL, "C");
}

static void large_reports_stay_within_the_limit(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	xmlDocPtr doc;

	(void)state;
	fixture_many(&c, &mem, 10000);
	doc = document(&mem, &c, 0);
	assert_int_equal(number(suite_of(doc), "tests"), 10000);
	assert_int_equal(number(suite_of(doc), "failures"), c.failing);
	xml.xmlFreeDoc(doc);
	/* Those that fail are there, and that some are not. */
	doc = document(&mem, &c, 2000000);
	assert_int_equal(number(suite_of(doc), "failures"), c.failing);
	assert_in_range(number(suite_of(doc), "tests"), c.failing + 2, 9999);
	assert_non_null(child(case_of(suite_of(doc), "the gate itself"), "error"));
	xml.xmlFreeDoc(doc);
}

static void the_evidence_is_there(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	xmlChar *text;
	xmlDocPtr doc;

	(void)state;
	fixture_gate(&c, &mem);
	doc = document(&mem, &c, 0);
	text = xml.xmlNodeGetContent(child(case_of(suite_of(doc), "parse/items=1000"),
		"system-out"));
	assert_non_null(strstr((char *)text, "\ntest: Mann-Whitney, exact, p=0.00012, n=24\n"));
	assert_non_null(strstr((char *)text, "\nshape: PSI 0.62, PSI* 0.41, p=0.002, major\n"));
	assert_non_null(strstr((char *)text, "\ndetectable: 2.1% or more\n"));
	free(text);
	xml.xmlFreeDoc(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden),
		cmocka_unit_test(outcomes_follow_the_consequence),
		cmocka_unit_test(every_comparison_is_valid),
		cmocka_unit_test(a_gate_that_judged_nothing_is_an_error),
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(times_are_seconds_in_any_locale),
		cmocka_unit_test(large_reports_stay_within_the_limit),
		cmocka_unit_test(the_evidence_is_there),
	};

	return cmocka_run_group_tests(tests, open_libxml, NULL);
}
