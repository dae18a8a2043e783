#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/text.h"
#include "judge/compare.h"
#include "report/format/comparison_fields.h"
#include "report/report.h"

#define BYTES_MAX ((size_t)1 << 30)

/* A file of an earlier version has only the words. */
static void keep_words(struct row *r, const struct row_words *words)
{
	r->test = words->test ? TEST_OTHER : TEST_NONE;
	if (words->reason)
		r->reason = (struct finding){ .kind = FINDING_TEXT, .text = words->reason };
	if (words->warning)
		r->warning = (struct finding){ .kind = FINDING_TEXT, .text = words->warning };
}

static void read_row(struct json *j, struct row *r, struct arena *mem)
{
	struct row_words words = { 0 };
	bool evidence = false;
	const char *key;

	record_clear(comparison_row_fields, r);
	record_clear(comparison_sides_fields, r);
	r->visible = HUGE_VAL;
	r->verdict = r->consequence = -1;
	json_object(j);
	while ((key = json_key(j))) {
		if (record_member(j, comparison_row_fields, key, r, mem) ||
			record_member(j, comparison_sides_fields, key, r, mem) ||
			record_member(j, comparison_words_fields, key, &words, mem))
			continue;
		evidence = evidence || strcmp(key, "evidence") == 0;
		if (strcmp(key, "evidence") == 0)
			record_read(j, comparison_evidence_fields, r, mem);
		else
			json_skip(j);
	}
	if (!evidence)
		keep_words(r, &words);
	if (!r->id || !*r->id)
		json_refuse(j, "a row without an \"id\"");
	if (r->verdict < 0 || r->consequence < 0)
		json_refuse(j, "a row without a \"verdict\" or a \"consequence\"");
}

static void read_counts(struct json *j, struct comparison *c)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		int verdict = text_choice(verdict_names, key);

		if (verdict >= 0)
			c->count[verdict] = json_u64(j);
		else
			json_refuse(j, "\"%.40s\" is not a verdict", key);
	}
}

static void read_exit(struct json *j, struct comparison *c)
{
	uint64_t status = json_u64(j);

	if (status > 255)
		json_refuse(j, "\"exit\" is not an exit status");
	c->exit = (int)(status & 255);
}

/* Whether the key was one of the frame's. */
static bool read_member(struct json *j, struct comparison *c, const char *key, struct arena *mem)
{
	if (record_member(j, comparison_frame_fields, key, c, mem))
		return true;
	if (strcmp(key, "schema") == 0)
		record_schema(j, COMPARISON_SCHEMA);
	else if (strcmp(key, "exit") == 0)
		read_exit(j, c);
	else if (strcmp(key, "count") == 0)
		read_counts(j, c);
	else if (strcmp(key, "notes") == 0)
		json_words(j, &c->notes, mem);
	else if (strcmp(key, "rule_changes") == 0)
		json_words(j, &c->rule_changes, mem);
	else if (strcmp(key, "base") == 0)
		record_read(j, comparison_party_fields, &c->base, mem);
	else if (strcmp(key, "head") == 0)
		record_read(j, comparison_party_fields, &c->head, mem);
	else
		return false;
	return true;
}

static int by_id_and_metric(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	int order = strcmp(x->id, y->id);

	return order ? order : strcmp(x->metric.name, y->metric.name);
}

static void check_rows(struct json *j, const struct comparison *c, struct arena *mem)
{
	const struct row **sorted = arena_array(mem, c->n, sizeof(struct row *));

	for (size_t i = 0; i < c->n; i++) {
		sorted[i] = &c->v[i];
		if (i && strcmp(c->v[i - 1].id, c->v[i].id) > 0)
			json_refuse(j, "the rows are not sorted: \"%.80s\"", c->v[i].id);
	}
	if (c->n)
		qsort(sorted, c->n, sizeof *sorted, by_id_and_metric);
	for (size_t i = 1; i < c->n; i++)
		if (by_id_and_metric(&sorted[i - 1], &sorted[i]) == 0)
			json_refuse(j, "\"%.80s\" appears twice with the metric \"%.40s\"",
				sorted[i]->id, sorted[i]->metric.name);
}

/* The counts are redundant; a file in which they disagree is not ours. */
static void check_counts(struct json *j, const struct comparison *c)
{
	size_t count[VERDICTS] = { 0 }, by_consequence[CONSEQUENCE_FAIL + 1] = { 0 };
	bool same = true;

	for (size_t i = 0; i < c->n; i++) {
		count[c->v[i].verdict]++;
		by_consequence[c->v[i].consequence]++;
	}
	for (size_t i = 0; i < VERDICTS; i++)
		same = same && count[i] == c->count[i];
	if (!same || c->failing != by_consequence[CONSEQUENCE_FAIL] ||
		c->warning != by_consequence[CONSEQUENCE_WARN])
		json_refuse(j, "the counts do not match the rows");
	if (c->failing && c->exit == EXIT_PASS)
		json_refuse(j, "rows fail, and \"exit\" is 0");
}

static int read_comparison(struct comparison *c, struct arena *mem, struct json *j,
	struct error *err)
{
	bool ours = false;
	const char *key;

	*c = (struct comparison){ .exit = -1 };
	record_clear(comparison_frame_fields, c);
	json_object(j);
	while ((key = json_key(j))) {
		if (strcmp(key, "benchctl") == 0) {
			ours = strcmp(json_string(j), COMPARISON_KIND) == 0;
		} else if (strcmp(key, "rows") == 0) {
			json_array(j);
			while (json_item(j))
				read_row(j, ARENA_PUSH(mem, c), mem);
		} else if (!read_member(j, c, key, mem)) {
			json_skip(j);
		}
	}
	if (!ours || c->exit < 0)
		json_refuse(j, "not a comparison of benchctl");
	for (size_t i = 0; i < c->n && !j->failed; i++)
		if (!c->v[i].metric.name || !c->v[i].metric.unit)
			json_refuse(j, "\"%.80s\" has no metric", c->v[i].id);
	if (!j->failed)
		check_rows(j, c, mem);
	if (!j->failed)
		check_counts(j, c);
	return json_end(j, err);
}

int comparison_load(struct comparison *c, struct arena *mem, const char *path, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	return json_open_file(&j, path, BYTES_MAX, err) < 0 ? -1 : read_comparison(c, mem, &j, err);
}
