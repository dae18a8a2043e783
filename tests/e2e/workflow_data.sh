#!/usr/bin/env bash
# What stages leave: collected, checked by its schema, judged like every other measurement.
. "$ROOT/tests/e2e/lib.sh"

new_repo
config() { # COMMAND
	cat >benchctl.yaml <<Y
benchmark: { name: flow, machine_class: pool }
repeat: 8
stages:
  - name: load
    command: $1
    outputs:
      - name: load
        remote_path: load.csv
        data_schema: { when: { type: timestamp }, latency: { type: float, unit: ms }, rate: { type: integer, unit: req/s } }
        metrics: [ { column: latency, aggregate: p95 }, { column: rate } ]
Y
}
# Eleven rows; the p95 is that of the last one, which the argument scales.
cat >load.sh <<'S'
#!/usr/bin/env bash
n=$(ls "$BENCHCTL_RUN_DIR" | wc -l)
{
	echo 'when,latency (ms),rate,more'
	for k in 1 2 3 4 5 6 7 8 9 10 11; do echo "$((1769860800 + k)),$((k * $1 + n)),$((5000 - n)),x"; done
} >load.csv
S
chmod +x load.sh
echo results >.gitignore
config './load.sh 100'
commit first
expect_exit 0 "$BENCHCTL" run
run=results/run-001
[ "$(jq -c '.runs[0].results[] | [.id, (.metrics | keys), (.metrics["latency.p95"].samples | length)]' $run/run.json)" = \
	'["workflow/load",["latency.p95","rate"],8]' ] || fail "wrong metrics"
jq -e '.runs[0].results[0].metrics["latency.p95"] | .better == "lower" and .unit == "s" and .samples[0] > 1.1 and .samples[0] < 1.2' \
	$run/run.json >/dev/null || fail "wrong samples"
cmp load.csv $run/sample-8/load.csv || fail "the output was not collected"
[ "$(jq '.outputs[7].rows' $run/metadata.json)" = 11 ] || fail "wrong rows"

# The gate judges both metrics, in the direction of their units.
config './load.sh 150'
expect_exit 1 "$BENCHCTL" gate --against $run
expect_contains "$OUT" latency.p95
expect_contains "$OUT" "1 regression, 1 passed"
config './load.sh 100'
expect_exit 0 "$BENCHCTL" gate --against $run

# Notes, and two runs.
expect_exit 0 "$BENCHCTL" annotate run-001 -m reviewed=yes -m by="a b"
expect_exit 0 "$BENCHCTL" annotate 1 -m by=
[ "$(jq -c .notes $run/metadata.json)" = '[{"key":"reviewed","value":"yes"}]' ] || fail "wrong notes"
expect_exit 2 "$BENCHCTL" annotate run-099 -m a=b
expect_exit 0 "$BENCHCTL" show run-001
expect_contains "$OUT" "reviewed=yes"
expect_contains "$OUT" "load.csv"
expect_exit 0 "$BENCHCTL" inspect run-001
expect_contains "$OUT" "when timestamp, latency float ms, rate integer req/s"
expect_exit 1 "$BENCHCTL" compare run-001 run-002
expect_exit 0 "$BENCHCTL" list

# Base and head by turns; what confirms has its own files, and those of the run stay as they were.
sed -i 's/^repeat: 8/repeat: 1\nbuild: "true"/' benchctl.yaml
commit base
config './load.sh 150'
sed -i 's/^repeat: 8/repeat: 1\nbuild: "true"/' benchctl.yaml
commit head
expect_exit 1 "$BENCHCTL" gate --against HEAD~1
expect_contains "$OUT" confirmed
for run in results/run-*; do :; done
[ -d "$run/measurement-2/base/sample-1" ] || fail "the confirmation has no files of its own"
for side in base head; do
	jq -e --arg from "measurement-2/$side/" 'any(.outputs[]; .file | startswith($from)) and any(.stages[]; .log | startswith($from))' \
		"$run/metadata.json" >/dev/null || fail "the metadata lacks the confirmation of $side"
done
jq -e 'any(.outputs[]; .file | startswith("base/")) and any(.stages[]; .log | startswith("base/"))' "$run/metadata.json" >/dev/null ||
	fail "the metadata lack the files of the base"
# A reader sees the samples of both measurements, each with its own figures.
expect_exit 0 "$BENCHCTL" show last
for text in "base, measured beside it" "base, measured again to confirm" "head, measured again to confirm"; do
	expect_contains "$OUT" "$text"
done
expect_exit 0 "$BENCHCTL" report html -o page.html --runs 1
n=$(jq '.runs[0].results[0].metrics["latency.p95"].samples | length' "$run/confirm.json")
grep -qE "again to confirm it: fresh base 1\.1[0-9]+ s, $n samples; fresh head 1\.6[0-9]+ s, $n samples\." page.html || fail "no fresh samples"
rm page.html
jq -r '.outputs[] | .sha256 + "  " + .file' "$run/metadata.json" | (cd "$run" && sha256sum -c --quiet -) || fail "files have changed"
expect_contains "$run/base/sample-1/load.csv" ,110
expect_contains "$run/head/sample-1/load.csv" ,165

# Files that are not what the schema says: the row and the column.
fails() { # COMMAND TEXT
	config "$1"
	expect_exit 3 "$BENCHCTL" run --runs 1
	expect_contains "$OUT" "$2"
}
fails "printf 'when,latency,rate\n1,1,1\n2,fast,1\n' >load.csv" "load.csv:3: column 2, 'latency': 'fast' is not a number"
fails "printf 'when,latency\n' >load.csv" "load.csv:1: the header has no column 'rate'"
fails "rm -f load.csv" "load.csv"
fails "true >load.csv" "load.csv is empty"
fails "rm -f load.csv; mkdir load.csv" "load.csv"
rmdir load.csv
# A failure keeps what there is.
fails "printf 'when,latency,rate\n1,1,1\n' >load.csv; exit 3" "exited with status 3"
for run in results/run-*; do :; done
cmp load.csv "$run/load.csv" || fail "nothing was collected after a failure"
