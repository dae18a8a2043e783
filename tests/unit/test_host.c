#include "unit.h"

#include <sched.h>

#include "model/host.h"

static void digests_are_sha256(void **state)
{
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	assert_text(digest_hex(&mem, "", 0),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_text(digest_hex(&mem, "abc", 3),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void probe(struct host *h, struct arena *mem, const char *class)
{
	host_probe(h, mem, class);
	host_identify(h, mem);
}

static void this_machine_is_described(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct host h;

	(void)state;
	probe(&h, &mem, NULL);
	assert_true(h.arch && *h.arch);
	assert_true(h.cpu && *h.cpu);
	assert_true(h.kernel && strncmp(h.kernel, "Linux ", 6) == 0);
	assert_true(!h.virtualization || *h.virtualization);
	assert_true(h.cores >= 1);
	assert_true(h.memory >= 1 << 26 && h.memory % (1 << 26) == 0);
	assert_int_equal(strlen(h.digest), 64);
	assert_true(strncmp(h.class, h.arch, 3) == 0);
	assert_int_equal(strspn(h.class, "abcdefghijklmnopqrstuvwxyz0123456789._-"),
		strlen(h.class));
	assert_contains(h.class, arena_printf(&mem, "-%zuc", h.cores));
	assert_null(strstr(h.class, "--"));
}

static void the_same_machine_is_the_same(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct host a, b, c;

	(void)state;
	probe(&a, &mem, NULL);
	probe(&b, &mem, "");
	probe(&c, &mem, "pool-1");
	assert_text(a.class, b.class);
	assert_text(a.digest, b.digest);
	assert_text(c.class, "pool-1");
	assert_text(a.digest, c.digest); /* a name changes nothing about it */
}

/* Fewer processors are another class. */
static void cores_are_those_that_may_be_used(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	cpu_set_t all, one;
	struct host a, b;
	int first = 0;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
	if (CPU_COUNT(&all) < 2)
		skip();
	while (!CPU_ISSET((size_t)first, &all))
		first++;
	CPU_ZERO(&one);
	CPU_SET((size_t)first, &one);
	probe(&a, &mem, NULL);
	assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
	probe(&b, &mem, NULL);
	sched_setaffinity(0, sizeof all, &all);
	assert_int_equal(b.cores, 1);
	assert_string_not_equal(a.class, b.class);
	assert_string_not_equal(a.digest, b.digest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_sha256),
		cmocka_unit_test(this_machine_is_described),
		cmocka_unit_test(the_same_machine_is_the_same),
		cmocka_unit_test(cores_are_those_that_may_be_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
