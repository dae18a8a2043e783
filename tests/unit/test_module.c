/* Modules: the values of their options, the processors they may use, and their process. */
#include "engine_fixture.h"

#include <math.h>

#include "base/file.h"
#include "host/cpu_kernels.h"
#include "host/machine.h"
#include "module/module_values.h"

static void kernels_have_their_checksums(void **state)
{
	(void)state;
	for (size_t i = 0; i < CPU_KERNELS; i++)
		assert_int_equal(cpu_kernels[i].run(), cpu_kernels[i].golden);
}

static const struct benchctl_option rows[] = {
	{ "threads", "2", "how many", BENCHCTL_COUNT, 0, 1, 8 },
	{ "time", "5ms", "how long", BENCHCTL_TIME, 0, 1e-3, 10 },
	{ "pin", "true", "whether", BENCHCTL_FLAG, 0, 0, 0 },
	{ "size", NULL, "how large", BENCHCTL_SIZE, 0, 0, 0 },
	{ "name", "x", "what", BENCHCTL_TEXT, 0, 0, 0 },
};
static const struct benchctl_kind kind = { .version = BENCHCTL_PLUGIN_VERSION,
	.name = "sample",
	.option_size = sizeof *rows,
	.options = rows,
	.options_n = ARRAY_SIZE(rows) };

static void values_are_read_by_their_rows(void **state)
{
	static const char *const texts[] = { "size=1KiB", "threads=3", "threads=4", "pin=off" };
	FREES_ARENA struct arena mem = { 0 };
	union benchctl_value *v;
	struct error err;

	(void)state;
	assert_int_equal(module_values(&v, &mem, &kind, texts, ARRAY_SIZE(texts), &err), 0);
	assert_int_equal(v[0].count, 4); /* the last one wins */
	assert_true(fabs(v[1].number - 5e-3) < 1e-12);
	assert_true(fabs(v[3].number - 1024) < 1e-9);
	assert_int_equal(v[2].count, 0);
	assert_string_equal(v[4].text, "x");
}

static void a_declaration_agrees_with_itself(void **state)
{
	static const struct {
		struct benchctl_option row; /* beside the others */
		const char *sentence;       /* NULL: it is good */
	} cases[] = {
		{ { "other", "5", "what", BENCHCTL_COUNT, 0, 1, 8 }, NULL },
		{ { "other", NULL, "what", BENCHCTL_COUNT, 0, 0, 0 }, NULL },
		{ { "other", "5", "what", BENCHCTL_COUNT, 0, 8, 1 },
			"the plugin p.so declares the option 'other' with a min above its max" },
		{ { "other", "5", "what", BENCHCTL_COUNT, 0, (double)NAN, 8 },
			"the plugin p.so declares the option 'other' with a min above its max" },
		{ { "time", "5", "what", BENCHCTL_COUNT, 0, 0, 0 },
			"the plugin p.so declares the option 'time' twice" },
		{ { "other", "9", "what", BENCHCTL_COUNT, 0, 1, 8 },
			"the plugin p.so declares the option 'other' with a wrong default: '9' is not from 1 to 8" },
		{ { "other", "5", "what", BENCHCTL_TIME, 0, 0, 0 },
			"the plugin p.so declares the option 'other' with a wrong default: '5' "
			"needs a time such as 500ms, 30s or 1m30s" },
	};
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct benchctl_option all[ARRAY_SIZE(rows) + 1];
		struct benchctl_kind both = kind;

		memcpy(all, rows, sizeof rows);
		all[ARRAY_SIZE(rows)] = cases[i].row;
		both.options = all;
		both.options_n = ARRAY_SIZE(all);
		if (!cases[i].sentence) {
			assert_ok(module_check_options(&both, "p.so", &err), &err);
			continue;
		}
		assert_int_equal(module_check_options(&both, "p.so", &err), -1);
		assert_string_equal(err.text, cases[i].sentence);
	}
}

static void wrong_values_are_said(void **state)
{
	static const struct {
		const char *text, *sentence;
	} cases[] = {
		{ "threads=0", "threads: '0' is not from 1 to 8" },
		{ "threads=9", "threads: '9' is not from 1 to 8" },
		{ "threads=", "threads: '' needs a whole number" },
		{ "threads=-1", "threads: '-1' needs a whole number" },
		{ "threads=18446744073709551616",
			"threads: '18446744073709551616' needs a whole number" },
		{ "time=11s", "time: '11s' is not from 1.00 ms to 10.0 s" },
		{ "time=5", "time: '5' needs a time such as 500ms, 30s or 1m30s" },
		{ "pin=maybe", "pin: 'maybe' needs true or false" },
		{ "thread=1", "'thread' is not an option of sample; did you mean 'threads'?" },
		{ "xyzzyx=1",
			"'xyzzyx' is not an option of sample; it has: threads, time, pin, size, name" },
		{ "name=y", "size of sample is missing: how large" },
	};
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		union benchctl_value *v;
		struct error err = { 0 };

		assert_int_equal(module_values(&v, &mem, &kind, &cases[i].text, 1, &err), -1);
		assert_string_equal(err.text, cases[i].sentence);
	}
}

static void sibling(struct arena *mem, const char *root, int cpu, const char *list)
{
	const char *folder = arena_printf(mem, "%s/sys/devices/system/cpu/cpu%d/topology", root,
		cpu);
	struct error err;

	assert_int_equal(file_mkdirs(folder, &err), 0);
	unit_write(arena_printf(mem, "%s/thread_siblings_list", folder), list);
}

static void a_core_comes_before_its_sibling(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *root = unit_folder(&mem);
	struct machine_cpus c;
	cpu_set_t set;

	(void)state;
	sched_getaffinity(0, sizeof set, &set);
	for (int i = 0; i < 8; i++)
		sibling(&mem, root, i, "0-7\n");
	assert_int_equal(machine_cpus(&c, root), 0);
	assert_int_equal(c.n, CPU_COUNT(&set));
	if (c.n <= 8)
		assert_int_equal(c.cores, 1);
	assert_true(isnan(c.quota));
	unit_remove(root);
}

static void measures_in_a_process_of_its_own(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fixture *f = *state;
	const struct result *r;
	struct trial t;

	trial_open(&t, f, &module_kind);
	t.benchmark.options = module_options_of(&mem, "cpu");
	t.benchmark.life.schedule.warmup = 0;
	setenv("BENCHCTL_SET_TIME", "1ms", 1);
	setenv("BENCHCTL_SET_CPU_KERNELS", "int", 1);
	assert_int_equal(trial_measure(&t, 1), 0);
	r = trial_result(&t, "x/int/single");
	assert_int_equal(r->status, RESULT_OK);
	assert_string_equal(r->v[0].metric.name, "rate");
	assert_int_equal(r->v[0].n, 2);
	assert_true(r->v[0].v[0] > 0);
	trial_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernels_have_their_checksums),
		cmocka_unit_test(values_are_read_by_their_rows),
		cmocka_unit_test(a_declaration_agrees_with_itself),
		cmocka_unit_test(wrong_values_are_said),
		cmocka_unit_test(a_core_comes_before_its_sibling),
		cmocka_unit_test(measures_in_a_process_of_its_own),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
