#!/usr/bin/env bash
# Reading and comparing two sides of 1,000 and 10,000 benchmarks x 20 samples, as Google Benchmark JSON, as output
# of go test -bench, and in benchctl's format. Compared with a program that only finds, reads and sorts the
# numbers, and with Google's compare.py and benchstat if installed (once, and 1,000 only: they are slow). make
# bench-peers installs the first; the second is golang.org/x/perf/cmd/benchstat, which Debian does not have.
# BENCHCTL=build/release/benchctl BENCHSTAT=benchstat ROUNDS=7
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"

make_side() { # BENCHMARKS SEED
	awk -v n="$1" -v seed="$2" 'BEGIN {
		srand(seed)
		print "{\"context\": {\"num_cpus\": 2, \"library_build_type\": \"release\"}, \"benchmarks\": ["
		for (b = 0; b < n; b++)
			for (r = 0; r < 20; r++) {
				t = 1000 + b + rand() * 10
				printf "%s{\"name\": \"BM_F%d/64\", \"run_name\": \"BM_F%d/64\", ", b + r ? ",\n" : "", b, b
				printf "\"run_type\": \"iteration\", \"repetitions\": 20, \"repetition_index\": %d, ", r
				printf "\"threads\": 1, \"iterations\": 71392, \"real_time\": %.16e, ", t
				printf "\"cpu_time\": %.16e, \"time_unit\": \"ns\"}", t * 0.99
			}
		print "\n]}"
	}'
}
# The same as go test -bench prints it.
go_side() { # GOOGLE-JSON
	awk -F'[:,] ' '/"real_time"/ {
		name = $2
		gsub(/"|BM_/, "", name)
		for (i = 1; i < NF; i++)
			if ($i ~ /"real_time"/)
				printf "Benchmark%s-2 71392 %.1f ns/op\n", name, $(i + 1)
	}' "$1"
}
compile sorter <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}
int main(int argc, char **argv)
{
	double v[20], sum = 0;
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");
		char *text = NULL, *p;
		size_t size = 0, n = 0;

		if (!f || getdelim(&text, &size, '\0', f) < 0)
			return 1;
		const char *mark = strncmp(text, "Benchmark", 9) ? "\"real_time\": " : " 71392 ";

		for (p = text; (p = strstr(p, mark));) {
			v[n++] = strtod(p + strlen(mark), &p);
			if (n == 20) {
				qsort(v, n, sizeof *v, by_value);
				sum += v[10];
				n = 0;
			}
		}
	}
	return sum < 0;
}
C
peer_script=$(find /usr/share -name compare.py -path '*benchmark*' 2>/dev/null | head -n1)
# Not the python3 of PATH, which may lack scipy.
[ -n "$peer_script" ] && /usr/bin/python3 -c 'import scipy.stats' 2>/dev/null || peer_script=
benchstat=${BENCHSTAT:-benchstat}
have "$benchstat" || benchstat=
# peer TITLE NAME FLOOR THERE: one round, of the smaller set.
peer() {
	if [ -z "$4" ]; then
		printf '  %-34s not there\n' "$1"
	elif [ "$n" = 1000 ]; then
		rounds=1 in_turns "$2"
		row "$1" "$2" "$3"
	fi
}
for n in 1000 10000; do
	make_side $n 1 >old.json
	make_side $n 2 >new.json
	for side in old new; do
		"$benchctl" import $side.json >/dev/null 2>&1
		cp results/run-001/run.json own-$side.json
		rm -rf results
		go_side $side.json >$side.txt
	done
	floor() { ./sorter old.json new.json; }
	ours() { "$benchctl" compare -q old.json new.json; }
	own() { "$benchctl" compare -q own-old.json own-new.json; }
	go_floor() { ./sorter old.txt new.txt; }
	go_ours() { "$benchctl" compare -q old.txt new.txt; }
	compare_py() { /usr/bin/python3 "$peer_script" benchmarks old.json new.json; }
	go_peer() { "$benchstat" old.txt new.txt; }
	rm -f ./*.all
	in_turns floor ours own go_floor go_ours
	echo "comparing $n x 20 with $n x 20, median of $rounds, and the ratio to the floor"
	row 'find, read and sort in C (the floor)' floor floor
	row 'benchctl compare, Google JSON' ours floor
	row 'benchctl compare, own format' own floor
	row 'the floor of go test text' go_floor go_floor
	row 'benchctl compare, go test text' go_ours go_floor
	peer "Google's compare.py" compare_py floor "$peer_script"
	peer 'benchstat' go_peer go_floor "$benchstat"
	"$benchctl" run -q --runs 3 --warmup 0 -i -N -- "$benchctl" compare -q old.json new.json
	! have jq || jq -r '.runs[0].results[0].metrics.peak_rss.samples | sort | .[1] / 1048576 |
		"  peak memory, Google JSON: \(. * 10 | round / 10) MiB"' results/run-001/run.json
	rm -rf results
done
