/* Bencher Metric Format: {"benchmark":{"measure":{"value":1,"lower_value":0,"upper_value":2}}}. */
#include <string.h>

#include "base/text.h"
#include "import/read/objects.h"

#define AT(member) offsetof(struct figures, member)
static const struct field fields[] = {
	{ "value", FIELD_NUMBER, AT(mean) },
	{ "lower_value", FIELD_NUMBER, AT(lo) },
	{ "upper_value", FIELD_NUMBER, AT(hi) },
	{ NULL },
};

/* The measures that Bencher defines; a custom measure has neither unit nor direction. */
static const struct measure {
	const char *name, *unit;
	enum better better;
} measures[] = {
	{ "latency", "ns", BETTER_LOWER },
	{ "throughput", "1/s", BETTER_HIGHER },
	{ "build-time", "s", BETTER_LOWER },
	{ "file-size", "B", BETTER_LOWER },
	{ "instructions", "1", BETTER_LOWER },
	{ "l1-hits", "1", BETTER_NONE },
	{ "l2-hits", "1", BETTER_NONE },
	{ "ram-hits", "1", BETTER_LOWER },
	{ "total-read-write", "1", BETTER_LOWER },
	{ "estimated-cycles", "1", BETTER_LOWER },
};

static const struct measure *measure_of(const char *name)
{
	static const struct measure unknown = { "", "", BETTER_NONE };

	const struct measure *m = TEXT_FIND(measures, ARRAY_SIZE(measures), name, name);

	return m ? m : &unknown;
}

static void read_measures(struct import *in, struct json *j, struct result *r)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		FREES_ARENA struct arena own = { 0 };
		const char *name = arena_string(&own, key);
		const struct measure *m = measure_of(name);
		struct figures f = no_figures;

		record_read(j, fields, &f, &own);
		/* The format does not state the level of its bounds. */
		f.level = 0.95;
		import_figures(in, r, name, m->unit, m->better, &f);
	}
}

/* Whether the first value in the object of the object is an object with a "value". */
static const char *detect(const char *head)
{
	CLOSES_JSON struct json j = { 0 };
	const char *key;

	if (*head != '{')
		return NULL;
	json_open_text(&j, "", head, strlen(head));
	for (int depth = 0; depth < 3; depth++) {
		if (json_peek(&j) != JSON_OBJECT)
			return NULL;
		json_object(&j);
		key = json_key(&j);
		if (depth == 2 && key && strcmp(key, "value") == 0)
			return "it has a \"value\" for measures of benchmarks";
	}
	return NULL;
}

static void read_bencher(struct import *in)
{
	struct json *j = import_json(in);
	const char *key;

	json_object(j);
	while ((key = json_key(j)))
		read_measures(in, j, import_result(in, key));
}

const struct importer bencher_importer = {
	.name = "bencher",
	.repeats = true,
	.help = "Bencher Metric Format",
	.detect = detect,
	.read = read_bencher,
};
