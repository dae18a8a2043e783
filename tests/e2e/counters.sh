#!/usr/bin/env bash
# The processor's counters: a loop of known length, its children, run after run.
. "$ROOT/tests/e2e/lib.sh"

new_repo
got=0
"$BENCHCTL" run --runs 1 --warmup 0 --counters perf -- true >"$OUT" 2>"$ERR" || got=$?
[ $got -eq 0 ] || skip "$(grep -o 'counters: perf: .*' "$OUT")"

# figure BENCHMARK METRIC [FILTER]: a value of the newest run; without a filter the median.
figure() {
	jq -r --arg id "$1" --arg m "$2" \
		".runs[0].results[] | select(.id == \$id).metrics[\$m] |
			${3-if . then .samples | sort | .[length / 2 | floor] else . end}" \
		"$(printf '%s\n' results/run-*/run.json | tail -n1)"
}
# expect_about WHAT VALUE WANTED: to 0.5%.
expect_about() {
	awk -v v="$2" -v w="$3" 'BEGIN { exit !(v > w * 0.995 && v < w * 1.005) }' || fail "$1: $2 instead of $3"
}

# More runs than one burst of the spawn helper, on one processor that the program and the helper share; between
# them runs of benchmarks without counters.
cat >benchctl.yaml <<END
benchmark: { name: counted }
defaults: { runs: 40, warmup: 1, counters: perf }
suite:
  - { name: short, command: $PROGRAMS/count 1000000 }
  - { name: plain, command: $PROGRAMS/count 1000000, counters: "off", runs: 2 }
  - { name: long, command: $PROGRAMS/count 3000000 }
  - { name: forks, command: $PROGRAMS/count 3000000 fork }
  - { name: shell, command: "$PROGRAMS/count 1000000 & $PROGRAMS/count 2000000; wait", runs: 3 }
  - { name: hooks, command: $PROGRAMS/count 3000000, prepare: $PROGRAMS/count 5000000, runs: 3 }
  - { name: any, command: $PROGRAMS/count 3000000, counters: auto, runs: 3 }
END
one=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
expect_exit 0 taskset -c "$one" "$BENCHCTL" run
short=$(figure short counter.instructions)
long=$(figure long counter.instructions)
expect_about "2 million rounds more" $((long - short)) 4000000
expect_about "the same in a child" $(($(figure forks counter.instructions) - long)) 6000000
expect_about "after a hook" "$(figure hooks counter.instructions)" "$long"
expect_about "what is there" "$(figure any counter.instructions)" "$long"
[ "$(figure shell counter.instructions)" -gt 6000000 ] || fail "a shell's children are not counted"
[ "$(figure plain counter.instructions)" = null ] || fail "counted although nobody asked"
[ "$(figure any counter.valgrind.instructions)" = null ] || fail "valgrind where the processor counts"

# Every run has a counter or none has; a loop takes cycles and branches.
for name in instructions cycles branches branch_misses cache_misses; do
	figure long counter.$name 'if . then .samples | length == 40 else true end' | grep -q true ||
		fail "some runs without $name: $(figure long counter.$name)"
done
for name in cycles branches; do
	figure long counter.$name 'if . then .samples | min > 1000 else true end' | grep -q true ||
		fail "$name of a loop: $(figure long counter.$name)"
done

# 2% more instructions fail the gate at a threshold of 1%; the same count does not.
cat >benchctl.yaml <<END
benchmark: { name: gated }
defaults: { runs: 10, warmup: 0, counters: perf }
gate:
  metrics: { "*": { action: "off" }, counter.instructions: { threshold: 1% } }
suite: [{ name: b, command: $PROGRAMS/count 3000000 }]
END
echo results >.gitignore
commit first
expect_exit 0 "$BENCHCTL" baseline refresh --commit
expect_exit 0 "$BENCHCTL" gate
expect_contains "$OUT" counter.instructions
sed -i 's/count 3000000/count 3060000/' benchctl.yaml
commit second
expect_exit 1 "$BENCHCTL" gate
expect_contains "$OUT" counter.instructions
