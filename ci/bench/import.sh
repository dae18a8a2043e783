#!/usr/bin/env bash
# Importing 100 MB of Google Benchmark JSON, compared with a program that only parses the file with cJSON.
# Medians of 5, alternating; below 1, benchctl is faster.
# BENCHCTL=build/release/benchctl ROUNDS=5
set -eu
cd -- "$(dirname -- "$0")/../.."
benchctl=$PWD/${BENCHCTL:-build/release/benchctl}
rounds=${ROUNDS:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# 14,000 benchmarks of 20 repetitions.
awk 'BEGIN {
	srand(1)
	print "{\"context\": {\"num_cpus\": 2, \"library_build_type\": \"release\"}, \"benchmarks\": ["
	for (b = 0; b < 14000; b++)
		for (r = 0; r < 20; r++) {
			t = 1000 + b + rand() * 10
			printf "%s{\n      \"name\": \"BM_Function%d/64\",\n      \"family_index\": %d,\n", n++ ? ",\n    " : "    ", b, b
			printf "      \"per_family_instance_index\": 0,\n      \"run_name\": \"BM_Function%d/64\",\n", b
			printf "      \"run_type\": \"iteration\",\n      \"repetitions\": 20,\n      \"repetition_index\": %d,\n", r
			printf "      \"threads\": 1,\n      \"iterations\": 713920,\n      \"real_time\": %.16e,\n", t
			printf "      \"cpu_time\": %.16e,\n      \"time_unit\": \"ns\"\n    }", t * 0.99
		}
	print "\n  ]\n}"
}' >"$dir/google.json"

cat >"$dir/floor.c" <<'C'
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
	char *text = NULL;
	size_t n = 0;

	if (!f || getdelim(&text, &n, '\0', f) < 0)
		return 1;
	return cJSON_Parse(text) ? 0 : 1;
}
C
# shellcheck disable=SC2046
${CC:-cc} -O2 -D_GNU_SOURCE -o "$dir/floor" "$dir/floor.c" $(pkg-config --cflags --libs libcjson)

cd "$dir"
ours() { "$benchctl" import google.json >/dev/null 2>&1; rm -rf results; }
floor() { ./floor google.json; }
milliseconds() {
	local start
	start=$(date +%s%N)
	"$1"
	echo $((($(date +%s%N) - start) / 1000000))
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for ((i = 0; i < rounds; i++)); do
	milliseconds ours >>ours.ms
	milliseconds floor >>floor.ms
done
a=$(median <ours.ms)
b=$(median <floor.ms)
awk -v a="$a" -v b="$b" -v size="$(stat -c %s google.json)" -v n="$rounds" 'BEGIN {
	printf "%.0f MB of Google Benchmark JSON, medians of %d\n", size / 1e6, n
	printf "  benchctl import    %5d ms\n  cJSON_Parse alone  %5d ms\n  ratio              %5.2f\n", a, b, a / b
}'
