/* Says what an input of an unknown format looks like, and which formats are nearest to it. */
#include "import/importer.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "import/read/csv_reader.h"

enum { SHOWN_MAX = 40, NAMED_MAX = 8 };

/* The head may end inside a character. */
static bool is_text(const char *head)
{
	size_t n = strlen(head);

	for (const char *s = head; *s; s++)
		if ((unsigned char)*s < ' ' && !strchr("\t\r\n\f\033", *s))
			return false;
	while (n && n > strlen(head) - 3 && !utf8_valid(head, n))
		n--;
	return utf8_valid(head, n);
}

/* "JSON with the keys a, b", "JSON: a list of objects with the keys a, b". */
static const char *json_shape(struct arena *mem, const char *head)
{
	const char *what = *head == '[' ? "JSON, a list" : "JSON", *key;
	CLOSES_JSON struct json j = { 0 };
	struct words keys = { 0 };

	json_open_text(&j, "", head, strlen(head));
	j.foreign = true;
	if (*head == '[') {
		json_array(&j);
		if (!json_item(&j) || json_peek(&j) != JSON_OBJECT)
			return what;
		what = "JSON, a list of objects";
	}
	json_object(&j);
	while (keys.n < NAMED_MAX && (key = json_key(&j))) {
		words_push(mem, &keys, arena_string(mem, key));
		json_skip(&j);
	}
	return keys.n ? arena_printf(mem, "%s with the key%s %s", what, text_s(keys.n),
				words_list(mem, &keys))
		      : what;
}

/* "CSV with the columns a, b" or "CSV without column names: 1, 2" if the first two lines have as
 * many cells; NULL: it has no table. */
static const char *table_shape(struct arena *mem, const char *head)
{
	struct csv_reader *row = arena_alloc(mem, sizeof *row);
	struct words columns = { 0 };
	size_t n = 0;
	bool table, named = true;
	double v;

	csv_reader_begin(row, head, strlen(head));
	if (csv_reader_next(row))
		n = row->n;
	for (size_t i = 0; i < n && i < NAMED_MAX; i++) {
		words_push(mem, &columns, part_text(mem, part_trim(row->cell[i])));
		named = named && !part_number(part_trim(row->cell[i]), &v);
	}
	table = n > 1 && (!csv_reader_next(row) ? !row->fault : row->n == n);
	csv_reader_end(row);
	return table ? arena_printf(mem, "CSV %s %s%s",
			       named ? "with the columns" : "without column names:",
			       words_list(mem, &columns), n > NAMED_MAX ? ", ..." : "")
		     : NULL;
}

static const char *text_shape(struct arena *mem, const char *head)
{
	size_t n = strcspn(head, "\r\n");
	const char *table = table_shape(mem, head);

	return table ? table
		     : arena_printf(mem, "text that starts with '%.*s'",
			       n < SHOWN_MAX ? (int)n : SHOWN_MAX, head);
}

/* Shapes of input, and the formats into which each is easily converted. */
static const struct shape {
	const char *first, *what;
	const char *(*describe)(struct arena *mem, const char *head);
	const char *near[2];
} shapes[] = {
	{ "{[", "JSON", json_shape, { "custom", "bencher" } },
	{ "<", "XML", NULL, { "junit", "csv" } },
	{ "", "text", text_shape, { "csv", "go-test" } },
};

/* Texts in output for people, and the format that the same tool can write instead. */
static const struct {
	const char *mark, *format;
} printed[] = {
	{ "Performance counter stats for", "perf-stat" },
	{ "Connecting to host ", "iperf3" },
	{ "Req/Bytes counts", "autocannon" },
	{ "clk: ~", "mitata" },
	{ "Benchmark 1: ", "hyperfine" },
	{ "http_req_duration", "k6" },
	{ "Latencies ", "vegeta" },
	{ "Response time histogram:", "oha" },
	{ "| benchmark", "nanobench" },
	{ "Mean [", "hyperfine" },
	{ "requests per second", "redis-benchmark" },
	{ "# started on ", "perf-stat" },
	{ "unable to connect to ", "wrk" },
	{ ";fio-", "fio" },
};

/* The share of the format's texts that head has, plus 1 for the format's name. */
static double nearness(const struct importer *f, const char *head)
{
	size_t n = 0, found = 0;

	for (; n < ARRAY_SIZE(f->has) && f->has[n]; n++)
		found += strstr(head, f->has[n]) != NULL;
	for (size_t i = 0; i < ARRAY_SIZE(printed); i++)
		if (strcmp(printed[i].format, f->name) == 0 && strstr(head, printed[i].mark))
			return 2;
	if (f->first && *head != f->first)
		return 0;
	return (n ? (double)found / (double)n : 0) + (strstr(head, f->name) != NULL);
}

/* The nearest format but one; without any, the given. */
static const struct importer *nearest(const char *head, const struct importer *but,
	const struct importer *given)
{
	double best = 0;

	for (size_t i = 0; importers[i]; i++) {
		double v = importers[i] == but ? 0 : nearness(importers[i], head);

		if (v > best) {
			best = v;
			given = importers[i];
		}
	}
	return given;
}

bool import_is_own(struct import *in, const char *head)
{
	static const struct {
		const char *kind, *what, *reader;
	} kinds[] = {
		{ "run", "a run", "; read it with: benchctl show " },
		{ "baseline", "a baseline", "; read it with: benchctl gate --against " },
		{ "history", "a record of the history", "; read it with: benchctl show " },
		{ "comparison", "a comparison", "; read it with: benchctl report show " },
		{ "accepted", "a list of accepted slowdowns", "" },
	};
	CLOSES_JSON struct json j = { 0 };
	const char *kind, *what = "a file", *reader = "";

	if (*head != '{')
		return false;
	json_open_text(&j, "", head, strlen(head));
	json_object(&j);
	if (!text_equal(json_key(&j), "benchctl"))
		return false;
	kind = json_text(&j, in->scratch);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (text_equal(kind, kinds[i].kind)) {
			what = kinds[i].what;
			reader = kinds[i].reader;
		}
	import_refuse(in, 0, "is %s of benchctl, not results of another tool%s%s", what, reader,
		!*reader ? ""
			: in->fd < 0 || strcmp(in->name, "-") == 0
			? "FILE"
			: words_quote_one(in->scratch, in->name));
	return true;
}

void import_unrecognised(struct import *in, const char *head)
{
	const struct shape *shape = shapes;
	const struct importer *near[2], *first, *second;
	const char *what;

	if (!*head || !is_text(head)) {
		import_refuse(in, 0, *head ? "is binary; all formats are text" : "is empty");
		return;
	}
	while (*shape->first && !strchr(shape->first, *head))
		shape++;
	what = shape->describe ? shape->describe(in->scratch, head) : shape->what;
	for (size_t i = 0; i < 2; i++)
		near[i] = importer_find(shape->near[i]);
	first = nearest(head, NULL, near[0]);
	second = nearest(head, first, first == near[0] ? near[1] : near[0]);
	import_refuse(in, 0,
		"unknown format: %s; the nearest formats are %s (%s) and %s (%s): "
		"convert the file to one of them, or name its format with --format "
		"(benchctl import --help lists all)",
		what, first->name, first->help, second->name, second->help);
}
