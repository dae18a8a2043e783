#!/usr/bin/env bash
# Commands without a configuration: version, help, and an unknown command.
. "$ROOT/tests/e2e/lib.sh"

expect_exit 0 "$BENCHCTL" --version
expect_contains "$OUT" "benchctl 0."
expect_lines "$OUT" 1
expect_exit 0 "$BENCHCTL" version
expect_contains "$OUT" "benchctl 0."

expect_exit 2 "$BENCHCTL"
expect_lines "$OUT" 0
expect_contains "$ERR" "benchctl init"
expect_contains "$ERR" "benchctl gate"

expect_exit 2 "$BENCHCTL" gaet
expect_lines "$OUT" 0
expect_contains "$ERR" "unknown command 'gaet'; did you mean 'gate'?"
expect_exit 2 "$BENCHCTL" frobnicate
expect_contains "$ERR" "unknown command 'frobnicate'. \`benchctl help\` lists all commands"

expect_exit 2 "$BENCHCTL" gate --agianst main
expect_contains "$ERR" "unknown option '--agianst' for gate; did you mean --against"

expect_exit 0 "$BENCHCTL" help
expect_contains "$OUT" "usage: benchctl"
expect_exit 0 "$BENCHCTL" help exit
for status in 0 1 2 3 4 130 143; do
	grep -qE "^ +$status  " "$OUT" || fail "help exit does not say what $status means"
done
expect_exit 0 "$BENCHCTL" gate --help
expect_contains "$OUT" "--against"
expect_exit 2 "$BENCHCTL" help frobnicate

# A full disk is an error.
expect_exit 3 bash -c '"$BENCHCTL" help >/dev/full'
