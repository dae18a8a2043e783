#include "app/tools.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/project/project.h"
#include "base/file.h"
#include "base/text.h"
#include "measure/kind/http.h"
#include "process/proc.h"
#include "process/which.h"

enum { VERSION_MAX = 40, ANSWER_MAX = 1 << 16 };
#define ANSWER_SECONDS 10.0

static const struct tool tools[] = {
	{ "git", "reads commits and baselines, checks out the base", "--version", true },
	{ "sh", "runs commands that need a shell, hooks and builds", NULL, true },
	{ "valgrind", "counts instructions (counters: valgrind); profiler", "--version" },
	{ "perf", "profiler", "--version" },
	{ "py-spy", "profiler for Python", "--version" },
	{ "rbspy", "profiler for Ruby", "--version" },
	{ "gnuplot", "draws plots", "--version" },
	{ "wrk", "sends load for http benchmarks; import: wrk", "--version" },
	{ "h2load", "sends load for http benchmarks; import: h2load", "--version" },
	{ "oha", "sends load for http benchmarks; import: oha", "--version" },
	{ "hey", "sends load for http benchmarks; import: hey", NULL },
	{ "bombardier", "sends load for http benchmarks; import: bombardier", "--version" },
	{ "ab", "sends load for http benchmarks; import: ab", "-V" },
	{ "k6", "load generator; import: k6", "version" },
	{ "locust", "load generator; import: locust", "--version" },
	{ "redis-benchmark", "load generator for Redis; import: redis-benchmark", "--version" },
	{ "hyperfine", "times commands; import: hyperfine", "--version" },
	{ "fio", "measures disks; import: fio", "--version" },
	{ "go", "builds and starts services in Go; import: go-test", "version" },
	{ "cargo", "builds and starts services in Rust; import: criterion", "--version" },
	{ "python3", "starts services in Python", "--version" },
	{ "uv", "starts services in Python", "--version" },
	{ "node", "starts services in Node; their profiler", "--version" },
	{ "ruby", "starts services in Ruby", "--version" },
	{ "java", "starts services in Java", "--version" },
	{ "wasmtime", "starts services in WebAssembly", "--version" },
};

static const char *path_of(struct arena *mem, const char *name)
{
	const char *path;

	return which_find(&path, mem, name, NULL, getenv("PATH"), ERROR_IGNORED) == 0
		? file_absolute(mem, path)
		: NULL;
}

/* "2.39.5" of "git version 2.39.5": the first number with a dot and what belongs to it. */
static const char *version_in(struct arena *mem, const char *text)
{
	for (const char *s = text; *s; s++) {
		size_t digits = strspn(s, "0123456789"), n;

		if (!digits)
			continue;
		if (s[digits] != '.' || !isdigit((unsigned char)s[digits + 1])) {
			s += digits - 1;
			continue;
		}
		n = strcspn(s, " \t\r\n,;()");
		return arena_copy(mem, s, n < VERSION_MAX ? n : VERSION_MAX);
	}
	return NULL;
}

/* Some print their version on standard error, or end with an error. */
static const char *version_of(struct arena *mem, const char *path, const char *ask)
{
	const char *const argv[] = { path, ask, NULL };
	const struct proc p = { .argv = argv, .max = ANSWER_MAX, .timeout = ANSWER_SECONDS };
	struct proc_answer a;
	struct error err;
	const char *version;

	if (!ask || proc_run(&a, mem, &p, &err) < 0)
		return NULL;
	version = version_in(mem, a.out);
	return version ? version : version_in(mem, a.err);
}

static bool suite_needs(const struct suite *suite, const char *name)
{
	for (size_t i = 0; i < suite->n; i++)
		if (text_equal(http_tool_of(&suite->v[i]), name))
			return true;
	return false;
}

int app_tools(struct found_tools *out, struct app *app, const char *config, struct error *err)
{
	struct arena *mem = &app->mem;
	struct project p;

	if (project_load_any(&p, app, NULL, config, err) < 0)
		return -1;
	*out = (struct found_tools){ .n = ARRAY_SIZE(tools) };
	out->v = arena_array(mem, out->n, sizeof *out->v);
	for (size_t i = 0; i < out->n; i++) {
		const char *path = path_of(mem, tools[i].name);

		out->v[i] = (struct found_tool){ &tools[i], path,
			path ? version_of(mem, path, tools[i].ask) : NULL,
			tools[i].required || suite_needs(&p.suite, tools[i].name) };
		out->missing += !path && out->v[i].required;
	}
	return 0;
}
