/* What fails or is interrupted in each hook and fixture of a benchmark, on either side. */
#include "engine_fixture.h"

#define ALL                                                                                        \
	"setup open prepare calibrate conclude prepare sample conclude "                           \
	"prepare sample conclude prepare sample conclude close cleanup "
#define OF_ONE "setup open prepare calibrate conclude prepare sample conclude close cleanup "

struct row {
	const char *hook;
	const char *sentence;         /* of the side that it happens on */
	enum result_status status;    /* of that side */
	const char *log;              /* of that side */
	const char *other[SIDES_MAX]; /* of the other one, when it happens on base and on head */
};

/* A side is tried alone when the other one fails before it was measured: what neither can run is
 * broken, not new. */
static const struct row fails[] = {
	{ "setup", "in setup. Last lines of its stderr:\n  broken", RESULT_ERROR, "setup cleanup ",
		{ OF_ONE, OF_ONE } },
	{ "open", "the hook open failed", RESULT_ERROR, "setup open cleanup ", { OF_ONE, OF_ONE } },
	{ "calibrate", "the hook calibrate failed", RESULT_ERROR,
		"setup open prepare calibrate close cleanup ", { OF_ONE, OF_ONE } },
	{ "prepare", "in prepare. Last lines", RESULT_ERROR, "setup open prepare close cleanup ",
		{ OF_ONE, OF_ONE } },
	{ "sample", "the hook sample failed", RESULT_ERROR,
		"setup open prepare calibrate conclude prepare sample close cleanup ",
		{ OF_ONE,
			"setup open prepare calibrate conclude prepare sample conclude "
			"prepare sample conclude close cleanup " } },
	{ "conclude", "in conclude. Last lines", RESULT_ERROR,
		"setup open prepare calibrate conclude close cleanup ", { OF_ONE, OF_ONE } },
	{ "close", "the hook close failed", RESULT_OK, ALL, { ALL, ALL } },
	{ "cleanup", "in cleanup. Last lines", RESULT_OK, ALL, { ALL, ALL } },
};

static void inject(struct trial *t, size_t side, const char *what, const char *hook)
{
	unit_write(arena_printf(t->mem, "%s/%s-%s", t->root[side], what, hook), "");
}

static size_t count(const char *log, const char *word)
{
	size_t n = 0;

	for (const char *s = log; (s = strstr(s, word)); s += strlen(word))
		n++;
	return n;
}

/* What was begun is ended, exactly once. */
static void assert_ended(const char *log)
{
	assert_int_equal(count(log, "cleanup "), count(log, "setup "));
	assert_true(count(log, "setup ") <= 1 && count(log, "close ") <= 1);
}

static void each_hook_fails(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(fails); i++) {
		for (size_t side = 0; side < SIDES_MAX; side++) {
			const struct row *row = &fails[i];
			const char *name = arena_printf(&f->mem, "%s on side %zu", row->hook, side);
			const struct result *r, *other;
			struct trial t;

			trial_open(&t, f, &fake_kind);
			trial_fixtures(&t);
			inject(&t, side, "fail", row->hook);
			assert_int_equal(trial_measure(&t, 2), 0);
			r = &t.run[side].v[0];
			other = &t.run[!side].v[0];
			assert_row(name, fake_log(&f->mem, t.root[side]), row->log);
			assert_row(name, fake_log(&f->mem, t.root[!side]), row->other[side]);
			assert_ended(row->log);
			assert_ended(row->other[side]);
			assert_int_equal(r->status, row->status);
			assert_contains(row->status == RESULT_OK ? r->warning : r->reason,
				row->sentence);
			assert_int_equal(other->status,
				row->status == RESULT_OK ? RESULT_OK : RESULT_UNFINISHED);
			assert_int_equal(t.run[side].status,
				row->status == RESULT_OK ? RUN_OK : RUN_FAILED);
			trial_close(&t);
		}
	}
}

/* An interruption ends the measurement on both sides, whichever hook is at work. */
static void each_hook_is_interrupted(void **state)
{
	static const char *const hooks[] = { "setup", "open", "calibrate", "prepare", "sample",
		"conclude", "close", "cleanup" };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(hooks); i++) {
		for (size_t side = 0; side < SIDES_MAX; side++) {
			const char *name = arena_printf(&f->mem, "%s on side %zu", hooks[i], side);
			bool late = strcmp(hooks[i], "close") == 0 ||
				strcmp(hooks[i], "cleanup") == 0;
			struct trial t;

			trial_open(&t, f, &fake_kind);
			trial_fixtures(&t);
			inject(&t, side, "int", hooks[i]);
			if (trial_measure(&t, 2) != SIGINT)
				fail_msg("%s: was not interrupted", name);
			for (size_t k = 0; k < SIDES_MAX; k++) {
				const struct result *r = &t.run[k].v[0];

				assert_ended(fake_log(&f->mem, t.root[k]));
				if (late)
					assert_row(name, r->reason, NULL);
				else
					assert_contains(r->reason, "interrupted");
				assert_int_equal(r->status, late ? RESULT_OK : RESULT_UNFINISHED);
				assert_int_equal(t.run[k].status, RUN_INTERRUPTED);
			}
			assert_true(count(fake_log(&f->mem, t.root[side]), hooks[i]) >= 1);
			trial_close(&t);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_hook_fails),
		cmocka_unit_test(each_hook_is_interrupted),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
