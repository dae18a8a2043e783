#include "unit.h"

#include "model/framework.h"
#include "model/option/document.h"
#include "model/option/problem.h"
#include "service/detect.h"
#include "service/toml.h"

/* "[table.key] string", "[table.key] <strings>" or, without quotes, "[table.key]=text". */
static const char *print(struct arena *mem, const char *out, const char *path, const struct node *v)
{
	if (v->type == NODE_TEXT)
		return arena_printf(mem, "%s[%s]%s%s\n", out, path, v->plain ? "=" : " ", v->text);
	if (v->type == NODE_LIST)
		out = arena_printf(mem, "%s[%s] ", out, path);
	for (size_t i = 0; i < v->n; i++)
		out = v->type == NODE_LIST ? arena_printf(mem, "%s<%s>", out, v->v[i].value->text)
					   : print(mem, out,
						     arena_printf(mem, "%s%s%s", path,
							     *path ? "." : "", v->v[i].key->text),
						     v->v[i].value);
	return v->type == NODE_LIST ? arena_printf(mem, "%s\n", out) : out;
}

/* The values, one per line, or "LINE:COLUMN: fault". */
static const char *read_text(struct arena *mem, const char *text, size_t n)
{
	struct problems p = { .mem = mem };
	const struct node *root = toml_read(text, n, &p);

	assert_int_equal(p.n, !root);
	return root ? print(mem, "", "", root)
		    : arena_printf(mem, "%u:%u: %s", p.v[0].line, p.v[0].column, p.v[0].text);
}

static void values_are_read(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *values;
	} rows[] = {
		{ "", "" },
		{ "# nothing\n\n \t# else", "" },
		{ "a = \"x\"", "[a] x\n" },
		{ "a='x\\n'\r\nb = 'y' # c", "[a] x\\n\n[b] y\n" },
		{ "[t]\na = 1\n[t.u] # sub\na = -12_000", "[t.a]=1\n[t.u.a]=-12000\n" },
		{ "a = 0\nb = +7\nc = 9223372036854775807",
			"[a]=0\n[b]=7\n[c]=9223372036854775807\n" },
		{ "a = -9223372036854775808", "[a]=-9223372036854775808\n" },
		{ "a = true\nb=false", "[a]=true\n[b]=false\n" },
		{ "a = []", "[a] \n" },
		{ "a = [\"x\", 'y',]", "[a] <x><y>\n" },
		{ "a = [ # first\n \"x\"\n , # then\n 'y' \n]\nb = 1", "[a] <x><y>\n[b]=1\n" },
		{ "\"q k\" = 1\n'r' = 2\n-3_ = 4", "[q k]=1\n[r]=2\n[-3_]=4\n" },
		{ "a = \"\\t\\\"\\\\ \\u00e4\\U0001F600\"", "[a] \t\"\\ ä😀\n" },
		{ "[ a . b ]\nc = ''", "[a.b.c] \n" },
		{ "[a.b]\nc = 1\n[a]\nd = 2", "[a.b.c]=1\n[a.d]=2\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].text, read_text(&mem, rows[i].text, strlen(rows[i].text)),
			rows[i].values);
}

