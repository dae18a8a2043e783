#!/usr/bin/env bash
# A wrong configuration: all errors at once, each with its position, and nothing runs.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
suite:
  - { name: fine, command: touch ran }
END
expect_exit 0 "$BENCHCTL" validate
expect_contains "$OUT" "suite 'demo', 1 benchmark, no problem"
[ ! -e ran ] || fail "validate ran a benchmark"

cat >benchctl.yaml <<'END'
benchmark: { name: demo }
defaults:
  warmpu: 2
  timeout: 30 parsecs
gate:
  treshold: 5%
suite:
  - { name: fine, command: touch ran }
  - { name: fine, command: touch ran }
END
for command in validate gate run; do
	expect_exit 2 "$BENCHCTL" $command
	expect_contains "$ERR" "benchctl.yaml:3:3: "
	expect_contains "$ERR" "warmup"
	expect_contains "$ERR" "benchctl.yaml:4:12: "
	expect_contains "$ERR" "benchctl.yaml:6:3: "
	expect_contains "$ERR" "threshold"
	expect_contains "$ERR" "benchctl.yaml:9:"
	expect_contains "$ERR" "4 errors; nothing was run."
	[ ! -e ran ] || fail "$command ran a benchmark of a wrong configuration"
	[ ! -e results ] || fail "$command left results of a wrong configuration"
done

printf 'suite:\n  - { name: x, command: "unclosed }\n' >benchctl.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "benchctl.yaml:"

rm benchctl.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "benchctl init"
expect_exit 2 "$BENCHCTL" validate nowhere.yaml
expect_contains "$ERR" "nowhere.yaml"

# A misspelt key is one error; benchctl does not also report the key as missing.
cat >benchctl.yaml <<'YAML'
benchmark: { name: demo }
suite:
  - { name: x, comand: "true" }
  - { name: y }
YAML
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "benchctl.yaml:3:16: unknown key 'comand'"
expect_lacks "$ERR" "x has nothing to run"
expect_contains "$ERR" "benchctl.yaml:4:5: y has nothing to run; give one of: command, external, http, builtin, plugin"

# The files in .git belong to git.
for folder in .git .git/runs ../.git; do
	echo "benchmark: { name: demo, output_dir: $folder }" >benchctl.yaml
	echo 'suite: [{ name: x, command: "true" }]' >>benchctl.yaml
	expect_exit 2 "$BENCHCTL" run
	expect_contains "$ERR" "benchctl.yaml:1:26: benchmark.output_dir: '$folder' is inside .git, whose files belong to git"
done

# A problem is in the file that has the benchmark.
cat >benchctl.yaml <<'YAML'
benchmark: { name: demo }
include: more.yaml
suite:
  - { name: x, command: "true" }
YAML
printf '\n\n\nsuite:\n  - { name: x, command: "true" }\n' >more.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "benchctl: more.yaml:5:5: the benchmark 'x' is already on line 4 of benchctl.yaml"
