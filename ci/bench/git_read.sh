#!/usr/bin/env bash
# Finding the base commit and reading its baseline (1,000 benchmarks x 20 samples), compared with git, which does
# not parse the file.
# BENCHCTL=build/release/benchctl BEFORE= ROUNDS=7
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"
times=20

git init -q -b main
git config user.name bench
git config user.email bench@example.invalid
awk 'BEGIN {
	srand(1)
	printf "{\"context\": {}, \"benchmarks\": ["
	for (b = 0; b < 1000; b++)
		for (r = 0; r < 20; r++)
			printf "%s{\"name\": \"BM_F%d\", \"run_name\": \"BM_F%d\", \"run_type\": \"iteration\", \"iterations\": 10, \"real_time\": %.12f, \"time_unit\": \"ns\"}", b + r ? ",\n" : "", b, b, 1000 + b + rand()
	print "]}"
}' >google.json
printf 'benchmark: { name: bench }\nsuite:\n  - { name: a, command: "true" }\n' >benchctl.yaml
"$benchctl" import google.json >/dev/null 2>&1
"$benchctl" baseline refresh last >/dev/null
file=$(find baselines -name '*.json')
git add benchctl.yaml baselines
git commit -qm baseline
git checkout -q -b topic
git commit -q --allow-empty -m topic

# An earlier build may not know this schema.
[ -z "$before" ] || "$before" baseline show main >/dev/null 2>&1 || before=
again() { for ((k = 0; k < times; k++)); do "$@"; done; }
reading() { git show "$(git merge-base main HEAD):$file"; }
floor() { again reading; }
ours() { again "$benchctl" baseline show main; }
in_turns floor ours
echo "reading a baseline of $(($(stat -c %s "$file") / 1024)) KiB from the base commit, median of $rounds, and the ratio to the floor"
row 'git merge-base and git show' floor floor $times
row 'benchctl baseline show (and parse it)' ours floor $times
