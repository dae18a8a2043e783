#!/usr/bin/env bash
# A committed baseline, and every possible error in it: none passes.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool }
defaults: { runs: 8, warmup: 0 }
gate: { threshold: 1000%, psi: { action: off } } # no time decides
suite:
  - { name: a, command: ./work, metric: size }
  - { name: b, command: "true" }
END
work() { printf '#!/bin/sh\nsize() { echo "size $1 B" >$BENCHCTL_METRICS; }\n%s\n' "$1" >work && chmod +x work && commit "work: $1"; }
work 'size $(( 10 + $$ % 9 ))'
baseline=baselines/demo/pool.json

expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "no baseline for suite 'demo' on machine class pool"
expect_exit 0 "$BENCHCTL" baseline refresh --commit
expect_contains "$OUT" "$baseline committed as"
[ -z "$(git status --porcelain --untracked-files=no)" ] || fail "the worktree does not agree with the commit"
expect_exit 0 "$BENCHCTL" gate
work 'size $(( 500 + $$ % 9 ))'
expect_exit 1 "$BENCHCTL" gate
expect_contains "$OUT" "REGRESSION"
expect_contains "$ERR" "confirming 1 benchmark on fresh data"
# With build: too. A base built from HEAD would be as slow as HEAD, so it confirms nothing.
echo 'build: "true"' >>benchctl.yaml
commit "with build:"
for against in "" "--against HEAD" "--mode stored"; do
	# shellcheck disable=SC2086
	expect_exit 1 "$BENCHCTL" gate $against
	expect_contains "$OUT" "REGRESSION"
	expect_contains "$OUT" "again: benchctl gate --against HEAD --filter a"
done
expect_exit 2 "$BENCHCTL" gate --emit-confirm "$E2E_DIR/left.json"
expect_contains "$ERR" "--emit-confirm needs another commit to judge against"
expect_exit 2 "$BENCHCTL" gate --null-control
expect_contains "$ERR" "and another commit to judge against"
sed -i '/^build:/d' benchctl.yaml
work 'size $(( 10 + $$ % 9 ))'
expect_exit 0 "$BENCHCTL" gate

# A refresh in two steps; a file in the worktree does not count until it is committed.
expect_exit 0 "$BENCHCTL" run
expect_exit 0 "$BENCHCTL" baseline refresh last
expect_contains "$OUT" "holds 2 runs; the gate uses the file once it is committed"
expect_exit 0 "$BENCHCTL" baseline show
expect_contains "$OUT" "1 run;"
commit "refresh"
expect_exit 0 "$BENCHCTL" baseline show
expect_contains "$OUT" "2 runs"
expect_exit 0 "$BENCHCTL" baseline refresh last --commit
expect_contains "$OUT" "is up to date"
"$BENCHCTL" baseline export last >"$E2E_DIR/one"
"$BENCHCTL" baseline export last -o "$E2E_DIR/two"
cmp "$E2E_DIR/one" "$E2E_DIR/two"

# A failed or incomplete run cannot become a baseline.
work "exit 1"
expect_exit 3 "$BENCHCTL" baseline refresh --commit
expect_contains "$ERR" "a: ./work exited with status 1"
expect_exit 4 "$BENCHCTL" baseline refresh last --commit
expect_contains "$ERR" "only a complete run can become a baseline"
[ "$(git log -1 --format=%s)" = "work: exit 1" ] || fail "it was committed all the same"
work 'size $(( 10 + $$ % 9 ))'

# One benchmark more, one less.
sed -i 's/name: b,/name: c,/' benchctl.yaml
commit "b is now c"
expect_exit 4 "$BENCHCTL" gate
expect_contains "$OUT" "missing"
expect_contains "$OUT" "new"
printf 'renamed: { b: c }\n' >>benchctl.yaml
expect_exit 0 "$BENCHCTL" gate
git checkout -q .
sed -i 's/name: c,/name: b,/' benchctl.yaml
commit "and b again"

