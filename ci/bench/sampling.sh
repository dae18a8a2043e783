#!/usr/bin/env bash
# The cost of sampling a running benchmark: the helpers' processor time, by the kernel's count, over a run of
# SECONDS (5) with five processes. At the default of 100 ms it must stay below 0.5% of one processor.
set -eu
cd -- "$(dirname -- "$0")/../.."
program=$(realpath "${BENCHCTL:-build/release/benchctl}")
seconds=${SECONDS_EACH:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cp "$program" benchctl # a program that nobody else runs
benchctl=$dir/benchctl

# helpers_ns PID: the processor time of benchctl's helpers until now: its own program, but not its main process.
helpers_ns() {
	local pid ns total=0
	[ -e "/proc/$1/exe" ] || return
	while read -r pid; do
		if [ "$pid" != "$1" ] && read -r ns _ <"/proc/$pid/schedstat"; then
			total=$((total + ns))
		fi
	done < <(find /proc/[0-9]*/exe -maxdepth 0 -lname "$benchctl" 2>/dev/null | cut -d/ -f3) 2>/dev/null
	echo $total
}

# cost INTERVAL: in percent of one processor.
cost() {
	local now ns=0
	"$benchctl" run --quiet --runs 1 --warmup 0 --sample "$1" -- \
		sh -c "for i in 1 2 3 4; do sleep $seconds & done; wait" &
	while now=$(helpers_ns $!); do
		[ "$now" -lt "$ns" ] || ns=$now
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
