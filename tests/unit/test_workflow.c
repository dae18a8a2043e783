#include "unit.h"

#include "measure/kinds.h"
#include "model/suite.h"

struct fixture {
	struct arena mem;
	char *path;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	f->path = arena_printf(&f->mem, "%s/benchctl.yaml", unit_folder(&f->mem));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	*strrchr(f->path, '/') = '\0';
	unit_remove(f->path);
	arena_free(&f->mem);
	free(f);
	return 0;
}

#define HEAD "benchmark: { name: s }\n"

static const char *load(struct suite *s, struct fixture *f, const char *yaml)
{
	struct problems p = { .mem = &f->mem };
	const char *all = "";
	struct error err;

	unit_write(f->path, arena_printf(&f->mem, HEAD "%s", yaml));
	assert_ok(suite_load(s, &f->mem, f->path, NULL, kinds, &p, &err), &err);
	for (size_t i = 0; i < p.n; i++)
		all = arena_printf(&f->mem, "%s%s%u:%u: %s", all, i ? "\n" : "", p.v[i].line,
			p.v[i].column, p.v[i].text);
	return all;
}

static void problems(void **state)
{
	static const struct {
		const char *yaml, *problems;
	} rows[] = {
		{ "stages: [ { name: a, command: x } ]", "" },
		{ "hosts: { local: }\nstages: [ { name: a, host: local, command: x } ]", "" },
		{ "hosts: { db: { ip: 10.0.0.1 } }\nstages: [ { name: a, host: [db, local], "
		  "command: 'x {{hosts.db}} {{ hosts.db.port }}' } ]",
			"" },
		{ "stages: [ { name: a, command: x }, { name: a, command: y } ]",
			"2:36: stage 'a': the name is already on line 2" },
		{ "stages: [ { command: x } ]", "2:11: stages, element 1: it has no name" },
		{ "hosts: { web: { ip: a } }\nstages: [ { name: a, host: wbe, command: x } ]",
			"3:11: stage 'a': unknown host 'wbe'; did you mean 'web'?" },
		{ "stages: [ { name: a, command: x, script: y } ]",
			"2:11: stage 'a': command, script and copy exclude each other; "
			"a stage has one of them" },
		{ "stages: [ { name: a, command: 'x {{hosts.db}}' } ]",
			"2:11: stage 'a': command: {{hosts.db}} is unknown; "
			"a host has ip, username, port and key_file" },
		{ "hosts: { db: { ip: -oProxyCommand=x }, c: { username: ' ' }, local: { ip: a } }\n"
		  "stages: [ { name: a, command: x } ]",
			"2:10: hosts.db: ip: '-oProxyCommand=x' is not an address\n"
			"2:40: hosts.c: ip is missing; "
			"write its address, or the name that ~/.ssh/config has\n"
			"2:40: hosts.c: username: ' ' is not a user name\n"
			"2:62: hosts.local: `local` always means this machine "
			"and has no options; give the host another alias" },
		{ "stages: [ { name: a, command: x, health_check: { type: port } } ]",
			"2:11: stage 'a': health_check: target is missing; "
			"write what it checks, such as target: \"8080\"" },
		{ "stages: [ { name: a, command: x, outputs: [ { name: o, remote_path: /a/b }, "
		  "{ name: p, remote_path: /c/b } ] } ]",
			"2:77: stage 'a': outputs: 'o' and 'p' are both stored as b; "
			"give one a local_path" },
		{ "stages: [ { name: a, command: x, outputs: [ { remote_path: /a/b, "
		  "local_path: ../../b } ] } ]",
			"2:45: stage 'a': outputs: local_path '../../b' is not inside the run's "
			"folder; write a relative path" },
		{ "stages: [ { name: a, command: x, outputs: [ { remote_path: /a/run.json } ] } ]",
			"2:45: stage 'a': outputs: benchctl itself writes 'run.json' in the run's "
			"folder; give the output another local_path" },
		{ "stages: [ { name: a, command: x, outputs: [ { remote_path: b, local_path: "
		  "./logs/x }, { remote_path: confirm-base.json } ] } ]",
			"2:45: stage 'a': outputs: benchctl itself writes 'logs/x' in the run's "
			"folder; give the output another local_path\n"
			"2:87: stage 'a': outputs: benchctl itself writes 'confirm-base.json' in "
			"the run's folder; give the output another local_path" },
		{ "stages: [ { name: a, command: x, health_check: { type: port, target: 0 } }, "
		  "{ name: b, command: x, health_check: { type: port, target: '[::1]:80' } }, "
		  "{ name: c, command: x, health_check: { type: port, target: 'db:http' } }, "
		  "{ name: d, command: x, health_check: { target: '${PORT}' } } ]",
			"2:11: stage 'a': health_check: '0' is not a port; "
			"write 8080 or HOST:8080\n"
			"2:152: stage 'c': health_check: 'db:http' is not a port; "
			"write 8080 or HOST:8080" },
		{ "stages: [ { name: a, command: x, outputs: [ { remote_path: b, data_schema: "
		  "{ t: { type: float } }, metrics: [ { column: u } ] } ] } ]",
			"2:45: stage 'a': metrics: data_schema has no column 'u'" },
		{ "stages: [ { name: a, copy: { from: db:/a } } ]",
			"2:11: stage 'a': copy: to is missing; "
			"write copy: { from: db:/tmp/file, to: local:file }\n"
			"2:11: stage 'a': unknown host 'db'" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct suite s;

		assert_row(rows[i].yaml, load(&s, f, rows[i].yaml), rows[i].problems);
	}
}

/* Plots of the outputs `load`, with a schema, and `raw`, without one. */
static void plots(void **state)
{
	static const struct {
		const char *plots, *problem;
	} rows[] = {
		{ "{ name: p, source: load, x: t, y: [l, 'n (ms)'] }", "" },
		{ "{ name: p, source: load.csv, y: l, export_path: ./results/run-001/plots/p.png }",
			"" },
		{ "{ name: p, source: raw, y: anything }", "" },
		{ "{ name: p, source: other.csv, y: anything }", "" },
		{ "{ name: p, source: load, type: histogram, x: l }", "" },
		{ "{ source: load, y: l }", "a plot without a name" },
		{ "{ name: p, source: load, y: l }, { name: p, source: load, y: l }",
			"the name 'p' is already on line 4" },
		{ "{ name: p, y: l }",
			"the plot 'p' names no source, and there are 2 outputs; "
			"add source: with the name of one" },
		{ "{ name: p, source: laod, y: l }",
			"the plot 'p': there is no output 'laod'; did you mean 'load'?" },
		{ "{ name: p, source: load, x: t }", "the plot 'p' names no column for y" },
		{ "{ name: p, source: load, type: scatter, y: l }",
			"the plot 'p' is a scatter plot, but names no column for x" },
		{ "{ name: p, source: load, x: t, y: speed }",
			"the plot 'p': the data_schema of 'load' has no column 'speed'" },
		{ "{ name: p, source: load, y: s }",
			"the plot 'p': the column 's' of 'load' is text" },
		{ "{ name: p, source: load, y: l, export_path: ../p.png }",
			"the plot 'p': export_path '../p.png' is not inside the run's folder; "
			"write a relative path" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *said,
			*yaml = arena_printf(&f->mem,
				"stages: [ { name: a, command: x, outputs: [ { remote_path: load.csv, "
				"data_schema: { t: { type: timestamp }, l: { type: float }, "
				"n: { type: float, unit: ms }, s: { type: string } } }, { remote_path: raw } ] } ]\n"
				"\nplots: [ %s ]",
				rows[i].plots);
		struct suite s;

		said = load(&s, f, yaml);
		said = *said ? strstr(said, "plots: ") + strlen("plots: ") : said;
		assert_row(yaml, said, rows[i].problem);
	}
}

/* The only output is the source; a path of an old configuration is inside the run's folder. */
static void old_plot(void **state)
{
	struct fixture *f = *state;
	const struct workflow_plot *p;
	struct suite s;

	assert_string_equal(load(&s, f,
				    "stages: [ { name: a, command: x, outputs: [ { remote_path: "
				    "/tmp/data.csv } ] } ]\nplots: [ { name: p, y: l, "
				    "export_path: ./results/run-001/plots/p.png } ]"),
		"");
	p = s.workflow.plots.v;
	assert_string_equal(p->source, "data");
	assert_string_equal(p->export_path, "plots/p.png");
}

/* Every published spelling of a schema is the same. */
static void schemas(void **state)
{
	static const char *const spellings[] = {
		"{ format: csv, t: { type: timestamp, unit: ns }, l: { type: float, unit: ms } }",
		"{ format: csv, columns: { t: { type: timestamp, unit: ns }, "
		"l: { type: float, unit: ms } } }",
		"{ format: csv, columns: [ { name: t, type: timestamp, unit: ns }, "
		"{ name: l, type: float, unit: ms } ] }",
		"[ { name: t, type: timestamp, unit: ns }, { name: l, type: float, unit: ms } ]",
		"[ { t: { type: timestamp, unit: ns } }, { l: { type: float, unit: ms } } ]",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++) {
		const struct workflow_column *k;
		const struct workflow_output *o;
		const struct workflow_metric *m;
		struct suite s;
		const char *yaml = arena_printf(&f->mem,
			"data_schema: %s\nstages: [ { name: a, command: x, "
			"outputs: [ { name: o, remote_path: /a.csv } ] } ]",
			spellings[i]);

		assert_row(yaml, load(&s, f, yaml), "");
		assert_int_equal(s.workflow.schema.columns.n, 2);
		k = s.workflow.schema.columns.v;
		assert_string_equal(k[0].item.key, "t");
		assert_int_equal(k[0].type, COLUMN_TIMESTAMP);
		assert_string_equal(k[1].unit, "ms");
		o = ((const struct workflow_stage *)s.workflow.stages.v)->outputs.v;
		assert_int_equal(o->metrics.n, 1);
		m = o->metrics.v;
		assert_string_equal(m->metric.name, "l");
		assert_int_equal(m->metric.better, BETTER_LOWER);
		assert_true(benchmark_has_subs(&s.v[0]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(problems, set_up, tear_down),
		cmocka_unit_test_setup_teardown(plots, set_up, tear_down),
		cmocka_unit_test_setup_teardown(old_plot, set_up, tear_down),
		cmocka_unit_test_setup_teardown(schemas, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
