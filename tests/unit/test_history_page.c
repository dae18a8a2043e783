#include "test_repo.h"

#include <math.h>

#include "base/file.h"
#include "base/json_read.h"
#include "store/history.h"
#include "store/history_page.h"

#define RUN_HEAD                                                                                   \
	"{\"benchctl\":\"history\",\"schema\":1,\"suite\":\"demo\",\"runs\":[{\"suite\":\"demo\"," \
	"\"status\":\"ok\",\"started\":\"2026-01-01T00:00:00Z\",\"host\":{\"class\":\"pool\"},"
#define INDEX_HEAD "{\"benchctl\":\"history-page\",\"schema\":1,"

/* A record as the first version wrote it. b is in every second one. */
static const char *record(struct place *p, const char *commit, int nth)
{
	const char *also = arena_printf(&p->mem,
		",{\"id\":\"b\",\"status\":\"ok\",\"metrics\":{\"score\":{\"unit\":\"points\","
		"\"better\":\"higher\",\"samples\":[%d.5]}}}",
		nth);

	return arena_printf(&p->mem,
		RUN_HEAD "\"commit\":\"%s\",\"seed\":%d,\"results\":[{\"id\":\"a\",\"status\":"
			 "\"ok\",\"metrics\":{\"wall\":{\"unit\":\"s\",\"better\":\"lower\","
			 "\"samples\":[%d]},\"cpu\":{\"unit\":\"s\",\"better\":\"lower\","
			 "\"samples\":[0.%d]}}}%s]}]}",
		commit, nth, nth, nth, nth % 2 ? also : "");
}

static struct run_set read_record(struct place *p, const char *commit, int nth)
{
	CLOSES_JSON struct json j = { 0 };
	const char *text = record(p, commit, nth);
	struct run_set set;

	json_open_text(&j, "a record", text, strlen(text));
	assert_ok(run_set_read(&set, &p->mem, &j, &p->err), &p->err);
	return set;
}

static const char *as_text(struct place *p, const struct run_set *set)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	run_set_write(m.f, set);
	memory_file_end(&m);
	return arena_string(&p->mem, m.data);
}

static const char *name_of(struct place *p, int nth)
{
	return arena_printf(&p->mem, "%012d-record.json", nth);
}

/* A page with the records from first on; its id. */
static const char *make_page(struct place *p, struct run_set *set, int first, int n)
{
	const char *commit = sh(p, "git -C work rev-parse HEAD"), *tree = NULL;
	struct words names = { 0 };

	*set = (struct run_set){ .kind = "history", .suite = "demo" };
	for (int i = first; i < first + n; i++) {
		*ARENA_PUSH(&p->mem, set) = read_record(p, commit, i).v[0];
		words_push(&p->mem, &names, name_of(p, i));
	}
	assert_ok(history_page_write(&tree, p->repo, &p->mem, set, &names, &p->err), &p->err);
	return tree;
}

static bool is_b(void *ctx, const char *id)
{
	(void)ctx;
	return strcmp(id, "b") == 0;
}

static void a_page_keeps_what_the_records_have(void **state)
{
	const struct run_filter filter = { is_b, NULL, NULL };
	struct place *p = *state;
	struct history_page page;
	struct run_set set;
	const char *tree;

	make_work(p);
	open_well(p, "work");
	tree = make_page(p, &set, 1, 5);
	assert_ok(history_page_read(&page, p->repo, &p->mem, tree, NULL, &p->err), &p->err);
	page.set.kind = "history";
	assert_text(as_text(p, &page.set), as_text(p, &set));
	assert_text(page.names.v[4], name_of(p, 5));
	assert_ok(history_page_read(&page, p->repo, &p->mem, tree, &filter, &p->err), &p->err);
	assert_int_equal(page.set.n, 5);
	for (size_t i = 0; i < page.set.n; i++)
		assert_int_equal(page.set.v[i].n, i % 2 == 0);
	assert_text(page.set.v[2].v[0].id, "b");
	assert_true(page.set.v[2].v[0].v[0].v[0] == 3.5);
}

static void put(struct place *p, struct repo_change change)
{
	struct repo_update u = { .ref = HISTORY_REF, .message = "x", .changes = &change, .n = 1 };
	const char *commit;

	if (change.data)
		change.n = strlen(change.data);
	assert_ok(repo_update(&commit, p->repo, &u, &p->err), &p->err);
}

/* Old records are files, some of them also on a page; each counts once. */
static void pages_and_files_are_one_history(void **state)
{
	struct place *p = *state;
	const struct run_filter wall = { .metric = "wall" };
	const struct run_column *column;
	struct words unread = { 0 };
	struct run_columns runs;
	struct run_set set;
	const char *commit;

	make_work(p);
	open_well(p, "work");
	commit = sh(p, "git -C work rev-parse HEAD");
	put(p,
		(struct repo_change){ .path = "demo/pool/pages/one",
			.folder = true,
			.blob = make_page(p, &set, 1, 4) });
	for (int i = 4; i <= 6; i++)
		put(p,
			(struct repo_change){
				.path = arena_printf(&p->mem, "demo/pool/%s", name_of(p, i)),
				.data = record(p, commit, i) });
	put(p, (struct repo_change){ .path = "demo/pool/000000000007-bad.json", .data = "{" });
	assert_ok(history_load(&runs, p->repo, &p->mem, "demo", "pool", NULL, &unread, &p->err),
		&p->err);
	assert_int_equal(runs.n, 6);
	assert_int_equal(runs.columns.n, 3);
	for (size_t i = 0; i < runs.n; i++) {
		assert_text(runs.v[i].commit, commit);
		assert_true(run_columns_find(&runs, "a", "wall")->v[i] == (double)(i + 1));
		assert_true(isnan(run_columns_find(&runs, "b", NULL)->v[i]) == (i % 2 != 0));
	}
	assert_null(run_columns_find(&runs, "a", "score"));
	assert_null(run_columns_find(&runs, "c", NULL));
	assert_int_equal(unread.n, 1);

	/* A page of a later version, and one that lacks a file, leave the rest readable. */
	put(p,
		(struct repo_change){ .path = "demo/pool/pages/new/index.json",
			.data = "{\"benchctl\":\"history-page\",\"schema\":2}" });
	put(p,
		(struct repo_change){ .path = "demo/pool/pages/torn/index.json",
			.data = INDEX_HEAD "\"records\":[],\"ids\":[]}" });
	unread = (struct words){ 0 };
	assert_ok(history_load(&runs, p->repo, &p->mem, "demo", "pool", &wall, &unread, &p->err),
		&p->err);
	assert_int_equal(runs.n, 6);
	assert_int_equal(runs.columns.n, 1);
	column = run_columns_find(&runs, "a", NULL);
	assert_text(column->metric.name, "wall");
	assert_true(column->v[5] == 6);
	assert_int_equal(unread.n, 3);
	assert_contains(unread.v[0], "schema 2");
	assert_contains(unread.v[1], "lacks runs.json");
}

