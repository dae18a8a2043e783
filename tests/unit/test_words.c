#include "unit.h"

#include "base/rng.h"
#include "base/words.h"
#include "process/proc.h"

/* The words, each in brackets; "shell" or the error otherwise. */
static const char *split(struct arena *mem, const char *line)
{
	struct words w = { 0 };
	struct error err;
	const char *out = "";
	bool shell;

	if (words_split(&w, &shell, mem, line, &err) < 0)
		return arena_string(mem, err.text);
	if (shell)
		return "shell";
	assert_true(w.n == 0 || w.v[w.n] == NULL);
	for (size_t i = 0; i < w.n; i++)
		out = arena_printf(mem, "%s[%s]", out, w.v[i]);
	return out;
}

static void lines_split_as_a_shell_would(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *line, *words;
	} rows[] = {
		{ "", "" },
		{ " \t ", "" },
		{ "a", "[a]" },
		{ "  a  b\tc  ", "[a][b][c]" },
		{ "a\n", "[a]" },
		{ "a \n\n", "[a]" },
		{ "'a b' c", "[a b][c]" },
		{ "\"a b\" c", "[a b][c]" },
		{ "a'b'\"c\"d", "[abcd]" },
		{ "'' \"\"", "[][]" },
		{ "'a\"b' \"a'b\"", "[a\"b][a'b]" },
		{ "a\\ b \\'c\\\"", "[a b]['c\"]" },
		{ "\"\\$x \\` \\\\ \\\" \\n\"", "[$x ` \\ \" \\n]" },
		{ "'$x `y` | \\'", "[$x `y` | \\]" },
		{ "\"a;b|c&d\"", "[a;b|c&d]" },
		{ "'a\nb'", "[a\nb]" },
		{ "--x=~/y a#b a~b", "[--x=~/y][a#b][a~b]" },
		{ "./bench --opt=1", "[./bench][--opt=1]" },
		{ "x FOO=1", "[x][FOO=1]" },
		{ "2=x y", "[2=x][y]" },
		/* A backslash at the end of a line joins it with the next. */
		{ "./bench \\\n  --foo \\\n  bar\n", "[./bench][--foo][bar]" },
		{ "a\\\nb", "[ab]" },
		{ "\"a\\\nb\"", "[ab]" },
		{ "'a\\\nb'", "[a\\\nb]" },
		{ "a \\\n", "[a]" },
		{ "\\\n", "" },
		/* Only a shell does these justice. */
		{ "a | b", "shell" },
		{ "exit 3", "shell" },
		{ ": x", "shell" },
		{ "./exit 3", "[./exit][3]" },
		{ "a && b", "shell" },
		{ "a; b", "shell" },
		{ "a > b", "shell" },
		{ "a < b", "shell" },
		{ "echo $HOME", "shell" },
		{ "echo \"$HOME\"", "shell" },
		{ "echo `date`", "shell" },
		{ "echo \"`date`\"", "shell" },
		{ "echo *", "shell" },
		{ "echo a?", "shell" },
		{ "echo [ab]", "shell" },
		{ "echo {a,b}", "shell" },
		{ "~/x", "shell" },
		{ "a # b", "shell" },
		{ "! a", "shell" },
		{ "(a)", "shell" },
		{ "FOO=1 a", "shell" },
		{ "F_1=1", "shell" },
		{ "a\nb", "shell" },
		{ "\na", "shell" },
		{ "a \n b", "shell" },
		/* Left open. */
		{ "'a", "unfinished quote or escape in ''a'" },
		{ "\"a", "unfinished quote or escape in '\"a'" },
		{ "a \\", "unfinished quote or escape in 'a \\'" },
		{ "\"a\\", "unfinished quote or escape in '\"a\\'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].line, split(&mem, rows[i].line), rows[i].words);
}

static void a_refused_line_leaves_the_words_alone(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct words w = { .n = 7 };
	struct error err;
	bool shell;

	(void)state;
	assert_int_equal(words_split(&w, &shell, &mem, "a | b", &err), 0);
	assert_int_equal(w.n, 7);
	assert_int_equal(words_split(&w, &shell, &mem, "'a", &err), -1);
	assert_int_equal(w.n, 7);
	assert_int_equal(words_split(&w, &shell, &mem, "a", &err), 0);
	assert_int_equal(w.n, 1);
	assert_true(w.scalar);
}

static void words_are_quoted_where_they_must(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *word, *quoted;
	} rows[] = {
		{ "a", "a" }, { "./a-b_c.d/e:f,g@h%i+j", "./a-b_c.d/e:f,g@h%i+j" }, { "", "''" },
		{ "a b", "'a b'" }, { "it's", "'it'\\''s'" }, { "$x", "'$x'" },
		{ "a\nb", "'a\nb'" }, { "A=1", "'A=1'" }, /* would be an assignment */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].word, words_quote(&mem, &rows[i].word, 1), rows[i].quoted);
	assert_text(words_quote(&mem, (const char *[]){ "x", "A=1", "b c" }, 3), "x A=1 'b c'");
	assert_text(words_quote(&mem, NULL, 0), "");
}

