#!/usr/bin/env bash
# All kinds of reports: of one comparison, of names that try to break them, and of very many rows.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool }
defaults: { runs: 6, warmup: 0 }
suite:
  - { name: a, command: "true" }
  - { name: "b", command: "echo '| `x` <b> ]]> &amp; @all #1 ::error::x' >&2; printf '\\033[31m\\n' >&2; exit 1" }
END
{ steady a 9; steady b 9; steady c 9; } | baseline_file
commit "a baseline"

# all NAME: the options for each kind of report in a file of that name.
all() {
	for kind in text:txt markdown:md junit:xml json:json github:gh; do
		printf -- '--report %s=%s.%s ' "${kind%:*}" "$1" "${kind#*:}"
	done
}
# valid NAME: each file is valid in its format.
valid() {
	for file in "$1".txt "$1".md "$1".xml "$1".json "$1".gh; do
		[ -s "$file" ] || fail "$file is missing"
		iconv -f utf-8 -t utf-8 "$file" >/dev/null || fail "$file is not UTF-8"
		LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$file" && fail "$file has control characters"
	done
	xmllint --noout --schema "$ROOT/tests/golden/junit.xsd" "$1.xml" 2>/dev/null || fail "$1.xml is not valid"
	jq -e '.benchctl == "comparison" and (.rows | type) == "array"' "$1.json" >/dev/null
	[ "$(wc -c <"$1.md")" -le 65536 ] || fail "$1.md has $(wc -c <"$1.md") bytes"
}

read -ra options <<<"$(all first)"
expect_exit 3 "$BENCHCTL" gate "${options[@]}"
valid first
expect_contains first.md '&#124;'
expect_lacks first.md "@all"
expect_lacks first.md "<b>"
! grep -q "^::error::x" first.gh || fail "a benchmark's output is a command"

# The stored comparison makes the same reports.
read -ra options <<<"$(all again)"
expect_exit 0 "$BENCHCTL" report last "${options[@]}"
valid again
for kind in txt md xml json; do
	cmp first.$kind again.$kind
done
# A folder of the change is not the last run.
mkdir last
echo '{}' >last/comparison.json
expect_exit 0 "$BENCHCTL" report last --report json=again.json
cmp first.json again.json
rm -r last
expect_exit 0 "$BENCHCTL" report first.json --report markdown=- -q
cmp "$OUT" first.md
# In paired mode a change is not the ratio of medians; the suite's mean is over changes in every report.
jq '.rows = [.rows[] | select(.id == "a") | .change = 0.25 | .verdict = "inconclusive"] |
	.rows += [.rows[0] | .id = "z" | .base.median = 1] | .geomean = .25 |
	.count |= (map_values(0) | .inconclusive = 2) | .failing = 0 | .warning = 0 | .exit = 0' first.json >paired.json
expect_exit 0 "$BENCHCTL" report paired.json --report markdown=paired.md --report json=again.json
grep -q "geomean.* +25.0%" "$OUT" || fail "the text has another mean: $(cat "$OUT")"
expect_contains paired.md "geometric mean +25.0%"
[ "$(jq .geomean again.json)" = 0.25 ] || fail "the JSON has another mean"
sed -i 's/033/200/' benchctl.yaml
read -ra options <<<"$(all bytes)"
expect_exit 3 "$BENCHCTL" gate "${options[@]}"
valid bytes
expect_exit 2 "$BENCHCTL" report results/run-001/run.json
expect_contains "$ERR" "results/run-001/run.json"

# Two reports to one path are an error; a report on standard output replaces the text.
expect_exit 3 "$BENCHCTL" gate --report json=-
jq -e .headline "$OUT" >/dev/null

# foreign MS <NAMES: another tool's file with three samples per name; the names are unchecked.
foreign() {
	printf '{"context":{"num_cpus":2,"library_build_type":"release"},"benchmarks":['
	sed 's/.*/{"name":"&","run_type":"iteration","real_time":'"$1"',"cpu_time":1,"time_unit":"ms"}/; p; p' | paste -sd,
	printf ']}'
}
cat >names <<'END'
BM_a|b`c`<int, "
BM_<script>alert(1)</script>
BM_@user #12 [x](y) *z* _w_
BM_]]> --> <!-- %0A::error::x
BM_äöü/日本語/😀
BM_$(reboot)/`reboot`/${x}
END
sed -i 's/"/\\"/g' names
foreign 1 <names >old.json
foreign 2 <names >new.json
read -ra options <<<"$(all odd)"
expect_exit 1 "$BENCHCTL" compare old.json new.json "${options[@]}"
valid odd
[ "$(jq '.rows | length' odd.json)" -eq 6 ] || fail "rows are lost"
expect_lacks odd.md "<script>"
expect_lacks odd.md "@user"
for name in '"BM_\u001b[31m"' '"BM_\ud800"' $'"BM_\xff"' '"BM_\u0000"' '"BM_a\nb"' '"BM_\u202e"'; do
	foreign 1 <<<x | NAME=$name awk '{ i = index($0, "\"x\""); print substr($0, 1, i - 1) ENVIRON["NAME"] substr($0, i + 3) }' >bad.json
	expect_exit 4 "$BENCHCTL" compare old.json bad.json
	expect_contains "$ERR" "bad.json:"
done

# Ten thousand regressions: complete reports where the format has room, otherwise cut with a note.
seq -f 'BM_many/%05.0f' 10000 >names
{ foreign 1 <names; } >old.json
{ foreign 2 <names; } >new.json
read -ra options <<<"$(all many)"
expect_exit 1 "$BENCHCTL" compare old.json new.json "${options[@]}"
valid many
[ "$(jq '.rows | length' many.json)" -eq 10000 ] || fail "JSON is not whole"
[ "$(grep -c '<testcase' many.xml)" -eq 10000 ] || fail "JUnit is not whole"
expect_contains many.md "more"
[ "$(grep -c '^::' many.gh)" -le 50 ] || fail "$(grep -c '^::' many.gh) annotations"

# Commands in reports are quoted for the shell and do the same again.
mkdir "it's \$HERE"
steady a 9 | run_file "it's \$HERE/a b.json"
steady a 99 | run_file "it's \$HERE/c.json"
expect_exit 1 "$BENCHCTL" compare "it's \$HERE/a b.json" "it's \$HERE/c.json" --report json=quoted.json
again=$(jq -r .reproduce quoted.json)
bash -c "${again/benchctl/\"\$BENCHCTL\"} --report json=again.json -q" || [ $? -eq 1 ] || fail "not to be copied: $again"
[ "$(jq -c .rows quoted.json)" = "$(jq -c .rows again.json)" ] || fail "another comparison: $again"
