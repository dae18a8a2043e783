#!/usr/bin/env bash
# One process is one sample, whatever it reports; and a metric that only some processes report ends the gate.
# long
. "$ROOT/tests/e2e/lib.sh"

JSON=$E2E_DIR/report.json
# row METRIC FILTER: of the metric's row in the newest report.
row() { jq -r --arg m "$1" ".rows[] | select(.metric == \$m) | $2" "$JSON"; }
# expect_row METRIC VERDICT REASON
expect_row() {
	[ "$(row "$1" .verdict)" = "$2" ] || fail "$1 is not $2: $(jq -c .rows "$JSON")"
	[[ $(row "$1" .reason) == *"$3"* ]] || fail "$1 does not say '$3': $(row "$1" .reason)"
}
# branch_of_main NAME
branch_of_main() { git checkout -q -b "$1" main; }

new_repo
git checkout -q -b main
cat >benchctl.yaml <<'END'
benchmark: { name: demo, time_budget: 60s }
build: "true"
defaults: { warmup: 0, runs: 5 }
gate: { metrics: { hits: {} } }
suite:
  - { name: job, command: sh ./prog, metric: lat }
END
printf 'results/\nonce\n' >.gitignore

# Two of three requests take twice as long, so the median of each process has doubled.
cat >prog <<'END'
printf 'lat %s us\n' 1000 1001 1002 >"$BENCHCTL_METRICS"
END
commit base
expect_exit 0 "$BENCHCTL" run
[ "$(jq -c '.runs[0].results[0].metrics.lat.samples' results/run-001/run.json)" = \
	"[0.001001,0.001001,0.001001,0.001001,0.001001]" ] || fail "not the median of each process"
branch_of_main slow
sed -i 's/1000 1001 1002/1000 2001 2002/' prog
commit slow
expect_exit 1 "$BENCHCTL" gate -q --report "json=$JSON"
[ "$(row lat .head.n)" -le 40 ] || fail "more samples than processes"

# Processes that append their lines are told apart, too.
branch_of_main appends
# shellcheck disable=SC2028
echo 'printf "lat %s us\n" $$ $$ $$ >>"$BENCHCTL_METRICS"' >prog
expect_exit 0 "$BENCHCTL" run
[ "$(jq '.runs[0].results[0].metrics.lat.samples | unique | length' results/run-003/run.json)" -eq 5 ] ||
	fail "not one value of each process: $(jq -c '.runs[0].results[0].metrics.lat' results/run-003/run.json)"
git checkout -q .

# Only the first run reports the primary metric: no option may be needed to end the gate.
git checkout -q main
echo '[ -e once ] || echo "lat 3 us" >"$BENCHCTL_METRICS"; touch once' >prog
commit once
branch_of_main doc
commit doc
rm -f once
for options in "" "--runs 8" "--max-time 1s"; do
	# shellcheck disable=SC2086
	expect_exit 0 timeout 120 "$BENCHCTL" gate -q $options --report "json=$JSON"
	expect_row lat inconclusive "reported it; report it in every run"
	rm -f once
done

# Another metric stops coming where base always has it.
git checkout -q main
# shellcheck disable=SC2028
echo 'printf "lat 1 us\nhits 3 1\n" >"$BENCHCTL_METRICS"' >prog
commit hits
branch_of_main fewer
echo 'echo "lat 1 us" >"$BENCHCTL_METRICS"; [ -e once ] || echo "hits 3 1" >>"$BENCHCTL_METRICS"; touch once' >prog
commit fewer
expect_exit 4 timeout 120 "$BENCHCTL" gate -q --report "json=$JSON"
expect_row hits missing "only 1 of 8 runs of head reported it"
expect_row lat pass ""

# A stored run remembers that, too: as a file, as a baseline, and on either side.
git checkout -q main
sed -i '/^build:/d' benchctl.yaml
# shellcheck disable=SC2016
echo 'echo "lat 1 us" >"$BENCHCTL_METRICS"; [ -e once ] || echo "hits 3 1" >>"$BENCHCTL_METRICS"; touch once' >prog
rm -f once
commit some
expect_exit 0 "$BENCHCTL" run
expect_exit 0 "$BENCHCTL" baseline refresh --commit last
# shellcheck disable=SC2028
echo 'printf "lat 1 us\nhits 3 1\n" >"$BENCHCTL_METRICS"' >prog
commit all
expect_exit 0 "$BENCHCTL" run
some=$(printf '%s\n' results/run-*/run.json | tail -2 | head -1)
all=$(printf '%s\n' results/run-*/run.json | tail -1)
expect_exit 0 "$BENCHCTL" compare "$some" "$all" -q --report "json=$JSON"
expect_row hits inconclusive "only 1 of 5 runs of base reported it"
expect_exit 0 "$BENCHCTL" compare HEAD last -q --report "json=$JSON"
expect_row hits inconclusive "only 1 of 5 runs of base reported it"
expect_exit 4 "$BENCHCTL" compare "$all" "$some" -q --report "json=$JSON"
expect_row hits missing "only 1 of 5 runs of head reported it"

# One run of a load generator or of iterations in one process shows nothing about the next one, not even that
# nothing has changed.
data=$ROOT/tests/data/import
echo 'test sort ... bench:       1,000 ns/iter (+/- 10)' >libtest.txt
echo 'sort                    time:   [1.1 us 1.2 us 1.3 us]' >criterion.txt
printf '%s\n' '"Benchmark","Mode","Threads","Samples","Score","Score Error (99.9%)","Unit"' \
	'"sort","thrpt",1,5,1000,10,"ops/ms"' >jmh.csv
printf 'Benchmark  Mode  Cnt     Score   Error   Units\nsort      thrpt    5  1000.000 ± 9.000  ops/ms\n' >jmh.txt
for file in "$data"/{hey/requests.csv,h2load/requests.tsv,fio/randrw.json,pytest-benchmark/{data,stats}.json} \
	"$data"/{cargo-criterion/lines.json,catch2-text/console.txt,criterion/target} \
	libtest.txt criterion.txt jmh.csv jmh.txt; do
	expect_exit 4 "$BENCHCTL" compare "$file" "$file" --report "json=$JSON"
	[ "$(jq -r '[.rows[].verdict] | unique | join(" ")' "$JSON")" = inconclusive ] || fail "$file: $(jq -c .rows "$JSON")"
	expect_contains "$JSON" "one run per side cannot show a change; measure each side several times"
done

# Stored runs of one process each show how much it varies, but only if they are enough.
for _ in 1 2; do
	expect_exit 0 "$BENCHCTL" import libtest.txt
	expect_exit 0 "$BENCHCTL" baseline refresh --commit last
done
expect_exit 4 "$BENCHCTL" compare HEAD last -q --report "json=$JSON"
expect_contains "$JSON" "2 stored runs are too few to show how much one run varies; store 8"
