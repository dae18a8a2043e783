/* JUnit XML: the time of every test case, so the gate works on any test suite. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "import/read/cell.h"
#include "import/read/xml_reader.h"

/* "1.234" and Maven's "1,234.567"; "1,234" could be either and is refused. */
static bool take_seconds(const char *text, double *v)
{
	struct cell_value value;

	if (!cell_parse(part_trim((struct part){ text, strlen(text) }), &value))
		return false;
	*v = value.v;
	return value.unit.n == 0 && value.point != CELL_COMMA && !value.either;
}

/* The group is the class or the nearest suite with a name. */
static const char *name_of(const struct xml_reader *x, const xmlNode *element)
{
	const char *name = xml_reader_attribute(element, "name");
	const char *group = xml_reader_attribute(element, "classname");

	if (!name)
		xml_reader_refuse(x, "a test case without a name");
	group = group && *group ? group : NULL;
	for (const xmlNode *around = element->parent; around; around = around->parent)
		if (xml_reader_is(around, "testcase"))
			xml_reader_refuse(x, "a test case within another");
		else if (xml_reader_is(around, "testsuite") && !group)
			group = xml_reader_attribute(around, "name");
	return text_also(x->in->scratch, group ? group : "", "/", name);
}

static bool says(const xmlNode *element, const char *attribute)
{
	static const char *const not_run[] = { "notrun", "skipped", "disabled", "suppressed",
		NULL };

	return text_choice(not_run, xml_reader_attribute(element, attribute)) >= 0;
}

/* The first line with text; NULL: there is none. */
static const char *first_line(struct arena *mem, const char *text)
{
	text = text ? text + strspn(text, " \t\r\n") : "";
	return *text ? arena_copy(mem, text, strcspn(text, "\r\n")) : NULL;
}

/* The first line of the texts in an element, at any depth. NOLINTNEXTLINE(misc-no-recursion) */
static const char *line_in(struct arena *mem, const xmlNode *element)
{
	const char *line = NULL;

	for (const xmlNode *in = element->children; in && !line; in = in->next)
		line = in->type == XML_TEXT_NODE       ? first_line(mem, (const char *)in->content)
			: in->type == XML_ELEMENT_NODE ? line_in(mem, in)
						       : NULL;
	return line;
}

static const char *reason_of(struct arena *mem, const xmlNode *failure)
{
	const char *reason = first_line(mem, xml_reader_attribute(failure, "message"));

	return reason ? reason : line_in(mem, failure);
}

static void take_case(struct xml_reader *x)
{
	const xmlNode *element = xml_reader_whole(x);
	bool timed, skipped, failed = false;
	const char *id, *time, *reason = NULL;
	double seconds = 0;

	if (!element)
		return;
	id = name_of(x, element);
	time = xml_reader_attribute(element, "time");
	timed = time && *time;
	skipped = says(element, "status") || says(element, "result");
	if (timed && !take_seconds(time, &seconds))
		xml_reader_refuse(x, "'%.80s' is not a time in seconds", time);
	for (const xmlNode *in = element->children; in; in = in->next) {
		skipped = skipped || xml_reader_is(in, "skipped");
		if (!xml_reader_is(in, "failure") && !xml_reader_is(in, "error"))
			continue;
		failed = true;
		reason = reason ? reason : reason_of(x->in->scratch, in);
	}
	if (failed)
		import_failure(x->in, import_result(x->in, id),
			reason ? reason : "the test failed");
	else if (timed && !skipped)
		import_sample(x->in, import_result(x->in, id), "time", "s", BETTER_LOWER, seconds);
}

static void take_host(struct import *in, const xmlNode *suite)
{
	const char *host = xml_reader_attribute(suite, "hostname");

	if (host && *host && !in->machine.name)
		in->machine.name = arena_string(in->mem, host);
}

static void read_junit(struct import *in)
{
	ENDS_XML_READER struct xml_reader x;
	const xmlNode *element;

	xml_reader_begin(&x, in);
	while ((element = xml_reader_next(&x)))
		if (xml_reader_is(element, "testsuite"))
			take_host(in, element);
		else if (xml_reader_is(element, "testcase"))
			take_case(&x);
}

const struct importer junit_importer = {
	.name = "junit",
	.help = "JUnit XML: the time of every test case",
	.elements = (const char *const[]){ "testsuites", "testsuite", NULL },
	.because = "its first element is JUnit's test suite",
	.read = read_junit,
};
