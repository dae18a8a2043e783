#!/usr/bin/env bash
# What help shows is what the command line takes: an option works or is refused, a letter has one meaning, and
# words after -- are arguments whatever they look like.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool }
defaults: { runs: 2, warmup: 0 }
suite:
  - { name: push, command: "true" }
END
echo results >.gitignore
commit "a suite"
expect_exit 0 "$BENCHCTL" run -q

# refused SENTENCE ARGS...: one line on standard error.
refused() {
	local sentence=$1
	shift
	expect_exit 2 "$BENCHCTL" "$@"
	expect_contains "$ERR" "$sentence"
	expect_lines "$ERR" 1
}

# Options that have no effect beside the others.
refused "--runs is for measuring, but last is a stored run" baseline refresh last --runs 5
refused "--no-build is for measuring" baseline refresh last --no-build
refused "--metadata is for measuring" baseline refresh last --metadata a=b
refused "--branch needs --commit" baseline refresh last --branch other
refused "--message needs --commit" baseline refresh last -m text
refused "--name needs -- COMMAND" run --name a
refused "--parameter-list needs -- COMMAND" run -L n 1,2
refused "--rate needs --app-dir" run --rate 5/s
refused "--external-config needs --workload" run --external-config frameworks.json
refused "--workload needs --external-config" run --workload workload.json
refused "the command after -- and benchctl.yaml exclude each other" run benchctl.yaml -- true
refused "--x needs --source" plot last --x time
refused "--benchmark needs FILE" history import --benchmark push
refused "--webhook-template needs --webhook" post last --webhook-template text.json
refused "--null-control measures the base, so it needs build:" gate --against last --null-control
for command in "run --threads 2 -- true" "run --set cpu.time=1s" "gate --set cpu.time=1s"; do
	# shellcheck disable=SC2086
	refused "needs a benchmark that is built in" $command
done
[ "$(ls results)" = run-001 ] || fail "something was measured: $(ls results)"
expect_exit 0 "$BENCHCTL" baseline refresh last -q

# Words after -- are arguments.
expect_exit 0 "$BENCHCTL" history record
expect_exit 0 "$BENCHCTL" history -- push
expect_contains "$OUT" "push wall"
expect_exit 0 "$BENCHCTL" show -- last
refused "nowhere.yaml: No such file" validate -- nowhere.yaml
refused "--all: No such file" validate -- --all
refused "unexpected argument 'last'" list -- last

# No letter is there twice.
for command in $("$BENCHCTL" help markdown | sed -n 's/^## benchctl //p' | tr ' ' '+'); do
	# shellcheck disable=SC2086
	"$BENCHCTL" ${command//+/ } --help >"$OUT"
	twice=$(sed -n 's/^ *\(-[a-zA-Z]\), --.*/\1/p' "$OUT" | sort | uniq -d)
	[ -z "$twice" ] || fail "the help of $command has $twice twice"
done
