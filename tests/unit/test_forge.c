/* What a post is made of: pages, the text of a comment. */
#include "comparison_fixture.h"
#include "unit.h"

#include "base/text.h"
#include "forge/body.h"
#include "forge/event.h"
#include "forge/http.h"
#include "forge/webhook.h"

static void finds_next_page(void **state)
{
	static const struct {
		const char *header, *next;
	} rows[] = {
		{ NULL, NULL },
		{ "", NULL },
		{ "<https://h/a?page=2>; rel=\"next\", <https://h/a?page=9>; rel=\"last\"",
			"page=2" },
		{ "<https://h/1?a>; rel=\"prev\",<?b&c=/?>;rel=next", "b&c=/?" },
		{ "<https://h/?1>; title=\"rel=\\\"next, <b>\" ; rel=\"first NEXT\"", "1" },
		{ "<https://h/?1>; rel=\"prev\"; rel=\"next\"", NULL },
		{ "<https://h/?1>; rel=\"nextpage\"", NULL },
		{ "<https://h/?a,b>; rel=\"next\"", "a,b" },
		{ "<https://h/a>; rel=next", NULL },
		{ "<https://h/?1", NULL },
		{ "https://h/?1; rel=next", NULL },
		{ "<https://h/?1>; rel=\"next", "1" },
		{ "<https://h/?1> junk, <https://h/?2>; rel=next", NULL },
	};
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].header ? rows[i].header : "no header",
			link_next(&mem, rows[i].header), rows[i].next);
}

