/* The files of the External Benchmark Protocol. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/record.h"
#include "measure/kind/external.h"

enum { FILE_MAX = 16 << 20 };

static void add_variable(struct json *j, struct pairs *env, struct arena *mem, const char *name,
	const char *value)
{
	if (j->failed)
		return;
	if (!*name || strchr(name, '='))
		json_refuse(j, "env: '%s' is not the name of a variable", name);
	else
		pairs_set(env, mem, name, value);
}

/* [["NAME", "VALUE"], ...] or {"NAME": "VALUE", ...} */
static void read_env(struct json *j, void *into, struct arena *mem)
{
	struct pairs *env = into;
	const char *key;

	if (json_peek(j) == JSON_OBJECT) {
		json_object(j);
		while ((key = json_key(j))) {
			const char *name = arena_string(mem, key);

			add_variable(j, env, mem, name, json_text(j, mem));
		}
		return;
	}
	json_array(j);
	while (json_item(j)) {
		const char *part[2] = { "", "" };
		size_t n = 0;

		json_array(j);
		for (; json_item(j); n++) {
			const char *text = json_text(j, mem);

			if (n < 2)
				part[n] = text;
		}
		if (n != 2)
			json_refuse(j, "env: each element needs a name and a value");
		add_variable(j, env, mem, part[0], part[1]);
	}
}

static void read_args(struct json *j, void *into, struct arena *mem)
{
	json_words(j, into, mem);
}

#define AT(member) offsetof(struct external_framework, member)
static const struct field framework[] = {
	{ "name", FIELD_TEXT, AT(name) },
	{ "command", FIELD_TEXT, AT(options.command) },
	{ "args", FIELD_CALL, AT(options.args), .call = read_args },
	{ "workingDir", FIELD_TEXT, AT(options.working_dir) },
	{ "working_dir", FIELD_TEXT, AT(options.working_dir) },
	{ "env", FIELD_CALL, AT(options.env), .call = read_env },
	{ NULL },
};

static void read_framework(struct json *j, struct external_framework *f, struct arena *mem)
{
	const struct external_options *o = &f->options;

	record_read(j, framework, f, mem);
	if (!f->name || !*f->name)
		json_refuse(j, "a framework has no name");
	else if (!o->command || !*o->command)
		json_refuse(j, "the framework '%s' has no command", f->name);
}

int external_load(struct external_frameworks *out, struct arena *mem, const char *path,
	struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	struct error why;
	const char *key;
	bool found = false;

	*out = (struct external_frameworks){ 0 };
	if (json_open_file(&j, path, FILE_MAX, err) < 0)
		return -1;
	json_object(&j);
	while ((key = json_key(&j))) {
		if (strcmp(key, "frameworks") != 0) {
			json_skip(&j);
			continue;
		}
		found = true;
		json_array(&j);
		while (json_item(&j))
			read_framework(&j, ARENA_PUSH(mem, out), mem);
	}
	if (!found)
		json_refuse(&j, "\"frameworks\" is missing");
	if (json_end(&j, &why) == 0)
		return 0;
	return error_set(err, "failed to parse external config file '%s': %s", path, why.text);
}

static void take_text(struct json *j, void *into, struct arena *mem)
{
	(void)into, (void)mem;
	json_string(j);
}

/* Agents may have agents. */
static void take_agent(struct json *j, void *into, struct arena *mem)
{
	const char *key;
	bool instructed = false;

	(void)into, (void)mem;
	json_object(j);
	while ((key = json_key(j))) {
		bool text = strcmp(key, "instructions") == 0 || strcmp(key, "userMessage") == 0;

		instructed = instructed || strcmp(key, "instructions") == 0;
		if (text)
			json_string(j);
		else if (strcmp(key, "tools") == 0 && json_peek(j) != JSON_OBJECT)
			json_refuse(j, "agent.tools is not an object");
		else
			json_skip(j);
	}
	if (!instructed)
		json_refuse(j, "agent.instructions is missing");
}

#undef AT
#define AT(member) offsetof(struct external_workload, member)
static const struct field workload[] = {
	{ "name", FIELD_TEXT, AT(name), .required = true },
	{ "description", FIELD_CALL, .call = take_text, .required = true },
	{ "agent", FIELD_CALL, .call = take_agent, .required = true },
	{ "model", FIELD_TEXT, AT(model), .required = true },
	{ "expectedTurns", FIELD_U64, AT(turns), .required = true },
	{ "schemaVersion", FIELD_U64, AT(schema) },
	{ NULL },
};

int external_workload_load(struct external_workload *w, struct arena *mem, const char *path,
	struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	*w = (struct external_workload){ .schema = 1 };
	if (json_open_file(&j, path, FILE_MAX, err) < 0)
		return -1;
	record_read(&j, workload, w, mem);
	if (w->schema != 1)
		json_refuse(&j, "schemaVersion is %llu; benchctl knows only 1",
			(unsigned long long)w->schema);
	return json_end(&j, err);
}
