#!/usr/bin/env bash
# The cost of sampling a running benchmark: the helper's processor time, by the kernel's count, over a run of
# SECONDS (5) with five processes. At the default of 100 ms it must stay below 0.5% of one processor.
set -eu
cd -- "$(dirname -- "$0")/../.."
benchctl=$(realpath "${BENCHCTL:-build/release/benchctl}")
seconds=${SECONDS_EACH:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

# helper_ns PID: the processor time of its helper until now.
helper_ns() {
	local helper
	helper=$(pgrep -P "$1" -f . | head -n1) && cut -d' ' -f1 "/proc/$helper/schedstat"
}

# cost INTERVAL: in percent of one processor.
cost() {
	local now ns=0
	"$benchctl" run --quiet --runs 1 --warmup 0 --sample "$1" -- \
		sh -c "for i in 1 2 3 4; do sleep $seconds & done; wait" &
	while now=$(helper_ns $! 2>/dev/null); do
		ns=$now
		sleep 0.1
	done
	wait $!
	awk -v ns="$ns" -v s="$seconds" 'BEGIN { printf "%.3f\n", ns / s / 1e7 }'
}

status=0
for interval in 0 1s 100ms 10ms; do
	percent=$(cost $interval)
	verdict=
	if [ $interval = 100ms ]; then
		verdict=' ok'
		awk -v v="$percent" 'BEGIN { exit !(v < 0.5) }' || { verdict=' MORE THAN 0.5%' status=1; }
	fi
	printf 'sample: %-6s %6s%% of one processor%s\n' "$interval" "$percent" "$verdict"
done
exit $status
