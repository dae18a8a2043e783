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
refused "--type has no effect beside --history; remove one of them" plot --history push --type cdf
refused "last has no effect beside --history" plot --history push last
refused "--compare has no effect beside --history" plot --history push --compare
refused "--auto has no effect beside --compare" plot --compare last last --auto
refused "--metric has no effect beside --source" plot --source rows.csv --y n --metric wall
refused "--filter has no effect beside --source" plot --source rows.csv --y n --filter push
refused "--aggregation needs --source" plot last --aggregation p95
refused "--window needs --aggregation" plot --source rows.csv --y n --window 2s
refused "--type scatter needs --source, because a sample is a single value" plot last --type scatter
refused "--runs has no effect beside last" report html last --runs 3
refused "benchctl.yaml has no effect beside --workload" validate benchctl.yaml --workload workload.json
refused "--reason has no effect beside --from-comment" accept --from-comment event.json --reason why
refused "push has no effect beside --from-comment" accept push --from-comment event.json
refused "--metric has no effect beside --frameworks" compare --frameworks last --metric cpu
refused "what follows -- has no effect beside --frameworks" compare --frameworks last -- last
refused "--author has no effect beside --no-comment" post last --no-comment --author me
refused "--export-json has no effect beside --dry-run" run --dry-run --export-json out.json
refused "--filter has no effect beside what follows --" run --filter push -- true
refused "--tag has no effect beside --tests" run --tests cpu --tag fast
refused "--no-build has no effect beside --app-dir" run --app-dir . --no-build
refused "unknown option '--runs' for profile; these commands take it: gate, run," profile --runs 5
refused "unknown option '--max-time' for calibrate; these commands take it: gate, run," calibrate --max-time 5s
refused "unknown option '--filte' for gate; did you mean --filter? See: benchctl gate --help" gate --filte push
refused "unexpected argument 'last'; usage: benchctl list" list last
refused "baseline needs one of: refresh, show, export, compare, not 'bogus'" baseline bogus
expect_exit 0 "$BENCHCTL" profile --help
expect_lacks "$OUT" "--runs N"
expect_exit 0 "$BENCHCTL" help markdown
expect_contains "$OUT" ", but not --warmup, --runs, --max-time"
refused "unknown option '--set' for demo" demo --set cpu.time=1s
refused "--allow-conflict needs --max-parallel" run --allow-conflict
expect_exit 0 "$BENCHCTL" run --dry-run --allow-conflict --max-parallel 1
refused "--message has no effect on server-sent events" stream http://127.0.0.1:1/ --message hello
refused "--insecure has no effect without TLS; use wss://" stream ws://127.0.0.1:1/ --insecure
for command in "run --threads 2 -- true" "run --set cpu.time=1s" "gate --set cpu.time=1s"; do
	# shellcheck disable=SC2086
	refused "needs a benchmark that is built in" $command
done

# Only the pictures of samples have a type.
printf 'n\n1\n2\n' >results/run-001/rows.csv
refused "--type has no effect on the columns of a run's CSV files" plot last --type cdf
refused "--filter has no effect on the columns of a run's CSV files" plot last --auto --filter push
echo 'plots: [{ name: line, source: rows, y: n }]' >>benchctl.yaml
for flag in "--type cdf" "--metric cpu" "--filter push" "--format svg"; do
	# shellcheck disable=SC2086
	refused "${flag% *} has no effect on the plots of the configuration" plot last $flag
done
sed -i '/^plots:/d' benchctl.yaml
rm results/run-001/rows.csv
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
