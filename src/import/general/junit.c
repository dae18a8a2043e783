/* JUnit XML: the time of every test case, so the gate works on any test suite. */
#include <string.h>

#include "import/read/lines.h"
#include "import/read/xml_reader.h"

static const char *detect(const char *head)
{
	return xml_reader_begins(head, "testsuites") || xml_reader_begins(head, "testsuite")
		? "its first element is JUnit's test suite"
		: NULL;
}

struct junit {
	struct import *in;
	struct xml_reader *xml;
	const char *suite[XML_DEPTH_MAX + 1]; /* names of the open suites, by depth */
	size_t in_case;                       /* depth of the open test case; 0: none */
	const char *id;
	double seconds;
	bool timed, skipped, failed;
	const char *reason; /* NULL: none yet */
};

/* "1.234" and Maven's "1,234.567"; "1,234" could be either and is refused. */
static bool take_seconds(const char *text, double *v)
{
	/* libxml2 gives no NULL here. NOLINTNEXTLINE(clang-analyzer-core.*) */
	const char *point = strrchr(text, '.');
	char plain[64];
	size_t n = 0;

	for (const char *s = text; *s && n + 1 < sizeof plain; s++)
		if (*s != ',' || !point || s > point)
			plain[n++] = *s;
	return part_number(part_trim((struct part){ plain, n }), v);
}

static const char *name_of(struct junit *j)
{
	const char *name = xml_reader_attribute(j->xml, "name");
	const char *class = xml_reader_attribute(j->xml, "classname");
	const char *group = class && *class ? class : NULL;

	if (!name)
		return NULL;
	for (size_t depth = j->xml->depth; !group && depth-- > 1;)
		group = j->suite[depth];
	return group && *group ? arena_printf(j->in->scratch, "%s/%s", group, name)
			       : arena_string(j->in->scratch, name);
}

static bool says(struct junit *j, const char *attribute, const char *const *values)
{
	const char *value = xml_reader_attribute(j->xml, attribute);

	for (; value && *values; values++)
		if (strcmp(value, *values) == 0)
			return true;
	return false;
}

static void open_case(struct junit *j)
{
	static const char *const not_run[] = { "notrun", "skipped", "disabled", "suppressed",
		NULL };
	const char *time = xml_reader_attribute(j->xml, "time");

	j->id = name_of(j);
	if (!j->id)
		xml_reader_refuse(j->xml, "a test case without a name");
	j->in_case = j->xml->depth;
	j->timed = time && *time;
	j->skipped = says(j, "status", not_run) || says(j, "result", not_run);
	j->failed = false;
	j->reason = NULL;
	if (j->timed && !take_seconds(time, &j->seconds))
		xml_reader_refuse(j->xml, "'%.80s' is not a time in seconds", time);
}

static void take_reason(struct junit *j, const char *text)
{
	size_t n;

	text += strspn(text, " \t\r\n");
	n = strcspn(text, "\r\n");
	if (!j->reason && n)
		j->reason = arena_copy(j->in->scratch, text, n);
}

static void close_case(struct junit *j)
{
	struct result *r;

	j->in_case = 0;
	if ((j->skipped || !j->timed) && !j->failed)
		return;
	r = import_result(j->in, j->id);
	if (j->failed)
		import_failure(j->in, r, j->reason ? j->reason : "the test failed");
	else
		import_sample(j->in, r, "time", "s", BETTER_LOWER, j->seconds);
}

static void open_element(struct junit *j)
{
	const char *text;

	if (!j->in_case)
		j->suite[j->xml->depth] = xml_reader_is(j->xml, "testsuite")
			? arena_string(j->in->scratch, xml_reader_attribute(j->xml, "name"))
			: NULL;
	text = xml_reader_is(j->xml, "testsuite") ? xml_reader_attribute(j->xml, "hostname") : NULL;
	if (text && *text && !j->in->machine.name)
		j->in->machine.name = arena_string(j->in->mem, text);
	if (xml_reader_is(j->xml, "testcase")) {
		if (j->in_case)
			xml_reader_refuse(j->xml, "a test case within another");
		else
			open_case(j);
		return;
	}
	if (!j->in_case || j->xml->depth != j->in_case + 1)
		return;
	if (xml_reader_is(j->xml, "skipped")) {
		j->skipped = true;
	} else if (xml_reader_is(j->xml, "failure") || xml_reader_is(j->xml, "error")) {
		j->failed = true;
		text = xml_reader_attribute(j->xml, "message");
		take_reason(j, text ? text : "");
	}
}

static void read_junit(struct import *in)
{
	ENDS_XML_READER struct xml_reader xml;
	struct junit j = { .in = in, .xml = &xml };
	enum xml_event event;

	xml_reader_begin(&xml, in);
	while ((event = xml_reader_next(&xml)) != XML_END)
		if (event == XML_OPENS)
			open_element(&j);
		else if (event == XML_CLOSES && j.in_case == xml.depth)
			close_case(&j);
		else if (event == XML_TEXT && j.failed)
			take_reason(&j, xml_reader_characters(&xml));
}

const struct importer junit_importer = {
	.name = "junit",
	.help = "JUnit XML: the time of every test case",
	.detect = detect,
	.read = read_junit,
};