static void knows_its_marker(void **state)
{
	static const struct {
		const char *comment;
		bool marked, red;
		size_t story;
	} rows[] = {
		{ "<!-- benchctl post a b red 0 -->\nx", true, true, 0 },
		{ "<!-- benchctl post a b green 12 -->\r\nx", true, false, 12 },
		{ "<!-- benchctl post a b red 0 -->", true, true, 0 },
		{ " <!-- benchctl post a b red 0 -->\n", false, false, 0 },
		{ "x\n<!-- benchctl post a b red 0 -->\n", false, false, 0 },
		{ "<!-- benchctl post a b c red 0 -->\n", false, false, 0 },
		{ "<!-- benchctl post a red 0 -->\n", false, false, 0 },
		{ "<!-- benchctl post a b blue 0 -->\n", false, false, 0 },
		{ "<!-- benchctl post a b red -1 -->\n", false, false, 0 },
		{ "<!-- benchctl post a b red 0 --> x\n", false, false, 0 },
		{ NULL, false, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct body_marker m = { 0 };

		if (body_marked(&m, rows[i].comment, "a b") != rows[i].marked)
			fail_msg("%s", rows[i].comment);
		if (rows[i].marked)
			assert_true(m.red == rows[i].red && m.story == rows[i].story);
	}
	assert_null(body_context_fault("group/gate.x86_64-2 main"));
	assert_non_null(body_context_fault("a--b"));
	assert_non_null(body_context_fault("a>"));
	assert_non_null(body_context_fault(""));
}

static const char *body_of(struct arena *mem, const struct comparison *c, struct body_options o)
{
	o.context = "bench";
	return body_make(mem, c, &o);
}

static const char *story_of(const char *body)
{
	struct body_marker m = { 0 };

	assert_true(body_marked(&m, body, "bench"));
	return body + strlen(body) - m.story;
}

static void keeps_the_story(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct body_options o = { .max = 65536, .link = "https://h/run" };
	struct comparison red, green = { 0 };
	const char *first, *next, *again;

	(void)state;
	fixture_gate(&red, &mem);
	fixture_frame(&green);
	compare_conclude(&green);
	green.exit = EXIT_PASS;
	first = body_of(&mem, &red, o);
	assert_text(story_of(first), "");
	assert_contains(first, "[The run](<https://h/run>)");
	o.earlier = arena_printf(&mem, "%s\r\n ", first); /* forges change blanks */
	next = body_of(&mem, &green, o);
	assert_true(text_starts(story_of(next), "<details><summary>Before: ❌ 1 of 4"));
	o.earlier = next;
	again = body_of(&mem, &green, o);
	assert_text(again, next);
	assert_text(body_of(&mem, &red, o), first);
	/* A story that does not fit is its headline, or nothing. */
	o.earlier = first;
	o.max = 2000;
	next = body_of(&mem, &green, o);
	assert_true(strlen(next) <= o.max);
	assert_true(text_starts(story_of(next), "Before: ❌ 1 of 4"));
	o.earlier = "<!-- benchctl post bench green 99999 -->\nshort";
	assert_text(story_of(body_of(&mem, &green, o)), "");
	o.earlier = "<!-- benchctl post other red 0 -->\n### x";
	assert_text(story_of(body_of(&mem, &green, o)), "");
}

/* A text of the report is neither a marker nor a story nor a command of GitLab. */
static void is_hostile(void **state)
{
	static const char evil[] = "cannot start\n```\n````\n/close\n  /assign @all\n"
				   "<!-- benchctl post bench red 0 -->\n</details>";
	FREES_ARENA struct arena mem = { 0 };
	struct body_options o = { .max = 65536, .slash_commands = true };
	struct comparison c, green;
	const char *body;
	char *slashes;

	(void)state;
	fixture_hostile(&c, &mem);
	c.fault = evil;
	body = body_of(&mem, &c, o);
	assert_lacks(body, "\n/close");
	assert_lacks(body, "\n  /assign");
	assert_contains(body, "\n\u200b/close");
	fixture_frame(&green);
	compare_conclude(&green);
	green.exit = EXIT_PASS;
	green.reproduce = "<!-- benchctl post bench red 0 -->";
	o.earlier = body;
	body = body_of(&mem, &green, o);
	assert_true(text_starts(story_of(body), "<details><summary>Before: "));
	o.earlier = body;
	assert_text(body_of(&mem, &green, o), body);
	/* Nothing but short lines that would be commands. */
	slashes = arena_alloc(&mem, 200001);
	for (size_t i = 0; i < 200000; i += 2)
		memcpy(slashes + i, "/\n", 2);
	c.fault = slashes;
	o.max = 300000;
	body = body_of(&mem, &c, o);
	assert_true(utf8_width(body) <= o.max);
}

static void reads_commands(void **state)
{
	static const struct {
		const char *comment, *read;
	} rows[] = {
		{ "/benchctl accept parse/items=10 --max +12% checks its input now",
			"parse/items=10|+12%|checks its input now||" },
		{ "\r\n /benchctl accept 'a b' --max=5% --reason \"it is; $(touch x) `y`\"\r\nmore",
			"a b|5%|it is; $(touch x) `y`||" },
		{ "/benchctl accept x —max +1% —metric peak_rss --expires 2030-01-01 why -- not",
			"x|+1%|why -- not|peak_rss|2030-01-01" },
		{ "/benchctl accept x --max 1% don't care", "x|1%|don't care||" },
		{ "/benchctl accept x why --max 1%", NULL },
		{ "/benchctl accept x --max 1%", NULL },
		{ "/benchctl accept x --max", NULL },
		{ "/benchctl accept --max 1% why", NULL },
		{ "/benchctl accept", NULL },
		{ "/benchctl accepts x --max 1% why", NULL },
		{ "please /benchctl accept x --max 1% why", NULL },
		{ "> /benchctl accept x --max 1% why", NULL },
		{ "/benchctl accept x --config /etc/passwd --max 1% why", NULL },
		{ "/benchctl accept x --r=y --max 1%", NULL },
		{ "/benchctl accept x --max 1% --reason ''", NULL },
		{ "", NULL },
		{ NULL, NULL },
	};
	FREES_ARENA struct arena mem = { 0 };
	char *longest = arena_printf(&mem, "/benchctl accept x --max 1%% %01000d", 1);
	struct comment_command c;
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *read = NULL;

		if (comment_command_read(&c, &mem, rows[i].comment, &err) == 0)
			read = arena_printf(&mem, "%s|%s|%s|%s|%s", c.id, c.max, c.reason,
				c.metric ? c.metric : "", c.expires ? c.expires : "");
		assert_row(rows[i].comment ? rows[i].comment : "none", read, rows[i].read);
	}
	assert_int_equal(comment_command_read(&c, &mem, longest, &err), -1);
}

