/* Catch2's XML reporter, --reporter xml: results of BENCHMARK. Times are in nanoseconds. */
#include <string.h>

#include "base/text.h"
#include "import/read/lines.h"
#include "import/read/xml_reader.h"

static bool is_named(const xmlNode *node)
{
	return xml_reader_is(node, "TestCase") || xml_reader_is(node, "Section") ||
		xml_reader_is(node, "BenchmarkResults");
}

/* "test case/section/benchmark", of the element and those around it. */
static const char *id_of(struct arena *mem, const xmlNode *node)
{
	const char *id = NULL, *name;

	for (; node; node = node->parent) {
		name = is_named(node) ? xml_reader_attribute(node, "name") : NULL;
		if (name)
			id = id ? arena_printf(mem, "%s/%s", name, id) : name;
	}
	return id ? id : "";
}

static void take_number(const struct xml_reader *x, const xmlNode *element, const char *attribute,
	double *v)
{
	const char *text = xml_reader_attribute(element, attribute);

	if (text && !part_number((struct part){ text, strlen(text) }, v))
		xml_reader_refuse(x, "%s=\"%.80s\" is not a finite number", attribute, text);
}

static void take_figures(const struct xml_reader *x, const xmlNode *inside, struct figures *f)
{
	if (xml_reader_is(inside, "mean")) {
		take_number(x, inside, "value", &f->mean);
		take_number(x, inside, "lowerBound", &f->lo);
		take_number(x, inside, "upperBound", &f->hi);
		take_number(x, inside, "ci", &f->level);
	} else if (xml_reader_is(inside, "standardDeviation")) {
		take_number(x, inside, "value", &f->sd);
	}
}

static void take_benchmark(struct xml_reader *x)
{
	const xmlNode *element = xml_reader_whole(x);
	const char *samples, *failure = NULL;
	struct figures f = no_figures;
	struct result *r;

	if (!element)
		return;
	samples = xml_reader_attribute(element, "samples");
	if (samples && !part_count((struct part){ samples, strlen(samples) }, &f.n))
		xml_reader_refuse(x, "samples=\"%.80s\" is not a count", samples);
	for (const xmlNode *in = element->children; in; in = in->next) {
		take_figures(x, in, &f);
		if (!xml_reader_is(in, "failed"))
			continue;
		failure = xml_reader_attribute(in, "message");
		failure = failure && *failure ? failure : "the benchmark failed";
	}
	r = import_benchmark(x->in, id_of(x->in->scratch, element));
	if (failure)
		import_failure(x->in, r, failure);
	else
		import_figures(x->in, r, "time", "ns", BETTER_LOWER, &f);
}

/* A failing test case may end before its benchmarks. */
static void judge_case(struct import *in, const xmlNode *outcome)
{
	if (text_equal(xml_reader_attribute(outcome, "success"), "false"))
		import_failure(in, import_result(in, id_of(in->scratch, outcome)),
			"the test case failed");
}

static void read_catch2(struct import *in)
{
	ENDS_XML_READER struct xml_reader x;
	const xmlNode *element;

	xml_reader_begin(&x, in);
	while ((element = xml_reader_next(&x))) {
		if (x.depth == 1)
			import_pass(in);
		if (is_named(element) && !xml_reader_attribute(element, "name"))
			xml_reader_refuse(&x, "an element without a name");
		if (xml_reader_is(element, "BenchmarkResults"))
			take_benchmark(&x);
		else if (xml_reader_is(element, "OverallResult"))
			judge_case(in, element);
	}
}

const struct importer catch2_importer = {
	.name = "catch2",
	.help = "Catch2, --reporter xml",
	.elements = (const char *const[]){ "Catch", "Catch2TestRun", NULL },
	.because = "its first element is Catch2's",
	.read = read_catch2,
};
