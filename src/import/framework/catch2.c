/* Catch2's XML reporter, --reporter xml: results of BENCHMARK. Times are in nanoseconds. */
#include <string.h>

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

static int take_number(struct catch2 *c, const char *attribute, double *v)
{
	const char *text = xml_reader_attribute(c->xml, attribute);

	if (!text || part_number((struct part){ text, strlen(text) }, v))
		return 0;
	return xml_reader_refuse(c->xml, "%s=\"%.80s\" is not a finite number", attribute, text);
}

static int open_benchmark(struct catch2 *c)
{
	const char *samples = xml_reader_attribute(c->xml, "samples");

	c->in_benchmark = true;
	c->failure = NULL;
	c->figures = no_figures;
	if (samples && !part_count((struct part){ samples, strlen(samples) }, &c->figures.n))
		return xml_reader_refuse(c->xml, "samples=\"%.80s\" is not a count", samples);
	return 0;
}

static int open_in_benchmark(struct catch2 *c)
{
	struct figures *f = &c->figures;
	const char *text;

	if (xml_reader_is(c->xml, "mean"))
		return take_number(c, "value", &f->mean) < 0 ||
				take_number(c, "lowerBound", &f->lo) < 0 ||
				take_number(c, "upperBound", &f->hi) < 0 ||
				take_number(c, "ci", &f->level) < 0
			? -1
			: 0;
	if (xml_reader_is(c->xml, "standardDeviation"))
		return take_number(c, "value", &f->sd);
	if (xml_reader_is(c->xml, "failed")) {
		text = xml_reader_attribute(c->xml, "message");
		c->failure = arena_string(c->in->scratch,
			text && *text ? text : "the benchmark failed");
	}
	return 0;
}

/* A failing test case may end before its benchmarks. */
static int judge_case(struct catch2 *c)
{
	const char *success = xml_reader_attribute(c->xml, "success");
	struct result *r;

	if (!success || strcmp(success, "false") != 0)
		return 0;
	if (import_result(c->in, &r, id_of(c, c->xml->depth - 1)) < 0)
		return -1;
	return import_failure(c->in, r, "the test case failed");
}

static int open_element(struct catch2 *c)
{
	bool benchmark = xml_reader_is(c->xml, "BenchmarkResults");

	if (c->in_benchmark)
		return open_in_benchmark(c);
	c->name[c->xml->depth] = NULL;
	if (c->xml->depth == 1)
		import_pass(c->in);
	if (benchmark || xml_reader_is(c->xml, "TestCase") || xml_reader_is(c->xml, "Section")) {
		c->name[c->xml->depth] = arena_string(c->in->scratch,
			xml_reader_attribute(c->xml, "name"));
		if (!c->name[c->xml->depth])
			return xml_reader_refuse(c->xml, "an element without a name");
	}
	if (benchmark)
		return open_benchmark(c);
	return xml_reader_is(c->xml, "OverallResult") ? judge_case(c) : 0;
}

static int close_benchmark(struct catch2 *c)
{
	struct result *r;

	c->in_benchmark = false;
	if (import_benchmark(c->in, &r, id_of(c, c->xml->depth)) < 0)
		return -1;
	if (!c->failure)
		return import_figures(c->in, r, "time", "ns", BETTER_LOWER, &c->figures);
	return import_failure(c->in, r, c->failure);
}

static int read_catch2(struct import *in)
{
	ENDS_XML_READER struct xml_reader xml;
	struct catch2 c = { .in = in, .xml = &xml };
	enum xml_event event;

	if (xml_reader_begin(&xml, in) < 0)
		return -1;
	while ((event = xml_reader_next(&xml)) != XML_END) {
		if (event == XML_FAILED || (event == XML_OPENS && open_element(&c) < 0))
			return -1;
		if (event == XML_CLOSES && xml_reader_is(&xml, "BenchmarkResults") &&
			close_benchmark(&c) < 0)
			return -1;
	}
	return 0;
}

const struct importer catch2_importer = {
	.one_run = true,
	.name = "catch2",
	.help = "Catch2, --reporter xml",
	.detect = detect,
	.read = read_catch2,
};
