#!/usr/bin/env bash
# frameworks and detect: the shipped rows, those of the configuration, and an application's own file.
. "$ROOT/tests/e2e/lib.sh"

expect_exit 0 "$BENCHCTL" frameworks
for name in spikard-rust spikard-python spikard-node spikard-ruby spikard-wasm fastapi-granian robyn axum-baseline fastapi; do
	grep -qE "^$name +[A-Z][A-Za-z]+ .*\{port\}" "$OUT" || fail "$name is not listed with language and command"
done

mkdir -p apps/{api,both,empty,fastapi,own,yaml}
echo 'fn main() {}' >apps/api/main.rs
echo 'axum = "0.7"' >apps/api/Cargo.toml
expect_exit 0 "$BENCHCTL" detect apps/api
expect_contains "$OUT" "axum-baseline (Rust)"
expect_contains "$OUT" "Cargo.toml mentions 'axum'"
expect_contains "$OUT" "rust (Cargo.toml)"
(cd apps/api && expect_exit 0 "$BENCHCTL" detect && expect_contains "$OUT" "axum-baseline")

touch apps/both/Cargo.toml apps/both/package.json apps/fastapi/server.py
expect_exit 2 "$BENCHCTL" detect apps/both
expect_contains "$ERR" "rust (Cargo.toml)"
expect_contains "$ERR" "node (package.json)"
expect_exit 0 "$BENCHCTL" detect apps/both --framework node
expect_contains "$OUT" "chosen by name"
expect_exit 2 "$BENCHCTL" detect apps/empty
expect_contains "$ERR" "Gemfile"
expect_exit 2 "$BENCHCTL" detect apps/nowhere
expect_contains "$ERR" "apps/nowhere"
expect_exit 2 "$BENCHCTL" detect apps/api --framework nope
expect_contains "$ERR" "framework not found: nope (known: spikard-rust, spikard-python, "
expect_exit 0 "$BENCHCTL" detect apps/fastapi
expect_contains "$OUT" "the folder is called fastapi"

cat >apps/own/framework.toml <<'T'
[framework]
name = "my-server"
language = "Python"
command = "python"
args = ["server.py", "{port}"]
health_checks = ["/health", "/"]
port_arg_position = 1
T
expect_exit 0 "$BENCHCTL" detect apps/own
expect_contains "$OUT" "my-server (Python)"
expect_contains "$OUT" "python server.py {port}"
sed -i 's/"python"/python/' apps/own/framework.toml
expect_exit 2 "$BENCHCTL" detect apps/own
expect_contains "$ERR" "framework.toml:4:11: this is not a value"
printf 'framework:\n  name: y\n  command: ./y\n  nmae: z\n' >apps/yaml/framework.yaml
expect_exit 2 "$BENCHCTL" detect apps/yaml
expect_contains "$ERR" "framework.yaml:4:3: unknown key 'nmae' in framework; did you mean 'name'?"

# The configuration adds and changes rows, and its faults are reported.
cat >benchctl.yaml <<'Y'
benchmark: { name: demo }
frameworks:
  deno: { language: TypeScript, files: [deno.json, main.ts], command: 'deno run main.ts {port}' }
  node: { command: 'node --no-warnings {main} {port}' }
suite: [{ name: a, command: 'true' }]
Y
mkdir apps/deno
touch apps/deno/deno.json apps/deno/main.ts apps/deno/package.json
expect_exit 0 "$BENCHCTL" frameworks
expect_contains "$OUT" "deno run main.ts {port}"
expect_contains "$OUT" "node --no-warnings {main} {port}"
(cd apps && expect_exit 0 "$BENCHCTL" detect deno && expect_contains "$OUT" "deno (TypeScript)")
sed -i 's/language:/langauge:/' benchctl.yaml
expect_exit 2 "$BENCHCTL" frameworks
expect_contains "$ERR" "benchctl.yaml:3:11: unknown key 'langauge'"
