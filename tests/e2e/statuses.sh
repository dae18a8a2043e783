#!/usr/bin/env bash
# Every exit status, from each command that judges, and their order.
. "$ROOT/tests/e2e/lib.sh"

config() { # TRUE-COMMAND [GATE]
	cat >benchctl.yaml <<-YAML
		benchmark: { name: demo, machine_class: pool }
		defaults: { runs: 5, warmup: 0 }
		gate: { psi: { action: off }${2:+, $2} }
		suite:
		  - { name: a, command: $1 }
		  - { name: b, command: "true" }
	YAML
}
new_repo
config "true"

# The base is slower, faster, or has another benchmark, by more than any noise.
{ steady a 50; steady b 50; } | run_file slower.json
{ steady a 0.000001; steady b 50; } | run_file faster.json
{ steady a 50; steady b 50; result c 50; } | run_file more.json
steady b 50 | run_file fewer.json
{ result a 1 2; steady b 50; } | run_file few.json
CLASS=other
{ steady a 50; steady b 50; } | run_file elsewhere.json
{ steady a 50; steady b 50; } | baseline_file
CLASS=pool
commit "a baseline of another class"

# 0 and 1, and their messages.
expect_exit 0 "$BENCHCTL" gate --against slower.json
expect_exit 1 "$BENCHCTL" gate --against faster.json
expect_contains "$OUT" regression
expect_exit 0 "$BENCHCTL" compare faster.json slower.json --filter b
expect_exit 1 "$BENCHCTL" compare faster.json slower.json
expect_exit 0 "$BENCHCTL" compare slower.json faster.json
expect_exit 1 "$BENCHCTL" baseline compare slower.json faster.json
expect_exit 0 "$BENCHCTL" baseline compare faster.json slower.json
expect_exit 0 "$BENCHCTL" run

# 4: no baseline, another machine, a missing benchmark, or too little data.
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "no baseline for suite 'demo' on machine class pool"
expect_contains "$ERR" "there are baselines for other"
expect_contains "$ERR" "benchctl baseline refresh --commit"
expect_exit 0 "$BENCHCTL" gate --allow-missing-baseline
expect_exit 4 "$BENCHCTL" gate --against elsewhere.json
expect_contains "$OUT" incomparable
expect_exit 4 "$BENCHCTL" compare elsewhere.json slower.json
expect_exit 0 "$BENCHCTL" compare elsewhere.json slower.json --any-class
expect_exit 4 "$BENCHCTL" gate --against more.json
expect_exit 4 "$BENCHCTL" compare more.json slower.json
expect_contains "$OUT" missing
config "true" "inconclusive: fail"
expect_exit 4 "$BENCHCTL" gate --against few.json
expect_contains "$OUT" inconclusive
config "true"
expect_exit 0 "$BENCHCTL" gate --against few.json
expect_exit 0 "$BENCHCTL" gate --against fewer.json
expect_exit 4 "$BENCHCTL" baseline compare slower.json more.json

# 2: usage and configuration.
expect_exit 2 "$BENCHCTL" gate --against
expect_exit 2 "$BENCHCTL" gate --report nonsense=x
expect_exit 2 "$BENCHCTL" gate --report json=x --export-markdown x
expect_contains "$ERR" "two reports cannot both go to x"
expect_exit 2 "$BENCHCTL" gate --cpus 99999
expect_exit 2 "$BENCHCTL" run --cpus one -- true
expect_contains "$ERR" "--cpus: 'one' is not a list of processors"
expect_exit 2 "$BENCHCTL" compare slower.json
expect_exit 2 "$BENCHCTL" compare slower.json nowhere.json
expect_contains "$ERR" "'nowhere.json' is neither a file, nor a run in results, nor a revision"
expect_exit 2 "$BENCHCTL" baseline compare slower.json
expect_exit 2 "$BENCHCTL" baseline comapre slower.json slower.json
expect_contains "$ERR" "did you mean 'compare'?"
expect_exit 2 "$BENCHCTL" run --runs 0
expect_exit 2 "$BENCHCTL" run --report json=run.json
expect_contains "$ERR" "unknown option '--report' for run; these commands take it: gate, compare, confirm"
[ ! -e run.json ] || fail "a report of nothing"

# 3: something could not be measured.
config "false"
expect_exit 3 "$BENCHCTL" run
expect_exit 3 "$BENCHCTL" gate --against slower.json
expect_contains "$OUT" "false exited with status 1"
expect_exit 0 "$BENCHCTL" gate --against slower.json --filter b

# 2 > 1 > 3 > 4.
config "false" "only: { b: { max: 1ns } }"
expect_exit 1 "$BENCHCTL" gate --against slower.json
config "false"
expect_exit 3 "$BENCHCTL" gate --against more.json
expect_exit 3 "$BENCHCTL" compare slower.json last
config "true"
expect_exit 3 "$BENCHCTL" gate --against more.json --report json=/dev/full
expect_exit 3 "$BENCHCTL" compare more.json slower.json --report json=/dev/full
expect_exit 1 "$BENCHCTL" compare faster.json slower.json --report json=/dev/full
expect_exit 3 bash -c '"$BENCHCTL" compare more.json slower.json >/dev/full'
config "true" "nonsense: 1"
expect_exit 2 "$BENCHCTL" gate --against faster.json
