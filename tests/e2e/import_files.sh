#!/usr/bin/env bash
# Files and folders of other tools: stored as a run, compared with each other, refused with an error.
. "$ROOT/tests/e2e/lib.sh"

new_repo
data=$ROOT/tests/data/import

# hyperfine NAME MILLISECONDS: twenty runs near that time.
hyperfine() {
	local times='' i
	for i in {10..29}; do times+="${times:+,}$2.$i"; done
	echo "{\"results\":[{\"command\":\"demo\",\"times\":[$times]}]}" >"$1"
}
hyperfine old.json 1
hyperfine same.json 1
hyperfine slow.json 2
expect_exit 0 "$BENCHCTL" compare old.json same.json
expect_exit 1 "$BENCHCTL" compare old.json slow.json
expect_contains "$OUT" "demo"

expect_exit 0 "$BENCHCTL" import - <old.json
expect_contains "$ERR" 'hyperfine (its "results" have a "command"), 1 new benchmark, 20 samples'

# A folder can be a format; another folder's name may still be a branch.
expect_exit 0 "$BENCHCTL" import "$data/criterion/target"
expect_contains "$ERR" "criterion (it has Criterion's folders \"new\"), 3 new benchmarks, 20 samples"
expect_exit 0 "$BENCHCTL" compare "$data/criterion/target" "$data/criterion/target"
expect_contains "$OUT" "sum/xor/1000"
mkdir folder
expect_exit 2 "$BENCHCTL" import folder
expect_contains "$ERR" "folder: is a folder without a known format"
expect_exit 2 "$BENCHCTL" import --format hyperfine folder
expect_contains "$ERR" "hyperfine reads a file"

# A failure that the tool reports is a failure here.
expect_exit 3 "$BENCHCTL" import "$data/vitest/bench.json"
expect_contains "$OUT" "1 failed"

# The direction is never guessed.
echo '[{"name":"a","unit":"things","value":1}]' >list.json
expect_exit 2 "$BENCHCTL" import list.json
expect_contains "$ERR" "customBiggerIsBetter"
expect_exit 0 "$BENCHCTL" import --format customBiggerIsBetter list.json

expect_exit 2 "$BENCHCTL" import --format jmh old.json
expect_contains "$ERR" "old.json:1:1: expected an array, found an object"
: >empty.json
expect_exit 2 "$BENCHCTL" import empty.json
expect_contains "$ERR" "empty.json: unknown format"
