#!/usr/bin/env bash
# The pages of RUNS runs of 100 benchmarks with their history, and a plot of a million rows. Ratios are to a static
# file by the same server.
# BENCHCTL=build/release/benchctl ROUNDS=7 RUNS=1000
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"
runs=${RUNS:-1000}

git init -q -b main
git config user.name bench
git config user.email bench@example.invalid
{
	printf 'benchmark: { name: bench, machine_class: pool }\nresults: { keep: 0 }\nsuite:\n'
	for i in {0..99}; do echo "  - { name: BM_F$i, command: \"true\" }"; done
} >benchctl.yaml
git add -A
git commit -qm suite
for ((n = 0; n < runs; n++)); do
	awk -v n="$n" 'BEGIN {
		srand(n)
		printf "{\"context\": {}, \"benchmarks\": ["
		for (b = 0; b < 100; b++)
			for (r = 0; r < 5; r++)
				printf "%s{\"name\": \"BM_F%d\", \"run_name\": \"BM_F%d\", \"run_type\": \"iteration\", \"iterations\": 10, \"real_time\": %.6f, \"time_unit\": \"ns\"}", b + r ? ",\n" : "", b, b, 1000 * (1 + (n > 500 + b) * .1) + 20 * rand()
		print "]}"
	}' >google.json
	git commit -q --allow-empty -m "change $n"
	"$benchctl" import google.json >/dev/null 2>&1
	"$benchctl" history record >/dev/null
done
awk 'BEGIN { srand(1); print "time (s),latency_ms"; for (i = 0; i < 1000000; i++) printf "%.3f,%.4f\n", i / 1000, 10 + rand() }' >rows.csv

"$benchctl" serve --port 0 >url &
server=$!
trap 'kill $server; rm -rf "$dir"' EXIT
until [ -s url ]; do kill -0 $server; done
url=$(cat url)
get() { curl -s -o /dev/null "$url$1"; }
floor() { get style.css; }
overview() { get ""; }
history_page() { get history/BM_F7; }
run_page() { get "run/run-001"; }
start() { "$benchctl" history; } # what a start of the server reads
plot() { "$benchctl" plot --source rows.csv --type time_series --x time --y latency_ms; }
in_turns floor overview history_page run_page start plot
echo "$runs runs of 100 benchmarks, median of $rounds, and the ratio to a static file"
row 'style.css' floor floor
row 'overview' overview floor
row 'history of a benchmark' history_page floor
row 'run' run_page floor
row 'reading the history at the start' start floor
row 'plot of 1,000,000 rows' plot floor
