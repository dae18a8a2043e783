#!/usr/bin/env bash
# The guest's processor counts cycles and six other events, not branches: exactly, for part of the time, or not
# at all.
. "$ROOT/tests/e2e/lib.sh"

new_repo
# counters FILTER: applied to the newest run's counter.* by name.
counters() {
	jq -c ".runs[0].results[0].metrics | with_entries(select(.key | startswith(\"counter.\")) |
		{ key: .key[8:], value: .value.samples }) | $1" "$(printf '%s\n' results/run-*/run.json | tail -n1)"
}
expect_counters() { # FILTER WHAT
	[ "$(counters "$1")" = true ] || fail "$2: $(counters .)"
}
count=(run --runs 5 --warmup 0 --counters perf -- "$PROGRAMS/count")

# No other program counts: the same as perf, except the linker's work on another environment.
expect_exit 0 "$BENCHCTL" "${count[@]}" 3000000
expect_counters 'keys == ["cycles", "instructions"]' "there are others than the processor has"
expect_counters '.instructions | max - min < 0.001 * max' "does not repeat"
perf stat -x, -o stat -e instructions:u "$PROGRAMS/count" 3000000
expect_counters ".instructions | max / $(grep -o '^[0-9]*' stat) | . > 0.998 and . < 1.002" \
	"perf says $(cat stat)"

six=instructions,instructions,instructions,instructions,instructions,instructions

# Six more events of the same process alternate with ours: an estimate by the share of time.
expect_exit 0 perf stat -x, -o stat -e $six "$BENCHCTL" "${count[@]}" 20000000
expect_counters '.instructions | min > 30e6 and max < 50e6' "40 million instructions were estimated as"
expect_counters '.instructions != .cycles' "nothing had to take turns"

# Six pinned events on each processor precede ours: not counted is not zero.
expect_exit 0 perf stat -x, -o stat -a -e $six "$BENCHCTL" "${count[@]}" 3000000
expect_counters 'keys == ["cycles"]' "what could not be counted"