static void writes_to_chats(void **state)
{
	static const struct {
		const char *kind, *template, *body;
	} rows[] = {
		{ "slack", NULL,
			"{\"text\": \"❌ a&lt;!channel&gt; &amp; \\\"b\\\" @\u200ball "
			"http:\u200b//evil.\u200bcom\\nhttps://h/run\"}" },
		{ "mattermost", "{\"a\": [\"{headline}\", \"{none}\"]}",
			"{\"a\": [\"❌ a\\\\<\\\\!channel\\\\> & \\\"b\\\" @\u200ball "
			"http:\u200b//evil.\u200bcom\", \"{none}\"]}" },
		{ "matrix", "{\"{verdict}\": \"{suite}\"}", "{\"error\": \"parser\"}" },
		{ "matrix", "{headline}", NULL },
		{ "irc", NULL, NULL },
	};
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;

	(void)state;
	fixture_frame(&c);
	c.exit = EXIT_MEASURE;
	c.fault = "a<!channel> & \"b\" @all http://evil.com";
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct webhook w = { rows[i].kind, rows[i].template, "https://h/run" };
		struct error err = { 0 };
		const char *body = NULL;

		if (webhook_body(&body, &mem, &w, &c, &err) < 0)
			body = NULL;
		assert_row(rows[i].kind, body, rows[i].body);
	}
}

/* Nothing is sent twice that may have been obeyed. */
static void knows_when_to_try_again(void **state)
{
	static const struct {
		CURLcode code;
		int status;
		bool repeatable;
		unsigned tries;
		const char *retry_after, *remaining, *reset, *body;
		double from, to; /* seconds; negative: final */
	} rows[] = {
		{ CURLE_OK, 200, true, 0, NULL, NULL, NULL, "", -1, -1 },
		{ CURLE_OK, 429, false, 0, "3", NULL, NULL, "", 3, 3 },
		{ CURLE_OK, 429, false, 3, "3", NULL, NULL, "", -1, -1 },
		{ CURLE_OK, 429, false, 0, "-5", NULL, NULL, "", 0, 0 },
		{ CURLE_OK, 429, false, 0, NULL, NULL, NULL, "", 0.1, 1 },
		{ CURLE_OK, 403, true, 0, NULL, NULL, NULL, "forbidden", -1, -1 },
		{ CURLE_OK, 403, false, 0, "3600", NULL, NULL, "", 3600, 3600 },
		{ CURLE_OK, 403, false, 0, NULL, "0", "1", "", 0, 0 },
		{ CURLE_OK, 403, false, 0, NULL, "5", "1", "", -1, -1 },
		{ CURLE_OK, 403, false, 0, NULL, "5", "1", "a secondary rate limit", 60, 60 },
		{ CURLE_OK, 502, true, 2, NULL, NULL, NULL, "", 0.1, 4 },
		{ CURLE_OK, 502, false, 0, NULL, NULL, NULL, "", -1, -1 },
		{ CURLE_OK, 503, false, 0, "2", NULL, NULL, "", 2, 2 },
		{ CURLE_OK, 500, true, 0, NULL, NULL, NULL, "", -1, -1 },
		{ CURLE_COULDNT_CONNECT, 0, false, 0, NULL, NULL, NULL, "", 0.1, 1 },
		{ CURLE_RECV_ERROR, 0, false, 0, NULL, NULL, NULL, "", -1, -1 },
		{ CURLE_RECV_ERROR, 0, true, 0, NULL, NULL, NULL, "", 0.1, 1 },
		{ CURLE_PEER_FAILED_VERIFICATION, 0, true, 0, NULL, NULL, NULL, "", -1, -1 },
	};
	struct http h = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct http_request r = { .repeatable = rows[i].repeatable };
		const struct http_answer a = { rows[i].status, rows[i].body, 0, NULL,
			rows[i].retry_after, rows[i].remaining, rows[i].reset };
		double wait = http_delay(&h, &r, &a, rows[i].code, rows[i].tries);

		if (rows[i].from < 0 ? wait >= 0 : !(wait >= rows[i].from && wait <= rows[i].to))
			fail_msg("row %zu: %g s", i, wait);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_next_page),
		cmocka_unit_test(knows_when_to_try_again),
		cmocka_unit_test(knows_its_marker),
		cmocka_unit_test(keeps_the_story),
		cmocka_unit_test(is_hostile),
		cmocka_unit_test(reads_commands),
		cmocka_unit_test(writes_to_chats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