static void add(struct run_columns *runs, struct arena *mem, const char *metric, const char *unit,
	double v)
{
	const struct metric m = { .name = metric, .unit = unit };
	struct result r = { .id = "a" };
	const struct run run = { .commit = "c", .v = &r, .n = 1 };

	result_add(&r, mem, &m, v);
	run_columns_add(runs, &run, NULL);
}

/* A benchmark whose metric or unit has changed: what it is today counts. */
static void the_newest_column_is_shown(void **state)
{
	static const size_t order[] = { 0, 1, 2, 3 }, older[] = { 2, 0 };
	FREES_ARENA struct arena mem = { 0 };
	struct run_columns runs = { .mem = &mem };

	(void)state;
	add(&runs, &mem, "size", "B", 1);
	add(&runs, &mem, "size", "pages", 2);
	add(&runs, &mem, "wall", "s", 3);
	add(&runs, &mem, "size", "pages", 4);
	run_columns_arrange(&runs, order, ARRAY_SIZE(order));
	assert_text(run_columns_find(&runs, "a", NULL)->metric.unit, "pages");
	assert_true(run_columns_find(&runs, "a", NULL)->v[3] == 4);
	assert_text(run_columns_find(&runs, "a", "wall")->metric.unit, "s");
	run_columns_arrange(&runs, older, ARRAY_SIZE(older));
	assert_text(run_columns_find(&runs, "a", "size")->metric.unit, "B");
	assert_true(run_columns_find(&runs, "a", "size")->v[1] == 1);
	assert_int_equal(runs.n, 2);
}

#define NAMES  INDEX_HEAD "\"records\":[\"r\"],\"ids\":[\"a\"]}"
#define RUN    RUN_HEAD "\"results\":[]}]}"
#define COLUMN "{\"metric\":\"m\",\"unit\":\"s\",\"better\":\"lower\",\"exact\":false,\"values\":"

static void a_damaged_page_is_refused(void **state)
{
	static const struct {
		const char *index, *runs, *benchmark, *why; /* NULL: it is well */
	} rows[] = {
		{ NAMES, RUN, INDEX_HEAD "\"id\":\"a\",\"columns\":[" COLUMN "[1]}]}", NULL },
		{ NAMES, RUN, INDEX_HEAD "\"columns\":[" COLUMN "[null]}]}", NULL },
		{ "{\"schema\":2}", RUN, "{}", "schema 2" },
		{ "{", RUN, "{}", "a page of the history" },
		{ INDEX_HEAD "\"records\":[\"r\",\"r\"]}", RUN, "{}", "twice" },
		{ INDEX_HEAD "\"records\":[\"r\"],\"ids\":[\"a\",\"a\"]}", RUN, "{}", "twice" },
		{ INDEX_HEAD "\"records\":[\"r\"],\"ids\":[\"\"]}", RUN, "{}", "the id of a" },
		{ INDEX_HEAD "\"records\":[]}", RUN, "{}", "1 run with 0 names" },
		{ NAMES,
			RUN_HEAD "\"results\":[{\"id\":\"a\",\"status\":\"ok\",\"metrics\":{}}]}]}",
			"{}", "results in its runs" },
		{ NAMES, RUN, "{\"schema\":2}", "schema 2" },
		{ NAMES, RUN, "{\"id\":\"b\"}", "not that of the index" },
		{ NAMES, RUN, "{\"columns\":[" COLUMN "[1,2]}]}", "2 values of 1 run" },
		{ NAMES, RUN, "{\"columns\":[" COLUMN "[]}]}", "0 values of 1 run" },
		{ NAMES, RUN, "{\"columns\":[" COLUMN "[1]}," COLUMN "[1]}]}", "two values" },
	};
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct history_page page = { .mem = &mem };
		struct error err = { 0 };
		int rc = history_page_index(&page, rows[i].index, strlen(rows[i].index), &err);

		if (rc == 0)
			rc = history_page_runs(&page, rows[i].runs, strlen(rows[i].runs), &err);
		if (rc == 0)
			rc = history_page_benchmark(&page, page.ids.n ? page.ids.v[0] : "",
				rows[i].benchmark, strlen(rows[i].benchmark), &err);
		assert_int_equal(rc, rows[i].why ? -1 : 0);
		if (rows[i].why)
			assert_contains(err.text, rows[i].why);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_page_keeps_what_the_records_have),
		TEST(pages_and_files_are_one_history),
		cmocka_unit_test(the_newest_column_is_shown),
		cmocka_unit_test(a_damaged_page_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, template_remove);
}
