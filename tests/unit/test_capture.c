#include "unit.h"

#include <inttypes.h>

#include "process/spawner.h"

struct fixture {
	struct spawner *spawner;
	struct arena mem;
};

static int start(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct error err;

	f->spawner = spawner_start(&err);
	*state = f;
	return f->spawner ? 0 : -1;
}

static int stop(void **state)
{
	struct fixture *f = *state;

	spawner_stop(f->spawner);
	arena_free(&f->mem);
	free(f);
	return 0;
}

static struct outcome shell(struct fixture *f, const char *line, struct capture *keep,
	const char *stamp)
{
	const char *const argv[] = { "sh", "-c", line, NULL };
	const char *const env[] = { "PATH=/usr/bin:/bin", "LAST=yes", NULL };
	const struct command c = { .path = "/bin/sh",
		.argv = argv,
		.env = env,
		.timeout = 60,
		.keep = keep,
		.stamp = stamp };
	struct outcome o;
	struct error err;

	assert_ok(spawner_run(f->spawner, &c, &o, &err), &err);
	assert_int_equal(o.kind, OUTCOME_EXITED);
	assert_int_equal(o.code, 0);
	return o;
}

/* Far more than the pipe and the tail hold, with as much on the other stream. */
static void all_that_is_printed_is_kept(void **state)
{
	struct fixture *f = *state;
	enum { N = 3000000 };
	struct capture keep = { .max = 2 * N };

	shell(f, "head -c 3000000 /dev/zero | tr '\\0' e >&2; head -c 3000000 /dev/zero", &keep,
		NULL);
	assert_int_equal(keep.n, N);
	assert_false(keep.over);
	for (size_t i = 0; i < N; i++)
		if (keep.v[i])
			fail_msg("byte %zu is %d", i, keep.v[i]);
	/* The next run begins anew. */
	shell(f, "printf abc; echo error >&2", &keep, NULL);
	assert_int_equal(keep.n, 3);
	assert_memory_equal(keep.v, "abc", 3);
	shell(f, ":", &keep, NULL);
	assert_int_equal(keep.n, 0);
	capture_free(&keep);
	assert_null(keep.v);
}

static void no_more_than_the_limit_is_kept(void **state)
{
	struct fixture *f = *state;
	struct capture keep = { .max = 5 };

	shell(f, "printf 12345", &keep, NULL);
	assert_int_equal(keep.n, 5);
	assert_false(keep.over);
	shell(f, "printf 123; head -c 300000 /dev/zero", &keep, NULL);
	assert_int_equal(keep.n, 5);
	assert_memory_equal(keep.v, "123\0\0", 5);
	assert_true(keep.over);
	capture_free(&keep);
}

static void the_start_is_stamped(void **state)
{
	struct fixture *f = *state;
	struct capture keep = { .max = 1000 };
	uint64_t before = clock_epoch_ns();
	struct outcome o = shell(f, "printf %s-%s \"$START\" \"$LAST\"", &keep, "START");

	assert_true(o.started >= before && o.started <= clock_epoch_ns());
	assert_text(arena_copy(&f->mem, keep.v, keep.n),
		arena_printf(&f->mem, "%" PRIu64 "-yes", o.started));
	shell(f, "printf %s-%s \"${START-none}\" \"$LAST\"", &keep, NULL);
	assert_text(arena_copy(&f->mem, keep.v, keep.n), "none-yes");
	capture_free(&keep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_is_printed_is_kept),
		cmocka_unit_test(no_more_than_the_limit_is_kept),
		cmocka_unit_test(the_start_is_stamped),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