static void faults_have_a_position(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *where;
	} rows[] = {
		{ "a", "1:2: 'a' needs a value" },
		{ "a = ", "1:5: this is not a value" },
		{ "\n  a = x", "2:7: this is not a value" },
		{ "a = 1 b = 2", "1:7: more text" },
		{ "[t]\n[t]", "2:3: the table [t] is given twice" },
		{ "[a.b]\n[a]\n[a.c]\n[a. b]", "4:6: the table [a. b] is given twice" },
		{ "[t", "1:3: a table needs its closing bracket" },
		{ "[]", "1:2: a key is missing" },
		{ "[[t]]", "1:2: an array of tables" },
		{ "a.b = 1", "1:2: a key with a dot" },
		{ "= 1", "1:1: a key is missing" },
		{ "a = \"x", "1:7: a string without" },
		{ "a = \"x\ny\"", "1:7: a string without" },
		{ "a = \"\"\"x\"\"\"", "1:5: a string over several lines" },
		{ "a = '''x'''", "1:5: a string over several lines" },
		{ "a = \"\\x\"", "1:7: an unknown escape" },
		{ "a = \"\\u12\"", "1:10: an escape needs 4" },
		{ "a = \"\\ud800\"", "1:12: U+D800" },
		{ "a = \"\\u0000\"", "1:12: U+0000" },
		{ "a = \"\x01\"", "1:6: a control character" },
		{ "# \x7f", "1:3: a control character" },
		{ "a = [1]", "1:6: an array has only strings" },
		{ "a = ['x' 'y']", "1:10: an array needs a comma" },
		{ "a = ['x',\n", "2:1: an array has only strings" },
		{ "a = [,]", "1:6: an array has only strings" },
		{ "a = 01", "1:5: this is not a value" },
		{ "a = 1.5", "1:5: this is not a value" },
		{ "a = 1__0", "1:5: this is not a value" },
		{ "a = 1_", "1:5: this is not a value" },
		{ "a = 0x1f", "1:5: this is not a value" },
		{ "a = 1e3", "1:5: this is not a value" },
		{ "a = { b = 1 }", "1:5: this is not a value" },
		{ "a = 2026-01-01", "1:5: this is not a value" },
		{ "a = truey", "1:5: this is not a value" },
		{ "a = '\xff'", "1:1: the file is not text" },
	};
	static const char nul[] = "a = 1\0b = 2";

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_contains(read_text(&mem, rows[i].text, strlen(rows[i].text)), rows[i].where);
	assert_contains(read_text(&mem, nul, sizeof nul - 1), "1:6: the file is not text");
}

static struct problems read_framework(struct framework *f, struct arena *mem, const char *text,
	bool yaml)
{
	struct problems p = { .mem = mem };

	framework_file_read(f, text, strlen(text), yaml, &p);
	return p;
}

static void both_languages_have_the_same_keys(void **state)
{
	static const char *const texts[] = {
		"[framework]\nname = \"my-server\"\nlanguage = \"Python\"\ncommand = \"python\"\n"
		"args = [\"server.py\", \"{port}\"]\nhealth_checks = [\"/health\"]\n"
		"port_arg_position = 2\n[framework.env]\nMODE = \"fast\"\n",
		"framework:\n  name: my-server\n  language: Python\n  command: python\n"
		"  args: [server.py, '{port}']\n  health_checks: [/health]\n"
		"  port_arg_position: 2\n  env: { MODE: fast }\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct framework f;

		assert_int_equal(read_framework(&f, &mem, texts[i], i == 1).n, 0);
		assert_text(f.name, "my-server");
		assert_text(f.language, "Python");
		assert_text(f.command.v[0], "python");
		assert_int_equal(f.args.n, 2);
		assert_text(f.args.v[1], "{port}");
		assert_text(f.health_checks.v[0], "/health");
		assert_int_equal(f.port_arg_position, 2);
		assert_text(f.env.v[0].key, "MODE");
		assert_text(f.env.v[0].value, "fast");
		assert_text(f.cwd, "{app_dir}");
	}
}

static void wrong_keys_are_refused(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *fault;
	} rows[] = {
		{ "[framework]\n", "the framework has no name" },
		{ "[framework]\nname = \"\"\n", "the framework has no name" },
		{ "name = \"x\"\n", "unknown key 'name' in the file" },
		{ "[other]\nname = \"x\"\n", "unknown key 'other' in the file" },
		{ "[framework]\nnam = \"x\"\n", "unknown key 'nam' in framework; did you mean" },
		{ "[framework]\nname = \"x\"\nname = \"y\"\n",
			"duplicate key 'name' in framework" },
		{ "[framework]\nname = [\"x\"]\n", "name needs a single value" },
		{ "[framework]\nport_arg_position = 99999999999999999999\n", "is not a count" },
		{ "[framework]\nport_arg_position = -1\n", "is not a count" },
		{ "[framework]\nport_arg_position = 1001\n", "is above the maximum" },
		{ "[framework]\nenv = \"A=1\"\n", "env needs a map" },
		{ "[framework]\nenv = 1\n[framework.env]\nA = \"x\"\n", "duplicate key 'env'" },
		{ "[framework.env]\n\"A=B\" = \"x\"\n", "is not a name" },
		{ "[framework.env]\nA = [\"x\"]\n", "A needs a single value" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct framework f;
		struct problems p = read_framework(&f, &mem, rows[i].text, false);

		assert_true(p.n > 0);
		assert_contains(p.v[0].text, rows[i].fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_read),
		cmocka_unit_test(faults_have_a_position),
		cmocka_unit_test(both_languages_have_the_same_keys),
		cmocka_unit_test(wrong_keys_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
