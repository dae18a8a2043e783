#!/usr/bin/env bash
# The demonstration goes red, leaves nothing behind unless asked, and ignores what the user has configured.
. "$ROOT/tests/e2e/lib.sh"

# A user's git signs commits, runs hooks and knows no name; a CI system names another base.
mkdir hooks
printf '#!/bin/sh\nexit 1\n' >hooks/pre-commit
chmod +x hooks/pre-commit
printf '[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = false\n[core]\n\thooksPath = %s\n' "$PWD/hooks" \
	>"$GIT_CONFIG_GLOBAL"
export GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=elsewhere
expect_exit '0|4' "$BENCHCTL" demo
expect_contains "$OUT" "parse/large wall is"
if ! grep -qF "probably because this machine is busy" "$ERR"; then
	expect_contains "$OUT" "REGRESSION"
	expect_contains "$OUT" "its exit status is 1"
	expect_contains "$OUT" "benchctl init"
fi
[ -z "$(ls -A "$TMPDIR")" ] || fail "left behind: $(ls -A "$TMPDIR")"
[ ! -e "$HOME/.cache" ] || fail "left behind: $HOME/.cache"

expect_exit 2 "$BENCHCTL" demo --keep .
expect_contains "$ERR" ". is not empty"
expect_exit 3 env TMPDIR="$PWD/nowhere" "$BENCHCTL" demo
expect_contains "$ERR" "cannot create a temporary folder"

# The repository stays where the user wants it, also if the gate is interrupted.
"$BENCHCTL" demo --keep "kept here" >"$OUT" 2>"$ERR" &
wait_until test -d "kept here/results/run-001"
kill -INT $!
wait $! && fail "an interrupted gate passes" || [ $? -eq 130 ] || fail "exit status $?"
[ "$(git -C "kept here" log --format=%s | wc -l)" -eq 2 ] || fail "no two commits"
expect_exit 0 "$BENCHCTL" -C "kept here" validate
