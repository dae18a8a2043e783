#include "service/detect.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* A framework as data. What a row does not say is at its default. Lists are words with spaces. */
struct shipped {
	const char *name, *language;
	const char *files, *mentions, *main;
	const char *build, *command;
	const char *python_path; /* of the variable PYTHONPATH */
};

#define PYTHON_MAIN "server.py main.py app.py"
#define NODE_MAIN   "package.json>main server.ts server.js server.mjs index.js app.js main.js"
#define UV          "uv run python {main} {port}"
#define UV_PATH     "{workspace_root}"

static const struct shipped rows[] = {
	{ "spikard-rust", "Rust", "Cargo.toml", "spikard", "src/main.rs", "cargo build --release",
		"target/release/spikard-rust-bench {port}" },
	{ "spikard-python", "Python", "server.py", "spikard", "server.py", NULL, UV, UV_PATH },
	{ "spikard-node", "Node", "package.json|server.ts", "spikard", "server.ts", NULL,
		"node {main} {port}" },
	{ "spikard-ruby", "Ruby", "Gemfile|server.rb", "spikard", "server.rb", NULL,
		"ruby {main} {port}" },
	{ "spikard-wasm", "WASM", "*.wasm|*/*.wasm", "spikard", "server.wasm *.wasm */*.wasm", NULL,
		"wasmtime run -- {main} {port}" },
	{ "fastapi-granian", "Python", "server.py|main.py|app.py", "fastapi granian", PYTHON_MAIN,
		NULL, UV, UV_PATH },
	{ "robyn", "Python", "server.py|main.py|app.py", "robyn", PYTHON_MAIN, NULL, UV, UV_PATH },
	{ "axum-baseline", "Rust", "Cargo.toml", "axum", "src/main.rs", "cargo build --release",
		"cargo run --quiet --release -- {port}" },
	{ "fastapi", "Python", "server.py|main.py|app.py", "fastapi", PYTHON_MAIN, NULL, UV,
		UV_PATH },
	{ "rust", "Rust", "Cargo.toml", NULL, "src/main.rs", "cargo build --release",
		"cargo run --quiet --release -- {port}" },
	{ "go", "Go", "go.mod|main.go", NULL, "main.go", "go build -o {out_dir}/server .",
		"{out_dir}/server {port}" },
	{ "python-uv", "Python", "pyproject.toml|uv.lock", NULL, PYTHON_MAIN, NULL, UV },
	{ "python", "Python", "server.py|main.py|app.py|requirements.txt", NULL, PYTHON_MAIN, NULL,
		"python3 {main} {port}" },
	{ "node", "Node", "package.json|server.ts|server.js|server.mjs|index.js", NULL, NODE_MAIN,
		NULL, "node {main} {port}" },
	{ "ruby", "Ruby", "Gemfile|server.rb|config.ru", NULL, "server.rb app.rb", NULL,
		"ruby {main} {port}" },
	{ "java", "Java", "*.jar", NULL, "server.jar *.jar", NULL, "java -jar {main} {port}" },
	{ "java-maven", "Java", "pom.xml", NULL, "target/*.jar", "mvn -q -DskipTests package",
		"java -jar {main} {port}" },
	{ "java-gradle", "Java", "build.gradle|build.gradle.kts", NULL, "build/libs/*.jar",
		"gradle -q assemble", "java -jar {main} {port}" },
	{ "wasm", "WASM", "*.wasm|*/*.wasm", NULL, "server.wasm *.wasm */*.wasm", NULL,
		"wasmtime run -- {main} {port}" },
	{ "command", "any", "server|server.sh|run.sh|start.sh", NULL,
		"server server.sh run.sh start.sh", NULL, "./{main} {port}" },
};

static void ship(struct framework *f, struct arena *mem, const struct shipped *s)
{
	framework_default(f, mem, s->name);
	f->language = s->language;
	f->build = s->build;
	words_add_text(mem, &f->files, s->files);
	words_add_text(mem, &f->mentions, s->mentions);
	words_add_text(mem, &f->main, s->main);
	words_push(mem, &f->command, s->command);
	f->command.scalar = true;
	if (s->python_path)
		pairs_set(&f->env, mem, "PYTHONPATH", s->python_path);
}

static struct framework *find(const struct registry *r, const char *name)
{
	return TEXT_FIND(r->v, r->n, name, name);
}

void registry_make(struct registry *r, struct arena *mem, const struct items *own)
{
	*r = (struct registry){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ship(ARENA_PUSH(mem, r), mem, &rows[i]);
	for (size_t i = 0; i < own->n; i++) {
		const struct framework *by = (const struct framework *)own->v + i;
		struct framework *f = find(r, by->item.key);

		if (!f) {
			f = ARENA_PUSH(mem, r);
			framework_default(f, mem, by->item.key);
		}
		framework_override(f, by);
		f->name = by->item.key;
	}
}

const struct framework *registry_find(const struct registry *r, const char *name, struct arena *mem,
	struct error *err)
{
	struct nearest near = nearest_begin(name);
	const struct framework *f = find(r, name);
	struct words known = { 0 };

	if (f)
		return f;
	for (size_t i = 0; i < r->n; i++) {
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): n says how many */
		words_push(mem, &known, r->v[i].name);
		nearest_offer(&near, r->v[i].name);
	}
	error_exit(err, EXIT_USAGE, "framework not found: %s (known: %s)%s", name,
		words_list(mem, &known), nearest_hint(&near, mem));
	return NULL;
}
