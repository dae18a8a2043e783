/* Catch2's XML reporter, --reporter xml: results of BENCHMARK. Times are in nanoseconds. */
#include <string.h>

#include "base/text.h"
#include "import/read/lines.h"
#include "import/read/xml_reader.h"

static const char *detect(const char *head)
{
	return xml_reader_begins(head, "Catch") || xml_reader_begins(head, "Catch2TestRun")
		? "its first element is Catch2's"
		: NULL;
}

struct catch2 {
	struct import *in;
	struct xml_reader *xml;
	/* The open test cases, sections and benchmarks, by depth. */
	const char *name[XML_DEPTH_MAX + 1];
	bool in_benchmark;
	const char *failure; /* of that benchmark */
	struct figures figures;
};

/* "test case/section/benchmark", of the open elements down to depth. */
static const char *id_of(const struct catch2 *c, size_t depth)
{
	const char *id = "";

	for (size_t i = 1; i <= depth; i++)
		if (c->name[i])
			id = arena_printf(c->in->scratch, "%s%s%s", id, *id ? "/" : "", c->name[i]);
	return id;
}

static void take_number(struct catch2 *c, const char *attribute, double *v)
{
	const char *text = xml_reader_attribute(c->xml, attribute);

	if (text && !part_number((struct part){ text, strlen(text) }, v))
		xml_reader_refuse(c->xml, "%s=\"%.80s\" is not a finite number", attribute, text);
}

static void open_benchmark(struct catch2 *c)
{
	const char *samples = xml_reader_attribute(c->xml, "samples");

	c->in_benchmark = true;
	c->failure = NULL;
	c->figures = no_figures;
	if (samples && !part_count((struct part){ samples, strlen(samples) }, &c->figures.n))
		xml_reader_refuse(c->xml, "samples=\"%.80s\" is not a count", samples);
}

static void open_in_benchmark(struct catch2 *c)
{
	struct figures *f = &c->figures;
	const char *text;

	if (xml_reader_is(c->xml, "mean")) {
		take_number(c, "value", &f->mean);
		take_number(c, "lowerBound", &f->lo);
		take_number(c, "upperBound", &f->hi);
		take_number(c, "ci", &f->level);
	} else if (xml_reader_is(c->xml, "standardDeviation")) {
		take_number(c, "value", &f->sd);
	} else if (xml_reader_is(c->xml, "failed")) {
		text = xml_reader_attribute(c->xml, "message");
		c->failure = arena_string(c->in->scratch,
			text && *text ? text : "the benchmark failed");
	}
}

/* A failing test case may end before its benchmarks. */
static void judge_case(struct catch2 *c)
{
	if (text_equal(xml_reader_attribute(c->xml, "success"), "false"))
		import_failure(c->in, import_result(c->in, id_of(c, c->xml->depth - 1)),
			"the test case failed");
}

static void open_element(struct catch2 *c)
{
	bool benchmark = xml_reader_is(c->xml, "BenchmarkResults");

	if (c->in_benchmark) {
		open_in_benchmark(c);
		return;
	}
	c->name[c->xml->depth] = NULL;
	if (c->xml->depth == 1)
		import_pass(c->in);
	if (benchmark || xml_reader_is(c->xml, "TestCase") || xml_reader_is(c->xml, "Section")) {
		c->name[c->xml->depth] = arena_string(c->in->scratch,
			xml_reader_attribute(c->xml, "name"));
		if (!c->name[c->xml->depth])
			xml_reader_refuse(c->xml, "an element without a name");
	}
	if (benchmark)
		open_benchmark(c);
	else if (xml_reader_is(c->xml, "OverallResult"))
		judge_case(c);
}

static void close_benchmark(struct catch2 *c)
{
	struct result *r = import_benchmark(c->in, id_of(c, c->xml->depth));

	c->in_benchmark = false;
	if (c->failure)
		import_failure(c->in, r, c->failure);
	else
		import_figures(c->in, r, "time", "ns", BETTER_LOWER, &c->figures);
}

static void read_catch2(struct import *in)
{
	ENDS_XML_READER struct xml_reader xml;
	struct catch2 c = { .in = in, .xml = &xml };
	enum xml_event event;

	xml_reader_begin(&xml, in);
	while ((event = xml_reader_next(&xml)) != XML_END)
		if (event == XML_OPENS)
			open_element(&c);
		else if (event == XML_CLOSES && xml_reader_is(&xml, "BenchmarkResults"))
			close_benchmark(&c);
}

const struct importer catch2_importer = {
	.one_run = true,
	.name = "catch2",
	.help = "Catch2, --reporter xml",
	.detect = detect,
	.read = read_catch2,
};