# broken SENTENCE: benchctl refuses the committed baseline before it measures.
cp $baseline "$E2E_DIR/good.json"
broken() {
	commit "broken: $1"
	rm -rf results
	expect_exit 4 "$BENCHCTL" gate
	expect_contains "$ERR" "$1"
	expect_contains "$ERR" "$baseline"
	[ ! -e results ] || fail "it was measured first"
	expect_exit 4 "$BENCHCTL" baseline show
	expect_exit 4 "$BENCHCTL" compare $baseline $baseline
	cp "$E2E_DIR/good.json" $baseline
}
head -c 700 "$E2E_DIR/good.json" >$baseline
broken "pool.json"
: >$baseline
broken "pool.json"
sed -i 's/"schema": 2/"schema": 7/' $baseline
broken "written by a newer benchctl (schema 7, this one reads up to 2)"
sed -i 's/"schema": 2,//' $baseline
broken "does not say its schema"
sed -i '0,/"samples": \[/s//&NaN, /' $baseline
broken "pool.json"
sed -i '0,/"samples": \[/s//&1e999, /' $baseline
broken "pool.json"
sed -i '0,/"samples": \[/s//&-5, /' $baseline
broken "a negative sample of size"
sed -i 's/"id": "b"/"id": "a"/' $baseline
broken "is listed twice"
sed -i 's/"benchctl": "baseline"/"benchctl": "metadata"/' $baseline
broken "not a run or a baseline"
printf '{"benchctl":"baseline","schema":1,"suite":"demo","runs":[]}' >$baseline
broken "holds no run"
printf '<<<<<<< HEAD\n' | cat - "$E2E_DIR/good.json" >$baseline
broken "pool.json"
sed -i 's/"suite": "demo"/"suite": "other"/' $baseline
commit "another suite's"
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "is a baseline of the suite 'other', not of 'demo'"
cp "$E2E_DIR/good.json" $baseline

# Another machine class is incomparable, unless --any-class.
sed 's/"class": "pool"/"class": "other"/' "$E2E_DIR/good.json" >elsewhere.json
expect_exit 4 "$BENCHCTL" gate --against elsewhere.json
expect_contains "$OUT" "incomparable"
commit "whole again"
expect_exit 0 "$BENCHCTL" gate
git rm -q $baseline
commit "gone"
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "no baseline"

# A baseline keeps no samples of what the gate did not judge; judging it later is not a pass.
git revert --no-edit HEAD >/dev/null
expect_exit 0 "$BENCHCTL" baseline refresh --commit
sed -i '/^gate:/s/psi:/metrics: { peak_rss: {} }, &/' benchctl.yaml
commit "memory is judged"
expect_exit 0 "$BENCHCTL" gate
expect_contains "$OUT" "no samples are kept; add the metric to gate: metrics"
tr -s '\n ' ' ' <"$OUT" >"$E2E_DIR/flat" # the report may wrap the line
expect_contains "$E2E_DIR/flat" "benchctl baseline refresh"
expect_exit 0 "$BENCHCTL" baseline refresh --commit
expect_exit 0 "$BENCHCTL" gate
expect_lacks "$OUT" "no samples"

# The canary runs between samples once that takes less than 1% of the time; runs keep it, and reports say what it shows.
expect_exit 0 "$BENCHCTL" run --runs 6 -- sleep 0.1
expect_exit 0 "$BENCHCTL" show
expect_contains "$OUT" "canary: cpu "
run=$(printf '%s\n' results/run-*/run.json | tail -n 1)
jq -e '.runs[0].canary | length == 3 and all(.n == (.samples | length) and .median > 0)' "$run" >"$OUT" || fail "no canary"
expect_exit 0 "$BENCHCTL" run --canary off --runs 6 -- sleep 0.1
jq -e '.runs[0] | has("canary") | not' "$(printf '%s\n' results/run-*/run.json | tail -n 1)" >"$OUT" || fail "a canary"
for speed in 10 11; do
	jq --argjson s $speed '.runs[0].results[0].metrics = { size: { unit: "B", better: "lower", samples: [1, 1, 1, 1] } } |
		.runs[0].canary = [{ kernel: "cpu", code: "1", n: 50, median: ($s / 1e6), spread: 0.01 }]' \
		"$run" >$speed.json
done
expect_exit 0 "$BENCHCTL" compare 10.json 11.json
tr -s '\n ' ' ' <"$OUT" >"$E2E_DIR/flat"
expect_contains "$E2E_DIR/flat" "the machine was 10% slower than when the baseline was measured (canary): cpu 10% slower"
sed -i 's/"code": *"1"/"code": "2"/' 11.json
expect_exit 0 "$BENCHCTL" compare 10.json 11.json
tr -s '\n ' ' ' <"$OUT" >"$E2E_DIR/flat"
expect_contains "$E2E_DIR/flat" "the code of the canary has changed since the baseline was measured"
