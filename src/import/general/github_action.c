/* What GitHub's benchmark action keeps on its branch: data.js, or the same as JSON. As an import,
 * the newest entry of each suite; as a history, every entry with its commit. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "import/general/custom.h"
#include "import/importer.h"
#include "import/read/foreign_unit.h"

#define MARK "window.BENCHMARK_DATA"

struct measured { /* an entry: what one run of the action has added */
	const char *commit, *tool;
	struct ARENA_LIST(struct custom_entry) benches;
};

struct suite {
	const char *name;
	struct ARENA_LIST(struct measured) entries;
};

struct suites ARENA_LIST(struct suite);

#define AT(member) offsetof(struct measured, member)
static const struct field commit[] = {
	{ "id", FIELD_TEXT, AT(commit) },
	{ NULL },
};
static const struct field fields[] = {
	{ "commit", FIELD_RECORD, .fields = commit },
	{ "tool", FIELD_TEXT, AT(tool) },
	{ "benches", FIELD_LIST, AT(benches), .fields = custom_fields,
		.size = sizeof(struct custom_entry) },
	{ NULL },
};

static const char *detect(const char *head)
{
	if (strncmp(head, MARK, strlen(MARK)) == 0)
		return "it begins like the data.js of GitHub's benchmark action";
	return *head == '{' && strstr(head, "\"lastUpdate\"") && strstr(head, "\"entries\"")
		? "it has the \"entries\" of GitHub's benchmark action"
		: NULL;
}

/* The action says the direction by tool; a unit that implies one is right for every other tool. */
static enum better better_of_tool(const char *tool, const char *unit)
{
	static const char *const more[] = { "customBiggerIsBetter", "benchmarkjs", "pytest", NULL };
	enum better by_unit = foreign_unit_better(unit);

	if (by_unit != BETTER_NONE && strncmp(tool, "custom", 6) != 0)
		return by_unit;
	return text_choice(more, tool) < 0 ? BETTER_LOWER : BETTER_HIGHER;
}

static int add(struct import *in, const struct measured *m, const char *suite, struct error *err)
{
	for (size_t i = 0; i < m->benches.n; i++) {
		struct custom_entry e = m->benches.v[i];
		const char *name = e.name ? e.name : "";

		/* go test's further figures follow its time in the unit. */
		e.unit = e.unit ? arena_copy(in->scratch, e.unit, strcspn(e.unit, "\t")) : "";
		if (suite)
			name = arena_printf(in->scratch, "%s/%s", suite, name);
		if (custom_add(in, &e, name, better_of_tool(m->tool ? m->tool : "", e.unit), err) <
			0)
			return -1;
	}
	return 0;
}

static void read_suites(struct suites *all, struct json *j, struct arena *mem)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		struct suite *s = ARENA_PUSH(mem, all);

		*s = (struct suite){ .name = arena_string(mem, key) };
		json_array(j);
		while (json_item(j))
			record_read(j, fields, ARENA_PUSH(mem, &s->entries), mem);
	}
}

static int read_data(struct suites *all, struct import *in, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	const char *text, *begin, *key;
	size_t n;

	if (import_whole(in, &text, &n, err) < 0)
		return -1;
	begin = n ? memchr(text, '{', n) : NULL;
	if (!begin)
		return error_set(err, "%s: has no object", in->name);
	n -= (size_t)(begin - text);
	while (n && strchr("; \t\r\n", begin[n - 1]))
		n--;
	json_open_text(&j, in->name, begin, n);
	j.foreign = true;
	j.line = in->line;
	json_object(&j);
	while ((key = json_key(&j)))
		if (strcmp(key, "entries") == 0)
			read_suites(all, &j, in->scratch);
		else
			json_skip(&j);
	return json_end(&j, err);
}

static int read_action(struct import *in, struct error *err)
{
	struct suites all = { 0 };

	if (read_data(&all, in, err) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		const struct suite *s = &all.v[i];
		size_t k = in->past || !s->entries.n ? 0 : s->entries.n - 1;

		for (; k < s->entries.n; k++) {
			if (in->past)
				import_begin_past(in, s->entries.v[k].commit);
			if (add(in, &s->entries.v[k], all.n > 1 ? s->name : NULL, err) < 0)
				return -1;
		}
	}
	return 0;
}

const struct importer github_action_importer = {
	.name = "github-action-benchmark",
	.help = "data.js of GitHub's benchmark action; all entries: benchctl history import",
	.keeps_past = true,
	.detect = detect,
	.read = read_action,
};
