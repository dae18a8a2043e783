#include "unit.h"

static void blocks_are_zeroed_and_aligned(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const size_t sizes[] = { 1, 3, 15, 16, 17, 4095, 16384, 70000, 300000, 2000000, 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned char *p = arena_alloc(&mem, sizes[i]);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(p[k], 0);
		memset(p, 0xff, sizes[i]);
	}
}

static void blocks_do_not_overlap(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	unsigned char *p[500];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = arena_alloc(&mem, i * i);
		memset(p[i], (int)i, i * i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		for (size_t k = 0; k < i * i; k++)
			assert_int_equal(p[i][k], i & 0xff);
}

static void strings(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	char *a, *b;

	(void)state;
	assert_null(arena_string(&mem, NULL));
	assert_text(arena_string(&mem, ""), "");
	a = arena_copy(&mem, "abc", 2);
	b = arena_copy(&mem, NULL, 0);
	assert_text(a, "ab");
	assert_text(b, "");
	assert_text(arena_printf(&mem, "%s-%d", "x", 7), "x-7");
	assert_text(ARENA_JOIN(&mem, "", "a", "", "bc"), "abc");
	assert_int_equal(strlen(arena_printf(&mem, "%*s", 100000, "")), 100000);
}

static void growing_keeps_what_is_there(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct {
		size_t *v;
		size_t n, cap;
	} a = { 0 };

	(void)state;
	for (size_t i = 0; i < 100000; i++) {
		size_t *p = ARENA_PUSH(&mem, &a);

		assert_int_equal(*p, 0);
		*p = i;
	}
	assert_int_equal(a.n, 100000);
	for (size_t i = 0; i < a.n; i++)
		assert_int_equal(a.v[i], i);
}

/* Which is the newest block and ends where the next one begins. */
static void an_empty_array_gets_room(void **state)
{
	struct arena mem = { 0 };
	struct ARENA_LIST(double) a = { .v = arena_array(&mem, 0, sizeof(double)) };
	double *next;

	(void)state;
	*ARENA_PUSH(&mem, &a) = 1;
	next = arena_alloc(&mem, sizeof *next);
	*next = 2;
	assert_true(a.v[0] < 2);
	arena_free(&mem);
}

static void an_arena_can_be_used_again(void **state)
{
	struct arena mem = { 0 };

	(void)state;
	arena_free(&mem);
	arena_alloc(&mem, 10);
	arena_free(&mem);
	assert_text(arena_string(&mem, "again"), "again");
	arena_free(&mem);
	arena_free(&mem);
}

static void what_is_adopted_stays(void **state)
{
	struct arena mem = { 0 }, other = { 0 };
	const char *before, *adopted;

	(void)state;
	arena_adopt(&mem, &other); /* nothing */
	adopted = arena_string(&other, "adopted");
	arena_alloc(&other, 100000);
	arena_adopt(&mem, &other);
	assert_null(other.chunk);
	assert_text(adopted, "adopted");
	before = arena_string(&mem, "before");
	arena_string(&other, "more");
	arena_adopt(&mem, &other);
	assert_text(arena_string(&mem, "behind"), "behind");
	assert_text(before, "before");
	arena_free(&other);
	assert_text(adopted, "adopted");
	arena_free(&mem);
}

static void too_many_elements(void)
{
	struct arena mem = { 0 };

	arena_array(&mem, SIZE_MAX / 2, 3);
}

static void all_there_is(void)
{
	struct arena mem = { 0 };

	arena_alloc(&mem, SIZE_MAX);
}

/* Room for it and its header would wrap around to a few bytes. */
static void nearly_all_there_is(void)
{
	struct arena mem = { 0 };
	volatile char *p = arena_alloc(&mem, SIZE_MAX - 20);

	p[4096] = 1;
}

static void sizes_beyond_memory_abort(void **state)
{
	(void)state;
	assert_true(unit_dies(too_many_elements));
	assert_true(unit_dies(all_there_is));
	assert_true(unit_dies(nearly_all_there_is));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_zeroed_and_aligned),
		cmocka_unit_test(blocks_do_not_overlap),
		cmocka_unit_test(strings),
		cmocka_unit_test(growing_keeps_what_is_there),
		cmocka_unit_test(an_empty_array_gets_room),
		cmocka_unit_test(an_arena_can_be_used_again),
		cmocka_unit_test(what_is_adopted_stays),
		cmocka_unit_test(sizes_beyond_memory_abort),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
