#!/usr/bin/env bash
# Suites of 10,000 benchmarks: benchctl's time to plan, measure, compare and report them, each within a second;
# and its overhead per process, compared with a loop of vfork and wait4.
# BENCHCTL=build/release/benchctl ROUNDS=7 LIMIT=1 (s) RUNS=2 of the suite, because they take long
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"
limit=${LIMIT:-1}
late=0

head='benchmark: { name: big, machine_class: pool, order: sequential }
defaults: { runs: 1, warmup: 0, shell: none }
suite:'
# Ten thousand, as a matrix, as entries, as cases, and as 2,500 matrices of four sizes.
{
	list=$(seq -s', ' 100)
	printf '%s\n' "$head" "  - { name: m, matrix: { a: [$list], b: [$list] }, command: [./nothing, '\${a}', '\${b}'] }"
} >matrix.yaml
awk -v head="$head" 'BEGIN {
	print head
	for (i = 0; i < 10000; i++)
		printf "  - { name: group/b%05d, command: [./nothing] }\n", i
}' >entries.yaml
awk -v head="$head" 'BEGIN {
	print head "\n  - name: c\n    command: [./nothing]\n    cases:"
	for (i = 0; i < 10000; i++)
		printf "      - { name: c%05d, env: { CASE: %d } }\n", i, i
}' >cases.yaml
awk -v head="$head" 'BEGIN {
	print head
	for (i = 0; i < 2500; i++)
		printf "  - { name: s%04d, matrix: { n: [1, 2, 4, 8] }, command: [./nothing, \"${n}\"] }\n", i
}' >sizes.yaml
# side FILE SEED: a run of 10,000 x 3 metrics x 20 samples; another seed makes some of them slower.
side() {
	awk -v seed="$2" 'BEGIN {
		srand(seed)
		split("wall s cpu s peak_rss B", metric, " ")
		print "{\"benchctl\": \"run\", \"schema\": 1, \"suite\": \"big\", \"runs\": [{\"suite\": \"big\","
		print "\"id\": \"run\", \"status\": \"ok\", \"started\": \"2026-01-01T00:00:00Z\","
		print "\"finished\": \"2026-01-01T00:00:01Z\", \"host\": {\"class\": \"pool\"}, \"results\": ["
		for (b = 0; b < 10000; b++) {
			printf "%s{\"id\": \"group/b%05d\", \"status\": \"ok\", \"metrics\": {", b ? ",\n" : "", b
			for (m = 1; m < 6; m += 2) {
				printf "%s\"%s\": {\"unit\": \"%s\", \"better\": \"lower\", \"samples\": [",
					(m > 1 ? ", " : ""), metric[m], metric[m + 1]
				slow = b % 50 == seed ? 1.2 : 1
				for (i = 0; i < 20; i++) {
					v = slow * (1 + b % 7) * (1 + rand() / 50)
					printf "%s%.9g", i ? ", " : "", v
				}
				printf "]}"
			}
			printf "}}"
		}
		print "]}]}"
	}' >"$1"
}
side old.json 1
side new.json 2
compile nothing -static <<'C'
int main(void) { return 0; }
C
compile loop <<'C'
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	char *const words[] = { argv[1], NULL };
	struct rusage usage;

	for (int i = atoi(argv[2]); i > 0 && argc > 2; i--) {
		pid_t pid = vfork();
		int status;

		if (pid == 0) {
			execv(*words, words);
			_exit(127);
		}
		wait4(pid, &status, 0, &usage);
	}
}
C

timed() { "${command[@]}"; }
# within NAME STATUS COMMAND...: its time, and whether it is within the limit.
within() {
	local name=$1 want=$2 got=0
	shift 2
	"$@" >out.txt 2>err.txt || got=$?
	if [ "$got" -ne "$want" ]; then
		printf 'exit status %s instead of %s from: %s\n' "$got" "$want" "$*"
		head -n 5 err.txt
		exit 1
	fi
	command=("$@")
	rm -f timed.all
	in_turns timed
	awk -v title="$name" -v us="$(cat timed.us)" -v limit="$limit" 'BEGIN {
		printf "  %-34s %10.3f s%s\n", title, us / 1e6, (us > limit * 1e6 ? "  too long" : "")
		exit us > limit * 1e6 }' || late=1
}
echo "10,000 benchmarks, median of $rounds"
for suite in matrix entries cases sizes; do
	within "validate, $suite" 0 "$benchctl" validate $suite.yaml
	within "run --dry-run, $suite" 0 "$benchctl" run --dry-run $suite.yaml
done
within 'compare' 1 "$benchctl" compare -q old.json new.json
for kind in text markdown junit json github; do
	within "compare, $kind" 1 "$benchctl" compare -q old.json new.json --report "$kind=report.$kind"
done
mkdir -p baselines/big
sed '1s/"run"/"baseline"/' old.json >baselines/big/pool.json
within 'run --dry-run --shard 3/10' 0 "$benchctl" run --dry-run --shard 3/10 entries.yaml

# The measured time: the processes, and the overhead per benchmark.
for round in $(seq "${RUNS:-2}"); do
	for name in loop entries matrix sizes; do
		start=$(date +%s%N)
		if [ $name = loop ]; then
			./loop ./nothing 10000
		else
			"$benchctl" run -q $name.yaml
		fi
		echo $((($(date +%s%N) - start) / 1000)) >>$name.all
	done
	echo "round $round of ${RUNS:-2}" >&2
done
for name in loop entries matrix sizes; do
	sort -n $name.all | head -n1 >$name.us
done
echo "a run of 10,000 benchmarks, a process each, per process, least of ${RUNS:-2}, and the ratio to the floor"
row 'vfork and wait4 in C (the floor)' loop loop 10000
for name in entries matrix sizes; do
	row "benchctl run, $name" $name loop 10000
done
within 'list' 0 "$benchctl" list
within 'show last' 0 "$benchctl" show last
# As if the last tenth had not been measured.
run=$(find results -name run.json | sort | sed -n 1p)
if have jq; then
	mkdir results/run-900
	jq -c '.runs[0].id = "run-900" | .runs[0].status = "interrupted" | .runs[0].results |= .[:9000]' "$run" \
		>results/run-900/run.json
	within 'run --resume --dry-run' 0 "$benchctl" run --resume run-900 --dry-run entries.yaml
fi
[ $late -eq 0 ]
