#!/usr/bin/env bash
# Many processes in one folder: each has its own complete run.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<END
benchmark: { name: demo, machine_class: pool }
defaults: { runs: 6, warmup: 0 }
suite:
  - { name: a, command: "true", generate: { DATA: { size: 1KiB } } }
  - { name: b, command: "true" }
END
{ steady a 9; steady b 9; } | baseline_file
commit "a baseline"

pids=()
for _ in {1..20}; do
	"$BENCHCTL" run -q &
	pids+=($!)
done
for _ in 1 2; do
	"$BENCHCTL" gate -q &
	pids+=($!)
done
for pid in "${pids[@]}"; do
	wait "$pid" || fail "one of them ended with status $?"
done
count() { printf '%s' $#; }
[ "$(count results/run-0[0-2][0-9])" -eq 22 ] || fail "there are $(ls results)"
[ "$(grep -l '"status": "ok"' results/run-*/metadata.json | wc -l)" -eq 22 ] || fail "not all are complete"
[ "$(count results/run-*/comparison.json)" -eq 2 ] || fail "not two comparisons"
for n in {1..22}; do
	expect_exit 0 "$BENCHCTL" show "$n"
	grep -qE "\"id\": \"run-0*$n\"" "results/run-$(printf %03d "$n")/run.json" || fail "run $n has another's id"
done

# Two refreshes at once: both count.
"$BENCHCTL" baseline refresh --commit -q >one &
"$BENCHCTL" baseline refresh --commit -q >two
wait $! || fail "the other refresh ended with status $?"
expect_contains one "committed as"
expect_contains two "committed as"
expect_exit 0 "$BENCHCTL" baseline show
expect_contains "$OUT" "3 runs"
