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
expect_contains "$ERR" 'hyperfine (its "results" have a "command"), 1 benchmark, 20 samples'

# A folder can be a format; another folder's name may still be a branch.
expect_exit 0 "$BENCHCTL" import "$data/criterion/target"
expect_contains "$ERR" "criterion (it has Criterion's folders \"new\"), 3 benchmarks, 20 samples"
expect_exit 4 "$BENCHCTL" compare "$data/criterion/target" "$data/criterion/target"
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
expect_contains "$ERR" "empty.json: is empty"

# Several files a side: each is one sample, whatever it holds itself.
benchmark() { # FILE HOST CORES MILLISECONDS...
	local file=$1 host=$2 cores=$3 ms list=''
	shift 3
	for ms; do list+="${list:+,}{\"name\":\"a\",\"run_type\":\"iteration\",\"real_time\":$ms,\"cpu_time\":1,\"time_unit\":\"ms\"}"; done
	echo "{\"context\":{\"host_name\":\"$host\",\"num_cpus\":$cores},\"benchmarks\":[$list]}" >"$file"
}
for i in {10..19}; do
	benchmark "old-$i.json" one 2 10."$i" 10."$i" 90
	benchmark "new-$i.json" one 2 12."$i" 90 12."$i"
done
expect_exit 1 "$BENCHCTL" compare old-1*.json -- new-1*.json --report json=rows.json
expect_contains "$OUT" "each file counts as one sample: 10 files of base, 10 of head"
expect_lacks "$OUT" "two machines"
[ "$(jq -c '[.rows[0] | .base.n, .head.n, .base.median < 0.0102]' rows.json)" = '[10,10,true]' ] || fail "$(cat rows.json)"
expect_contains "$OUT" 'again: benchctl compare old-10.json'
expect_exit 0 "$BENCHCTL" compare old-10.json -- new-1*.json # one sample says nothing
expect_exit 0 "$BENCHCTL" compare old-10.json old-11.json old-12.json -- old-13.json old-14.json
expect_exit 0 "$BENCHCTL" import old-1*.json
expect_exit 1 "$BENCHCTL" compare last -- new-1*.json
expect_exit 2 "$BENCHCTL" compare old-10.json ./old-10.json -- new-10.json
expect_contains "$ERR" "old-10.json and ./old-10.json are the same file"
expect_exit 2 "$BENCHCTL" compare old-10.json old-11.json new-10.json
expect_contains "$ERR" "compare A... -- B..."

# A benchmark that fewer files have than others may have failed in the rest.
with_b() { jq '.benchmarks += (.benchmarks | map(.name = "b"))' "$1.json" >"$1-b.json"; }
for i in {10..14}; do
	with_b "old-$i"
	[ "$i" -gt 11 ] && continue
	with_b "new-$i"
done
old=(old-1[0-4]-b.json) new=(new-1[01]-b.json new-1[2-4].json)
"$BENCHCTL" compare "${old[@]}" -- "${new[@]}" --report json=rows.json >"$OUT" 2>&1 || :
expect_contains "$OUT" "warning: only 2 files have this benchmark; others are in 5 files"
[ "$(jq -c '[.rows[] | [.id, .head.n, .warning]]' rows.json)" = \
	'[["a",5,null],["b",2,"only 2 files have this benchmark; others are in 5 files"]]' ] || fail "$(jq -c .rows rows.json)"
"$BENCHCTL" compare "${new[@]}" -- "${old[@]}" >"$OUT" 2>&1 || :
expect_contains "$OUT" "warning: base: only 2 files have this benchmark; others are in 5 files"
# Of one file among several, too, a benchmark has one sample; a stored run keeps the warning.
expect_exit 0 "$BENCHCTL" import new-10-b.json new-12.json new-13.json
expect_contains "$OUT" "only 1 file has this benchmark; others are in 3 files"
"$BENCHCTL" compare "${old[@]}" -- last --report json=rows.json >"$OUT" 2>&1 || :
[ "$(jq -c '.rows[1] | [.head.n, .verdict, .warning != null]' rows.json)" = '[1,"inconclusive",true]' ] || fail "$(jq -c .rows rows.json)"
# Files of different benchmarks are parts of one result, with all their samples.
jq '.benchmarks[].name = "b"' old-10.json >part.json
expect_exit 0 "$BENCHCTL" import old-10.json part.json
expect_lacks "$OUT" "others are in"

# The machine that a file names: another name may be another container, other hardware is another class.
benchmark other.json two 2 12
expect_exit 4 "$BENCHCTL" compare old-10.json other.json
expect_contains "$OUT" "two machines: one, 2 processors and two,"
benchmark bigger.json two 64 12
"$BENCHCTL" compare old-10.json bigger.json >"$OUT" 2>&1 || :
expect_contains "$OUT" "two machines: one, 2 processors and two,"
expect_contains "$OUT" "different machine classes"
"$BENCHCTL" compare old-1*.json -- new-1*.json other.json >"$OUT" 2>&1 || :
expect_contains "$OUT" "two machines: one, 2 processors and two,"
