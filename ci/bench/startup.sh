#!/usr/bin/env bash
# Start-up time: benchctl --version, compared with a program that does nothing, and with git.
# BENCHCTL=build/release/benchctl BEFORE= ROUNDS=7
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"
times=200

compile nothing <<'C'
int main(void) { return 0; }
C
again() { for ((k = 0; k < times; k++)); do "$@"; done; }
floor() { again ./nothing; }
ours() { again "$benchctl" --version; }
peer() { again git --version; }
in_turns floor ours peer
echo "starting a program, median of $rounds, and the ratio to the floor"
row 'a C program that does nothing' floor floor $times
row 'benchctl --version' ours floor $times
row 'git --version' peer floor $times
