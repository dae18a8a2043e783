#include "comparison_fixture.h"
#include "unit.h"

#include "judge/share_growth.h"
#include "model/run/stacks.h"
#include "model/suite.h"
#include "profile/profiler.h"
#include "base/words.h"
#include "report/format/flame_graph.h"

typedef void reader(struct stacks *s, struct arena *mem, char *text);

static const char *folded(struct arena *mem, reader *read, const char *text)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct stacks s = { 0 };

	read(&s, mem, arena_string(mem, text));
	stacks_fold(&s);
	memory_file_open(&m);
	stacks_write(m.f, &s);
	memory_file_end(&m);
	return arena_string(mem, m.data);
}

static void formats(void **state)
{
	static const struct {
		const char *name;
		reader *read;
		const char *text, *folded;
	} rows[] = {
		{ "nothing", perf_script_read, "", "" },
		{ "innermost first", perf_script_read,
			"prog \n\t  55d1 leaf\n\t 7f00 main\n\nprog \n\t 7f00 main\n\n"
			"prog \n\t55d1 leaf\n\t7f00 main\n",
			"prog;main 1\nprog;main;leaf 2\n" },
		{ "a symbol with blanks", perf_script_read,
			"my prog\n\t1 operator new (unsigned long)\n\n",
			"my prog;operator new (unsigned long) 1\n" },
		{ "a walk that failed", perf_script_read,
			"p\n 1 leaf\n 2 [unknown]\n 3 [unknown]\n 4 main\n\n",
			"p;main;[unknown];leaf 1\n" },
		{ "no stack", perf_script_read, "p\n\np\n\n  1 lost\n", "" },

		{ "own costs only", callgrind_read,
			"positions: line\nevents: Ir\nfn=(1) main\n1 10\ncfn=(2) leaf'main\n"
			"calls=1 5\n2 700\n+1 5\n\nfn=(2)\n9 700\n",
			"main 15\nmain;leaf 700\n" },
		{ "two positions, two events", callgrind_read,
			"positions: instr line\nevents: Ir Dr\nfn=f\n0x1 3 40 2\n+4 +1 2\n",
			"f 42\n" },
		{ "a depth of recursion", callgrind_read, "fn=f'2'f'main\n* 3\n", "main;f;f 3\n" },
		{ "a number without a name", callgrind_read, "fn=(7)\n1 3\nfn=(1) g\n1 1\n",
			"g 1\n" },
		{ "numbers beyond all", callgrind_read,
			"fn=(99999999999999999999) f\n1 3\nfn=(1) g\n1 1e999\nfn=(2) h\n1 2\n",
			"h 2\n" },

		{ "a tree", cpuprofile_read,
			"{\"nodes\":[{\"id\":1,\"callFrame\":{\"functionName\":\"(root)\"},"
			"\"hitCount\":0,\"children\":[2,4]},{\"id\":2,\"callFrame\":"
			"{\"functionName\":\"\",\"url\":\"file:///a/b.js\"},\"hitCount\":1,"
			"\"children\":[3]},{\"id\":3,\"callFrame\":{\"functionName\":\"hot\"},"
			"\"hitCount\":5},{\"id\":4,\"callFrame\":{\"functionName\":\"(idle)\"},"
			"\"hitCount\":50}],\"samples\":[3]}",
			"(anonymous) b.js 1\n(anonymous) b.js;hot 5\n" },
		{ "broken", cpuprofile_read, "{\"nodes\":[{\"id\":1,", "" },
		{ "not an object", cpuprofile_read, "[1]", "" },

		{ "folded", stacks_read, "a;b 2\r\na;b 3\na 1\nno weight\nx 1z\n;;a 0\nb -1\n",
			"a 1\na;b 5\n" },
		{ "callers lie together", stacks_read, "a-b 1\na;b 1\na 1\n",
			"a 1\na;b 1\na-b 1\n" },
		{ "harmful", stacks_read, "\033[31m;\xff\xe2\x80\xae 2\n", "_[31m;____ 2\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };

		assert_row(rows[i].name, folded(&mem, rows[i].read, rows[i].text), rows[i].folded);
	}
}

/* A cycle ends, and of a deep stack the innermost frames remain. */
static void depth(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct stacks s = { 0 };
	char *line = arena_alloc(&mem, 4000);
	size_t n = 0, frames = 1;

	(void)state;
	cpuprofile_read(&s, &mem,
		arena_string(&mem,
			"{\"nodes\":[{\"id\":1,\"callFrame\":{\"functionName\":\"a\"},"
			"\"hitCount\":1,\"children\":[1]}]}"));
	assert_int_equal(s.n, 1);
	for (int i = 0; i < 1000; i++)
		n += (size_t)sprintf(line + n, "%sf", i ? ";" : "");
	strcpy(line + n, ";last 1");
	s = (struct stacks){ 0 };
	stacks_read(&s, &mem, line);
	assert_int_equal(s.n, 1);
	for (const char *c = s.v[0].frames; *c; c++)
		frames += *c == ';';
	assert_int_equal(frames, STACK_FRAMES_MAX);
	assert_text(strrchr(s.v[0].frames, ';'), ";last");
}

static struct stacks stacks_of(struct arena *mem, const char *text)
{
	struct stacks s = { 0 };

	stacks_read(&s, mem, arena_string(mem, text));
	stacks_fold(&s);
	return s;
}

static void growth(void **state)
{
	static const struct {
		const char *base, *head;
		bool exact;
		const char *grown;
	} rows[] = {
		{ "m;parse 12\nm;other 88", "m;parse 31\nm;other 69", true, "parse 12% -> 31%" },
		/* The same share from two callers. */
		{ "m;a;f 10\nm;b;f 10\nm 80", "m;a;f 20\nm 80", true, NULL },
		{ "m 100", "m 50\nnew 50", true, "new 0% -> 50%" },
		/* Chance: 4 of 20 and 6 of 20 samples. */
		{ "f 4\ng 16", "f 6\ng 14", false, NULL },
		{ "f 4\ng 16", "f 6\ng 14", true, "f 20% -> 30%" },
		{ "f 400\ng 1600", "f 600\ng 1400", false, "f 20% -> 30%" },
		/* Less than a point. */
		{ "f 1000\ng 99000", "f 1900\ng 98100", true, NULL },
		{ "a 1\nb 1\nc 98", "a 30\nb 20\nc 50", true, "a 1% -> 30%, b 1% -> 20%" },
		{ "x 94\na 1\nb 1\nc 1\nd 1\ne 1\nf 1", "x 4\na 16\nb 16\nc 16\nd 16\ne 16\nf 16",
			true, "a 1% -> 16%, b 1% -> 16%, c 1% -> 16%, d 1% -> 16%, e 1% -> 16%" },
		{ "", "f 1", true, NULL },
		{ "f 1", "", true, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct stacks base = stacks_of(&mem, rows[i].base),
				    head = stacks_of(&mem, rows[i].head);

		assert_row(rows[i].head, share_growth(&mem, &base, &head, rows[i].exact),
			rows[i].grown);
	}
}

static void picture(const char *golden, const char *head, const char *base)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	FREES_ARENA struct arena mem = { 0 };
	const struct stacks now = stacks_of(&mem, head), before = stacks_of(&mem, base ? base : "");
	const struct flame_graph g = { "parse/<small>", "sample", &now, base ? &before : NULL };

	memory_file_open(&m);
	flame_graph(m.f, &g);
	memory_file_end(&m);
	fixture_golden(golden, m.data);
}

static void pictures(void **state)
{
	const char *head = "main;parse;value 310\nmain;parse;a<b>&\"'c 90\nmain;parse 50\n"
			   "main;render 549\nmain;tiny_one 0.1\nexit 1\n";

	(void)state;
	picture("flame.svg", head, NULL);
	picture("flame-difference.svg", head,
		"main;parse;value 120\nmain;parse 50\nmain;render 830\nmain;gone 5\n");
	picture("flame-empty.svg", "", NULL);
}

static void wrapping(void **state)
{
	const char *const argv[] = { "node", "a b.js", NULL };
	FREES_ARENA struct arena mem = { 0 };
	struct error err = { 0 };
	size_t n = 1;

	(void)state;
	/* The configuration's words are the table's. */
	for (const struct profiler *p = profilers; p->name; p++, n++) {
		const struct words w = profiler_wrap(p, &mem, "/bin/node", argv, "/out/3");

		assert_text(profiler_names[n], p->name);
		assert_text(w.v[w.n - 1], "a b.js");
		if (p->program)
			assert_true(words_has(&w, p->program));
		else
			assert_text(w.v[0], "node");
		if (p->program)
			assert_text(w.v[w.n - 2], "/bin/node");
		assert_contains(words_list(&mem, &w), p->program ? "/out/3." : "=/out/,");
	}
	assert_text(profiler_names[0], "auto");
	assert_null(profiler_names[n]);
	assert_null(profiler_choose(&mem, "node", (const char *const[]){ "nodex", NULL }, ".",
		&err));
	assert_contains(err.text, "begin with node");
	assert_non_null(profiler_choose(&mem, "auto", argv, ".", &err));
	assert_text(profiler_choose(&mem, "auto", argv, ".", &err)->name, "node");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats),
		cmocka_unit_test(depth),
		cmocka_unit_test(growth),
		cmocka_unit_test(pictures),
		cmocka_unit_test(wrapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
