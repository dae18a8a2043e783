#include "unit.h"

#include "base/secrets.h"
#include "base/words.h"

static void hides(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "key=topsecret1", "key=**********" },
		{ "topsecret1topsecret1", "********************" },
		{ "secret1x and topsecret", "*******x and *********" },
		{ "cut off: topsec", "cut off: ******" },
		{ "cut off: secr", "cut off: ****" },
		{ "too little: top", "too little: top" },
		{ "tops in the middle", "tops in the middle" },
		{ "abc", "abc" },
		{ "", "" },
	};
	struct arena mem = { 0 };
	struct words secrets = { 0 };

	(void)state;
	words_push(&mem, &secrets, "topsecret1");
	words_push(&mem, &secrets, "secret1");
	words_push(&mem, &secrets, "abc");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].text,
			secrets_hide(&mem, &secrets, rows[i].text, strlen(rows[i].text)),
			rows[i].expected);
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(hides) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
