#!/usr/bin/env bash
# Paired mode when one side or both cannot run a benchmark: the benchmark is new only if head can run it, and
# never passes.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: "true"
defaults: { warmup: 0 }
gate: { threshold: 100000%, psi: { action: off } }
suite:
  - { name: good, command: "true" }
  - { name: work, command: ./work }
END
work() { printf '#!/bin/sh\nexit %s\n' "$1" >work && chmod +x work; }
work 0
commit "works"
git tag works
work 3
commit "does not"
git tag broken

# judged STATUS VERDICT OPTIONS...: the verdict on the benchmark work.
judged() {
	local status=$1 verdict=$2 got
	shift 2
	expect_exit "$status" "$BENCHCTL" gate --report json=report.json "$@"
	got=$(jq -r '[.rows[] | select(.id == "work") | .verdict] | unique[]' report.json)
	[ "$got" = "$verdict" ] || fail "$got instead of $verdict"
}
judged 3 error --against works
expect_lacks "$ERR" "built in" # because build: true builds nothing
expect_contains "$OUT" "./work exited with status 3"
judged 3 error --against broken~0 --mode paired
work 0
judged 3 error --against broken
expect_contains "$OUT" "the benchmark fails in the base"
expect_contains "$OUT" "benchctl gate --allow-missing-baseline"
# The change that fixes it can pass, but only that.
judged 0 new --against broken --allow-missing-baseline
[ "$(jq '.rows[] | select(.id == "work") | .head.n' report.json)" -ge 10 ] || fail "$(jq -c .rows report.json)"
work 3
judged 3 error --against works --allow-missing-baseline
judged 3 error --against broken --allow-missing-baseline
work 0

# A benchmark that the base does not have: with and without a file that it needs.
git checkout -qf works
sed -i '/name: work/d' benchctl.yaml
commit "without work"
git tag without
git rm -q work
commit "and its file"
git tag bare
git checkout -qf works
for base in without:pass bare:new; do
	for warmup in 0 1; do
		work 0
		judged 0 ${base#*:} --against ${base%:*} --warmup $warmup
		work 3
		judged 3 error --against ${base%:*} --warmup $warmup
		expect_contains "$OUT" "./work exited with status 3"
	done
done

# What the base's program printed is on the line of the row.
sed -i 's|command: ./work|command: sh ./work|' benchctl.yaml
work 0
judged 0 new --against bare
[[ $(tr -s '\n ' ' ' <"$OUT") == *"Last lines of its stderr: sh:"* ]] || fail "$(cat "$OUT")"

# If the base's configuration is unreadable, no benchmark counts as new.
git checkout -qf bare
echo "unknown: [" >benchctl.yaml
git commit -qam "a configuration that cannot be read"
git tag unreadable
git checkout -qf works
work 0
judged 3 error --against unreadable --allow-missing-baseline
expect_contains "$OUT" "cannot read the base's configuration"

# A new benchmark is measured, and the budgets of all its metrics apply.
work 0
judged 0 new --against bare
[ "$(jq '.rows[] | select(.id == "work") | .head.n' report.json)" -ge 10 ] || fail "$(jq -c .rows report.json)"
sed -i 's/psi:/only: { work: { max: 1ns } }, psi:/' benchctl.yaml
judged 1 regression --against bare
sed -i 's/max: 1ns/metrics: { peak_rss: { max: 1KiB } }/' benchctl.yaml
expect_exit 1 "$BENCHCTL" gate --report json=report.json --against bare
[ "$(jq -r '.rows[] | select(.verdict == "regression") | .metric' report.json)" = peak_rss ] ||
	fail "$(jq -c .rows report.json)"

# If the base's suite is unreadable, a note says that missing benchmarks are unknown.
git checkout -qf works
echo 'benchmark: [' >benchctl.yaml
commit "unreadable"
git checkout -q works -- benchctl.yaml
commit "mended"
expect_exit 4 "$BENCHCTL" gate --against HEAD~1
expect_contains "$ERR" "benchctl.yaml:2:1:"
judged 0 pass --against HEAD~1 --allow-missing-baseline
expect_contains "$OUT" "cannot read the base's configuration"

# What the first stage has found is no pass where head fails in the second stage.
git checkout -qf works
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: "true"
defaults: { warmup: 0 }
gate: { metrics: { lat: {} }, only: { good: { threshold: 100000% } } }
suite:
  - { name: good, command: "true" }
  - { name: work, command: bash work, metric: ok }
END
figures() { # LAT
	cat <<-END
		echo "ok \$((1000 + RANDOM % 9)) us" >"\$BENCHCTL_METRICS"
		echo "lat \$(($1 + RANDOM % 9)) us" >>"\$BENCHCTL_METRICS"
	END
}
figures 1000 >work
commit "base"
git tag before
export RUNS=$E2E_DIR/runs
# shellcheck disable=SC2016
echo 'echo >>"$RUNS"; [ "$(wc -l <"$RUNS")" -le 8 ] || exit 7' >work
figures 2000 >>work
commit "slower, and fails after 8 runs"
expect_exit 3 "$BENCHCTL" gate --report json=report.json --against before
[ "$(jq -r '.rows[] | select(.metric == "lat") | .verdict' report.json)" = error ] || fail "$(jq -c .rows report.json)"
expect_contains "$OUT" "exited with status 7"
