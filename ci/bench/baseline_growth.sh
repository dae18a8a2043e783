#!/usr/bin/env bash
# How much 100 refreshes of a baseline of 100 benchmarks add to a repository, after git gc. Each run has
# the 13 metrics of a process in 40 samples; wall time and peak memory are judged. The bar is 4 MB.
# BENCHCTL=build/release/benchctl REFRESHES=100
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"
refreshes=${REFRESHES:-100} bar=4000000

git init -q -b main
git config user.name bench
git config user.email bench@example.invalid
{
	printf 'benchmark: { name: bench, machine_class: pool }\ngate: { metrics: { peak_rss: { threshold: 10%% } } }\nsuite:\n'
	for ((b = 0; b < 100; b++)); do printf '  - { name: b%03d, command: "true" }\n' "$b"; done
} >benchctl.yaml
echo run.json >.gitignore
git add .
git commit -qm "a suite"

# Each benchmark and session has its own level; the noise is 3%.
make_run() {
	awk -v seed="$1" 'function noise() { return 1 + 0.03 * (rand() + rand() + rand() + rand() - 2) * 1.73 }
	function series(name, unit, level, step,   i, v) {
		printf "%s\"%s\":{\"unit\":\"%s\",\"better\":\"lower\",\"samples\":[", sep, name, unit
		for (i = 0; i < 40; i++) {
			v = level * noise()
			printf "%s%.9f", i ? "," : "", step ? int(v / step) * step : v
		}
		printf "]}"
		sep = ","
	}
	BEGIN {
		srand(seed)
		printf "{\"benchctl\":\"run\",\"schema\":1,\"suite\":\"bench\",\"runs\":[{\"suite\":\"bench\",\"status\":\"ok\","
		printf "\"started\":\"2026-01-01T00:%02d:%02dZ\",\"commit\":\"%040d\",\"seed\":%d,", seed / 60, seed % 60, seed, seed + 1
		printf "\"host\":{\"class\":\"pool\"},\"results\":["
		for (b = 0; b < 100; b++) {
			printf "%s{\"id\":\"b%03d\",\"status\":\"ok\",\"command\":\"./bench --case %d\",\"metrics\":{", b ? "," : "", b, b
			sep = ""
			wall = (0.01 + 0.001 * b) * noise()
			series("wall", "s", wall, 0)
			series("user", "s", wall * 0.8, 1e-6)
			series("sys", "s", wall * 0.2, 1e-6)
			series("cpu", "s", wall, 1e-6)
			series("cpu_utilization", "ratio", 0.97, 0)
			series("peak_rss", "B", 6e6 + 1e5 * b, 4096)
			series("switches_voluntary", "1", 10, 1)
			series("switches_involuntary", "1", 5, 1)
			series("faults_minor", "1", 1000, 1)
			series("faults_major", "1", 0, 1)
			series("read", "B", 0, 1)
			series("written", "B", 4096, 1)
			series("io_operations", "1", 130, 1)
			printf "}}"
		}
		print "]}]}"
	}' >run.json
}

size() { git gc -q --prune=now; git count-objects -v | awk '/^size-pack:/ { print $2 * 1024 }'; }

before=$(size)
for ((i = 0; i < refreshes; i++)); do
	make_run "$i"
	"$benchctl" baseline refresh run.json --commit >/dev/null
done
grown=$(($(size) - before))
file=$(git ls-files baselines)
echo "$refreshes refreshes of 100 benchmarks, $(git rev-list --count HEAD -- "$file") versions; the file has $(stat -c %s "$file" 2>/dev/null || git show "HEAD:$file" | wc -c) bytes"
echo "  .git has grown by $grown bytes after git gc; the bar is $bar"
[ "$grown" -lt "$bar" ]
