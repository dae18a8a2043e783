#!/usr/bin/env bash
# A CI system obeys lines that begin with "::", and "##[" or "##vso[" anywhere in a line. No command prints such
# a line from a configuration, a run or a repository.
. "$ROOT/tests/e2e/lib.sh"

EVIL='::error::x ##[error]y ##vso[task.setvariable]z'
NAME=::error::x # all that names may hold
new_repo
config() {
	cat >benchctl.yaml <<-END
		benchmark: { name: "${1-demo}", machine_class: pool }
		defaults: { runs: 5, warmup: 0 }
		suite:
		  - { name: good, command: "true" }
		  - { name: bad, command: "printf '%s\\n' '$EVIL' >&2; exit 3" }
	END
}
# Other tools' results, metrics, suites and reasons may have any name.
evil_run() { # FILE SAMPLE...
	local file=$1
	shift
	jq -n --arg e "$EVIL" --arg n $NAME --args '{benchctl: "run", schema: 1, suite: $n, runs: [{suite: $n, status: "ok",
		started: "2026-01-01T00:00:00Z", finished: "2026-01-01T00:00:01Z", warning: ("w\n" + $e), host: {class: $n},
		results: [{id: $e, status: "ok", warning: ("a\n" + $e), metrics: {($e): {unit: "s", better: "lower",
		samples: ($ARGS.positional | map(tonumber))}}}, {id: "error", status: "error", reason: ("r\n" + $e), metrics: {}}]}]}' \
		"$@" >"$file"
}
evil_run one.json 1 1 1 1 1 1 1 1
evil_run two.json 2 2 2 2 2 2 2 2
config
commit "$EVIL"

# obeys: lines of the last command's output that a runner would obey.
harmless() {
	! grep -nE '^[[:blank:]]*::|##[a-z]*\[' "$OUT" "$ERR" || fail "obeyed: $*"
}
says() { # STATUS COMMAND...
	expect_exit "$@"
	harmless "${@:2}"
}
says 3 "$BENCHCTL" run
says 3 "$BENCHCTL" gate --allow-missing-baseline
says 0 "$BENCHCTL" show last
says 0 "$BENCHCTL" show one.json
expect_contains "$OUT" '\x3a:error::x \x23#[error]y \x23#vso[task.setvariable]z'
says 1 "$BENCHCTL" compare one.json two.json --any-class
for kind in text json junit markdown; do
	says 1 "$BENCHCTL" compare one.json two.json --any-class --report $kind=-
done
jq -n --arg e "$EVIL" '[{name: $e, unit: "s", value: 1}]' >"$EVIL.json"
says 0 "$BENCHCTL" import "$EVIL.json"
mkdir -p results/run-900 && jq '.runs[0] | .benchctl = "metadata" | .schema = 1 | del(.results)' one.json >results/run-900/metadata.json
says 0 "$BENCHCTL" list
says 0 "$BENCHCTL" list --json
printf '%s' "$EVIL" >results/run-900/metadata.json
says 0 "$BENCHCTL" list
says 0 "$BENCHCTL" baseline export one.json
rm -r results/run-900
says 2 "$BENCHCTL" "$EVIL"
says 2 "$BENCHCTL" gate --against "$EVIL"
says 2 "$BENCHCTL" gate --filter "$EVIL"
cp benchctl.yaml "$EVIL.yaml"
says 0 "$BENCHCTL" validate "$EVIL.yaml"
says 0 "$BENCHCTL" run --dry-run "$EVIL.yaml"
printf 'x: "%s"\n' "$EVIL" >>"$EVIL.yaml"
says 2 "$BENCHCTL" validate "$EVIL.yaml"
says 3 "$BENCHCTL" -C . run -n x -- sh -c "echo '$EVIL' >&2; exit 1"
config "$EVIL"
says 2 "$BENCHCTL" validate
