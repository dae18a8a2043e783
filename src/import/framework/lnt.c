/* LLVM's LNT: reports of `lnt runtest`, versions 2 and 1. */
#include <string.h>

#include "base/text.h"
#include "import/read/objects.h"
#include "import/read/picks.h"

#define DOWN BETTER_LOWER

/* A metric is a number or a list of samples. */
#define OF_LNT(name, unit, better)                                                                 \
	{ "tests>*>" name, PICK_VALUE, name, unit, better },                                       \
	{                                                                                          \
		"tests>*>" name ">*", PICK_VALUE, name, unit, better                               \
	}
static const struct pick lnt_rows[] = {
	{ "tests>*>name", PICK_NAME },
	OF_LNT("execution_time", "s", DOWN),
	OF_LNT("compile_time", "s", DOWN),
	OF_LNT("score", "", BETTER_HIGHER),
	OF_LNT("mem_bytes", "B", DOWN),
	OF_LNT("code_size", "B", DOWN),
	{ "tests>*>execution_status", PICK_COUNT, "as its execution_status: it failed" },
	{ "tests>*>compile_status", PICK_COUNT, "as its compile_status: it failed" },
	{ "machine>name", PICK_HOST },
	{ NULL },
};
const struct importer lnt_importer = {
	.name = "lnt",
	.repeats = true,
	.help = "LNT's report, format_version 2",
	.first = '{',
	.has = { "\"format_version\"", "\"tests\"", "\"machine\"" },
	.because = "it has LNT's \"format_version\" and \"tests\"",
	.json = &(const struct json_picks){ lnt_rows, "tests>*", "lnt" },
};

struct entry {
	const char *name;
	struct numbers data;
};
static const struct field fields[] = {
	{ "Name", FIELD_TEXT, offsetof(struct entry, name) },
	{ "Data", FIELD_CALL, offsetof(struct entry, data), .call = objects_numbers },
	{ NULL },
};
static const struct field machine_name[] = {
	{ "Name", FIELD_TEXT, offsetof(struct import_machine, name) },
	{ NULL },
};
static const struct field machine[] = {
	{ "Machine", FIELD_RECORD, .fields = machine_name },
	{ NULL },
};

/* "nts.NAME.METRIC" or, with "status" behind that, whether it failed: 1. */
static void add(struct import *in, const void *entry)
{
	static const struct {
		const char *end, *metric, *unit;
		enum better better;
	} rows[] = {
		{ ".exec", "execution_time", "s", DOWN },
		{ ".compile", "compile_time", "s", DOWN },
		{ ".score", "score", "", BETTER_HIGHER },
		{ ".mem", "mem_bytes", "B", DOWN },
		{ ".code_size", "code_size", "B", DOWN },
		{ ".exec.status", NULL, NULL, DOWN },
		{ ".compile.status", NULL, NULL, DOWN },
	};
	const struct entry *e = entry;
	size_t i = 0;
	struct result *r;

	while (i < ARRAY_SIZE(rows) && !(e->name && text_ends(e->name, rows[i].end)))
		i++;
	if (i == ARRAY_SIZE(rows)) {
		import_leaves(in, e->name ? e->name : "a test without a name");
		return;
	}
	if (!rows[i].metric && !(e->data.n && e->data.v[0] == 1))
		return;
	r = import_result(in,
		arena_copy(in->scratch, e->name, strlen(e->name) - strlen(rows[i].end)));
	if (rows[i].metric)
		import_samples(in, r, rows[i].metric, rows[i].unit, rows[i].better, &e->data);
	else
		import_failure(in, r, "LNT says that it failed");
}

static const struct objects tests = { "Tests", fields, NULL, sizeof(struct entry), add, machine };
const struct importer lnt_1_importer = {
	.name = "lnt-1",
	.repeats = true,
	.help = "LNT's report, version 1",
	.first = '{',
	.has = { "\"Machine\"", "\"Run\"", "\"Tests\"" },
	.because = "it has LNT's \"Machine\", \"Run\" and \"Tests\"",
	.objects = &tests,
};
