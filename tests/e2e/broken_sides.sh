#!/usr/bin/env bash
# Base and head side by side, and one of them or both cannot run a benchmark: it is new only where the
# head can, and never a pass.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: "true"
defaults: { warmup: 0 }
gate: { threshold: 1000%, psi: { action: off } }
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

# judged STATUS VERDICT OPTIONS...: of the benchmark work.
judged() {
	local status=$1 verdict=$2 got
	shift 2
	expect_exit "$status" "$BENCHCTL" gate --report json=report.json "$@"
	got=$(jq -r '[.rows[] | select(.id == "work") | .verdict] | unique[]' report.json)
	[ "$got" = "$verdict" ] || fail "$got instead of $verdict"
}
judged 3 error --against works
expect_contains "$OUT" "./work exited with status 3"
judged 3 error --against broken~0 --mode paired
work 0
judged 3 error --against broken
expect_contains "$OUT" "the base cannot run it"

# What the base does not know: with and without a file that it needs.
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

# A base whose configuration cannot be read has no benchmark that is known to be new.
git checkout -qf bare
echo "unknown: [" >benchctl.yaml
git commit -qam "a configuration that cannot be read"
git tag unreadable
git checkout -qf works
work 0
judged 3 error --against unreadable
expect_contains "$OUT" "the base's configuration cannot be read"

# What is new is measured all the same, and its budgets hold, also those of its other metrics.
work 0
judged 0 new --against bare
[ "$(jq '.rows[] | select(.id == "work") | .head.n' report.json)" -ge 10 ] || fail "$(jq -c .rows report.json)"
sed -i 's/psi:/only: { work: { max: 1ns } }, psi:/' benchctl.yaml
judged 1 regression --against bare
sed -i 's/max: 1ns/metrics: { peak_rss: { max: 1KiB } }/' benchctl.yaml
expect_exit 1 "$BENCHCTL" gate --report json=report.json --against bare
[ "$(jq -r '.rows[] | select(.verdict == "regression") | .metric' report.json)" = peak_rss ] ||
	fail "$(jq -c .rows report.json)"

# Where the base's suite cannot be read, nobody knows what is missing, and that is said.
git checkout -qf works
echo 'benchmark: [' >benchctl.yaml
commit "unreadable"
git checkout -q works -- benchctl.yaml
commit "mended"
judged 0 pass --against HEAD~1
expect_contains "$OUT" "the base's configuration cannot be read"
