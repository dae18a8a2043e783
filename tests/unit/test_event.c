/* What a measurement tells of itself, whatever kind of benchmark it is. */
#include "spawner_fixture.h"

#include "base/secrets.h"
#include "measure/engine.h"
#include "measure/event.h"
#include "measure/kind/external.h"
#include "measure/task.h"

/* The events as a text: one line each, without what differs from run to run. */
struct events {
	struct arena *mem;
	const char *text;
	uint64_t last;
};

static void take(void *ctx, const struct event *e)
{
	struct events *events = ctx;
	const char *line = arena_printf(events->mem, "%s %s %s/%zu", event_levels[e->level],
		event_names[e->kind], e->benchmark, e->side);

	assert_true(e->at >= events->last);
	events->last = e->at;
	if (e->process)
		line = arena_printf(events->mem, "%s %s %s", line, e->phase, e->process);
	if (e->command)
		line = arena_printf(events->mem, "%s: %s x%zu", line, e->command, e->runs);
	if (e->outcome)
		line = arena_printf(events->mem, "%s: %s %d", line, event_outcome(e->outcome),
			e->outcome->code);
	if (e->result)
		line = arena_printf(events->mem, "%s: %s %zu", line,
			result_status_names[e->result->status], e->samples);
	events->text = arena_printf(events->mem, "%s%s\n", events->text, line);
}

static void words_of(struct arena *mem, struct words *w, const char *const *v)
{
	*w = (struct words){ 0 };
	while (*v)
		words_push(mem, w, *v++);
}

/* What is told of one benchmark on so many sides. */
static const char *events_of(struct fixture *f, struct benchmark *b, size_t sides)
{
	struct events events = { &f->mem, "", 0 };
	struct run run[SIDES_MAX] = { 0 };
	struct suite suite;
	struct measurement m = { .suite = &suite, .sides = sides, .listener = { take, &events } };

	suite_default(&suite, &f->mem);
	suite.v = b;
	suite.n = 1;
	suite.order = ORDER_SEQUENTIAL;
	m.block = sides > 1;
	for (size_t i = 0; i < sides; i++)
		m.side[i].run = &run[i];
	b->life.schedule.warmup = 0;
	b->life.schedule.runs.min = b->life.schedule.runs.max = 2;
	assert_int_equal(measure(&m, f->spawner, &f->mem), 0);
	return events.text;
}

static struct benchmark benchmark_of(struct fixture *f, const char *const *argv)
{
	struct suite defaults;
	struct words w;

	suite_default(&defaults, &f->mem);
	words_of(&f->mem, &w, argv);
	return (struct benchmark){ .id = "x",
		.life = defaults.defaults,
		.kind = &command_kind,
		.options = command_options_of(&f->mem, &w) };
}

static void a_command(void **state)
{
	struct fixture *f = *state;
	struct benchmark b = benchmark_of(f, ARGV("/bin/true"));

	assert_text(events_of(f, &b, 1),
		"info start x/0\n"
		"info spawn x/0 run benchmark: /bin/true x1\n"
		"info exit x/0 run benchmark: exited 0\n"
		"info spawn x/0 run benchmark: /bin/true x1\n"
		"info exit x/0 run benchmark: exited 0\n"
		"info done x/0: ok 2\n");
}

static void ends_badly(void **state)
{
	static const struct {
		const char *argv[4];
		double timeout;
		const char *text;
	} rows[] = {
		{ { "/bin/false" }, 60,
			"info spawn x/0 run benchmark: /bin/false x1\n"
			"error exit x/0 run benchmark: exited 1\n" },
		{ { "/bin/sleep", "60" }, 0.02,
			"info spawn x/0 run benchmark: /bin/sleep 60 x1\n"
			"error timeout x/0 run benchmark: timeout 0\n" },
		{ { "/bin/sh", "-c", "kill -9 $$" }, 60,
			"info spawn x/0 run benchmark: /bin/sh -c 'kill -9 $$' x1\n"
			"error exit x/0 run benchmark: killed 9\n" },
		{ { "./not-there" }, 60, "" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct benchmark b = benchmark_of(f, rows[i].argv);

		b.life.schedule.timeout = rows[i].timeout;
		assert_row(rows[i].argv[0], events_of(f, &b, 1),
			arena_printf(&f->mem, "info start x/0\n%serror done x/0: error 0\n",
				rows[i].text));
	}
}

/* A start for each side, then everything else, then an end for each side. */
static void two_sides(void **state)
{
	struct fixture *f = *state;
	struct benchmark b = benchmark_of(f, ARGV("/bin/true"));
	const char *text;

	words_of(&f->mem, &b.life.fixtures.prepare, ARGV("/bin/true", "prepare"));
	text = events_of(f, &b, 2);
	assert_int_equal(strncmp(text, "info start x/0\ninfo start x/1\n", 30), 0);
	assert_contains(text,
		"info spawn x/1 run prepare: /bin/true prepare x1\n"
		"info exit x/1 run prepare: exited 0\n"
		"info spawn x/1 run benchmark: /bin/true x1\n");
	assert_contains(text, "info done x/0: ok 2\ninfo done x/1: ok 2\n");
}

static void a_framework(void **state)
{
	struct fixture *f = *state;
	struct benchmark b = benchmark_of(f, ARGV("/bin/true"));
	struct external_options o = { .command = "/bin/false", .workload = "secretive" };

	setenv("BENCHCTL_UNIT_SECRET", "secret", 1);
	pairs_set(&o.env, &f->mem, "KEY", "${BENCHCTL_UNIT_SECRET}");
	b.kind = &external_kind;
	b.options = &o;
	assert_contains(events_of(f, &b, 1),
		"/******ive x1\n"
		"error exit x/0 run benchmark: exited 1\n"
		"error done x/0: error 0\n");
	unsetenv("BENCHCTL_UNIT_SECRET");
}

static void hides_secrets(void **state)
{
	static const struct {
		const char *secrets[3], *text, *hidden;
	} rows[] = {
		{ { NULL }, "as it is", "as it is" },
		{ { "hush" }, "hush, hush!", "****, ****!" },
		{ { "abc" }, "too short: abc", "too short: abc" },
		{ { "abcd", "abcdefgh" }, "abcdefgh abcd", "******** ****" },
		{ { "efgh", "abcdefgh" }, "abcdefghi", "********i" },
		{ { "abab" }, "ababab", "******" },
		{ { "" }, "", "" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct words w;

		words_of(&f->mem, &w, rows[i].secrets);
		assert_row(rows[i].text,
			secrets_hide(&f->mem, &w, rows[i].text, strlen(rows[i].text)),
			rows[i].hidden);
	}
}

static void tells_the_time(void **state)
{
	char out[CLOCK_RFC3339_MAX];

	(void)state;
	assert_text(clock_rfc3339_ms(out, 0), "1970-01-01T00:00:00.000Z");
	assert_text(clock_rfc3339_ms(out, UINT64_C(1769860800042999999)),
		"2026-01-31T12:00:00.042Z");
	clock_rfc3339_ms(out, UINT64_MAX); /* 2554 */
	assert_int_equal(strlen(out), 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command),
		cmocka_unit_test(ends_badly),
		cmocka_unit_test(two_sides),
		cmocka_unit_test(a_framework),
		cmocka_unit_test(hides_secrets),
		cmocka_unit_test(tells_the_time),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
