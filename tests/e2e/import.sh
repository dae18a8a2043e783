#!/usr/bin/env bash
# Results of other tools: with detected and named format, from files and standard input, stored and compared.
# long
. "$ROOT/tests/e2e/lib.sh"
DATA=$ROOT/tests/data/import

# go_test FILE FACTOR: ten runs of two benchmarks, the second FACTOR times as slow.
go_test() {
	{
		printf 'goos: linux\npkg: example.org/p\n'
		for i in 0 1 2 3 4 5 6 7 8 9; do
			printf 'BenchmarkSame-2 1000 %s ns/op\n' "$((1000 + i))"
			printf 'BenchmarkSlow-2 1000 %s ns/op\n' "$(((1000 + i) * $2))"
		done
	} >"$1"
}

new_repo
go_test old.txt 1
go_test new.txt 2

# benchctl prints why it detected the format; show and compare read the stored run.
expect_exit 0 "$BENCHCTL" import old.txt
expect_contains "$ERR" "old.txt: go-test (it has the lines of go test -bench), 2 benchmarks, 20 samples"
expect_contains "$OUT" "example.org/p.Slow-2"
expect_contains "$OUT" "2 benchmarks, run-001" # took no time
[ -f results/run-001/run.json ] || fail "the import is not stored"
"$BENCHCTL" import - <new.txt >"$OUT" 2>"$ERR" || fail "an import of standard input: $(cat "$ERR")"
expect_contains "$ERR" "-: go-test (it has"
expect_exit 1 "$BENCHCTL" compare run-001 run-002
expect_contains "$OUT" "example.org/p.Slow-2"

# The help ends with the names of the formats.
"$BENCHCTL" import --help | tail -n 1 | grep -qx '  csv' || fail "the help does not end with the formats"

# With --format benchctl prints no reason; several files make one run.
cp old.txt again.txt
expect_exit 0 "$BENCHCTL" import --format go-test old.txt again.txt
expect_contains "$ERR" "old.txt: go-test, 2 benchmarks, 20 samples"
expect_contains "$ERR" "again.txt: go-test, 2 benchmarks, 20 samples"
expect_exit 0 "$BENCHCTL" compare run-001 run-003

# compare reads two files directly.
rm -r results
expect_exit 0 "$BENCHCTL" compare old.txt old.txt
expect_exit 1 "$BENCHCTL" compare old.txt new.txt
expect_contains "$OUT" "example.org/p.Slow-2"
expect_lacks "$ERR" "rror"
expect_exit 4 "$BENCHCTL" compare "$DATA/hey/requests.csv" "$DATA/hey/requests.csv"
expect_contains "$OUT" "hey"
[ ! -e results ] || fail "compare stored something"

# What benchctl wrote is no result of another tool, and other commands read it.
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool }
defaults: { runs: 3, warmup: 0 }
suite: [{ name: push, command: "true" }]
END
own() { # FILE WHAT COMMAND...
	local file=$1 what=$2
	shift 2
	expect_exit 2 "$BENCHCTL" import "$file"
	expect_contains "$ERR" "$file: is $what of benchctl, not results of another tool"
	[ $# -eq 0 ] || expect_contains "$ERR" "read it with: benchctl $* $file"
	[ $# -eq 0 ] || expect_exit '0|4' "$BENCHCTL" "$@" "$file"
}
echo results >.gitignore
commit "a suite"
expect_exit 0 "$BENCHCTL" run -q
expect_exit 0 "$BENCHCTL" baseline export -o exported.json
expect_exit '0|4' "$BENCHCTL" gate --against ./exported.json --export-json report.json
own exported.json "a baseline" gate --against
own results/run-001/run.json "a run" show
own report.json "a comparison" report show
own results/run-001/metadata.json "a file"
expect_exit 2 "$BENCHCTL" import --format hyperfine exported.json
expect_contains "$ERR" "is a baseline of benchctl"
rm -r results benchctl.yaml

# A failure that the tool reports is a failure here, and the run stores it.
expect_exit 3 "$BENCHCTL" import "$DATA/go-test/fields.txt"
expect_contains "$OUT" "words_test.go:40: no such file"
expect_exit 3 "$BENCHCTL" import "$DATA/wrk/status.txt"
expect_contains "$OUT" "Non-2xx or 3xx responses: 22"
expect_exit 3 "$BENCHCTL" import "$DATA/junit/cmocka.xml"
[ -f results/run-003/run.json ] || fail "a failed run is not stored"
rm -r results

# Every format from its tool's file, and again from the stored run.
for file in h2load/requests.tsv h2load/summary.txt hey/requests.csv hey/summary.txt wrk/latency.txt \
	csv/long.csv csv/wide.csv go-test/log.txt; do
	expect_exit 0 "$BENCHCTL" import "$DATA/$file"
	expect_contains "$ERR" "$file: "
	expect_exit 0 "$BENCHCTL" show last
	rm -r results
done

# A report that is cut is noticed; columns that are not read are named, and so is the excess in a file.
head -n -1 "$DATA/wrk/plain.txt" >cut.txt
expect_exit 0 "$BENCHCTL" import cut.txt
expect_contains "$ERR" "cut.txt: the output lacks its last part, \"Transfer/sec:\""
printf 'name,date,t_ms\na,2024-01-01,"1,5"\nb,2024-01-02,"2,75"\n' >table.csv
expect_exit 0 "$BENCHCTL" import table.csv
expect_contains "$ERR" "1 column is not read: date"
jq -n '{context: {num_cpus: 1}, benchmarks: [{name: "many", real_time: 1, cpu_time: 1, time_unit: "ns"} +
	([range(66) | {key: "c\(.)", value: 1}] | from_entries)]}' >many.json
expect_exit 0 "$BENCHCTL" import many.json
expect_contains "$OUT" "+67"
{ for i in {1..101}; do echo "Unit u$i better=higher"; done; echo "BenchmarkMany 1 5 u101"; } >many.txt
expect_exit 0 "$BENCHCTL" import --format go-test many.txt
expect_contains "$OUT" "skipped 1 of the file's Unit lines"
rm -r table.csv many.json many.txt results

# A file without results, or in another format than named, is an error; nothing is stored.
refused() {
	local text=$1
	shift
	expect_exit 2 "$BENCHCTL" import "$@"
	expect_contains "$ERR" "$text"
	expect_lines "$ERR" 1
	[ ! -e results ] || fail "something was stored of: $*"
}
printf 'nothing\n' >words.txt
printf '<!DOCTYPE testsuite [<!ENTITY x SYSTEM "words.txt">]><testsuite name="&x;"/>' >entity.xml
: >empty
refused "words.txt: unknown format" words.txt
refused "empty: is empty" empty
printf 'name,value\na,NaN\n' >nan.csv
refused "nan.csv:2: the value is not a finite number: 'NaN'" nan.csv
refused "entity.xml:1: not well-formed XML, or XML with a document type" --format junit entity.xml
refused "words.txt: contains no results in the format go-test" --format go-test words.txt
refused "old.txt: contains no results in the format catch2" --format catch2 old.txt
refused "did you mean 'go-test'" --format go-tets old.txt
refused "nowhere: No such file or directory" nowhere
expect_exit 2 "$BENCHCTL" import old.txt words.txt
[ ! -e results ] || fail "half of an import was stored"
expect_exit 4 "$BENCHCTL" compare old.txt words.txt
expect_contains "$ERR" "words.txt: unknown format"
