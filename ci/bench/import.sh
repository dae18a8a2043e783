#!/usr/bin/env bash
# Importing 100 MB of Google Benchmark JSON, compared with a program that only parses the file with cJSON.
# Below 1, benchctl is faster.
# BENCHCTL=build/release/benchctl BEFORE= ROUNDS=7
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"

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
}' >google.json

# shellcheck disable=SC2046
compile parse $(pkg-config --cflags --libs libcjson) <<'C'
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

floor() { ./parse google.json; }
ours() { "$benchctl" import google.json; rm -rf results; }
in_turns floor ours
echo "$(($(stat -c %s google.json) / 1000000)) MB of Google Benchmark JSON, median of $rounds, and the ratio to the floor"
row 'cJSON_Parse alone (the floor)' floor floor
row 'benchctl import' ours floor
