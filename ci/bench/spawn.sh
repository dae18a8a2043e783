#!/usr/bin/env bash
# Launching a process 2,000 times: benchctl compared with a loop of vfork and wait4, and with hyperfine.
# BENCHCTL=build/release/benchctl BEFORE= ROUNDS=7 RUNS=2000
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"
runs=${RUNS:-2000}

compile nothing -static <<'C'
int main(void) { return 0; }
C
# Without a C library, to see which memory the kernel counts for a process that has none.
compile bare -static -nostdlib -fno-stack-protector <<'C'
void _start(void) { __asm__ volatile("mov $60, %eax; xor %edi, %edi; syscall"); }
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
floor() { ./loop ./nothing "$runs"; }
ours() { "$benchctl" run -q --runs "$runs" --max-time 10min -N -- ./nothing; }
peer() { hyperfine -N --runs "$runs" --warmup 1 --export-json out.json ./nothing; }

names=(floor ours)
! have hyperfine || names+=(peer)
in_turns "${names[@]}"
echo "launching a static program $runs times, per run, median of $rounds, and the ratio to the floor"
row 'vfork and wait4 in C (the floor)' floor floor "$runs"
row 'benchctl run' ours floor "$runs"
! have hyperfine || row 'hyperfine -N' peer floor "$runs"
"$benchctl" run -q --runs 20 -N -- ./bare
have jq && jq -r '.runs[0].results[0].metrics.peak_rss.samples | sort | .[10] / 1024 |
	"  peak memory reported for a program without a C library: \(.) KiB"' "$(find results -name run.json | sort | tail -n1)"