/* sh splits a quoted line into the words it was made of. */
static void a_shell_gives_the_words_back(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const char chars[] = "ab '\"\\$`|&;<>(){}[]*?!#~=\t\n-%\x7f\xc3";
	struct rng r = rng_seeded(5);

	(void)state;
	for (int round = 0; round < 40; round++) {
		const char *v[6] = { "printf", "%s;" }, *expected = "";
		struct proc_answer a;
		struct error err;

		for (size_t i = 2; i < ARRAY_SIZE(v); i++) {
			size_t n = rng_below(&r, 8);
			char *s = arena_alloc(&mem, n + 1);

			for (size_t k = 0; k < n; k++)
				s[k] = chars[rng_below(&r, sizeof chars - 1)];
			v[i] = s;
			expected = arena_printf(&mem, "%s%s;", expected, s);
		}
		assert_ok(proc_run(&a, &mem,
				  &(struct proc){ .argv = (const char *[]){ "sh", "-c",
							  words_quote(&mem, v, 6), NULL } },
				  &err),
			&err);
		assert_text(a.out, expected);
	}
}

/* What is split from a quoted line is what was quoted, unless a shell is asked for. */
static void splitting_undoes_quoting(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct rng r = rng_seeded(6);
	size_t split_here = 0;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		const char *v[3];
		struct words w;
		struct error err;
		bool shell;

		for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
			size_t n = rng_below(&r, 6);
			char *s = arena_alloc(&mem, n + 1);

			for (size_t k = 0; k < n; k++)
				s[k] = (char)(1 + rng_below(&r, 255));
			v[i] = s;
		}
		assert_ok(words_split(&w, &shell, &mem, words_quote(&mem, v, 3), &err), &err);
		if (shell)
			continue;
		split_here++;
		assert_int_equal(w.n, 3);
		for (size_t i = 0; i < 3; i++)
			assert_text(w.v[i], v[i]);
	}
	assert_true(split_here > 4900);
}

/* Memory grows with the line, not with words times line. */
static void a_long_line_takes_little_memory(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	enum { WORDS = 40000 };
	char *line = arena_alloc(&mem, 2 * WORDS + 1);
	struct words w;
	struct error err;
	bool shell;

	(void)state;
	for (size_t i = 0; i < WORDS; i++)
		memcpy(line + 2 * i, "a ", 2);
	assert_ok(words_split(&w, &shell, &mem, line, &err), &err);
	assert_int_equal(w.n, WORDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_split_as_a_shell_would),
		cmocka_unit_test(a_refused_line_leaves_the_words_alone),
		cmocka_unit_test(words_are_quoted_where_they_must),
		cmocka_unit_test(a_shell_gives_the_words_back),
		cmocka_unit_test(splitting_undoes_quoting),
		cmocka_unit_test(a_long_line_takes_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
