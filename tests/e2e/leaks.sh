#!/usr/bin/env bash
# Leaks over a parameter, over runs, and over the iterations that a program reports.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
echo results >.gitignore
LEAK=$PROGRAMS/leak

# found BENCHMARK FILTER: a value of the newest run.
found() {
	jq -r --arg id "$1" ".runs[0].results[] | select(.id == \$id) | $2" \
		"$(printf '%s\n' results/run-*/run.json | tail -n1)"
}

# expect_leak BENCHMARK PATTERN: a sentence that begins so and ends with the interval.
expect_leak() {
	local reason
	reason=$(found "$1" .reason)
	[ "$(found "$1" .status)" = error ] || fail "$1 is not an error"
	[[ $reason =~ ^leaks\ $2\ \([0-9.]+\ to\ [0-9.]+\)$ ]] || fail "the reason of $1 is: $reason"
}

expect_ok() {
	[ "$(found "$1" .status)" = ok ] || fail "$1 failed: $(found "$1" .reason)"
}

expect_none() {
	[ -z "$(found "$1" .status)" ] || fail "$1 was looked at"
}

# The same program with more work: half a megabyte or an open file per item. A process has at least the
# memory of its parent: 9 MB under sanitizers.
cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 6, warmup: 0, sample: 5ms, leak: rss, leak_over: items }
suite:
  - { name: leaker, matrix: { items: [20, 28, 36] }, command: "$LEAK rss 0 \${items}" }
  - { name: flat, matrix: { items: [20, 28, 36] }, command: "$LEAK flat 0 \${items}" }
  - { name: needs, matrix: { items: [20, 28, 36] }, command: "$LEAK rss 0 \${items}", leak_limit: 600 KiB }
  - { name: over, matrix: { items: [20, 28, 36] }, command: "$LEAK rss 0 \${items}", leak_limit: 400 KiB }
  - { name: files, matrix: { items: [20, 28, 36] }, command: "$LEAK fds 60 \${items}", leak: fds }
  - { name: other, matrix: { items: [20, 28, 36] }, command: "$LEAK rss 60 \${items}", leak: fds }
  - { name: "off", matrix: { items: [20, 28, 36] }, command: "$LEAK rss 0 \${items}", leak: off }
END
expect_exit 3 "$BENCHCTL" run
expect_leak leaker/leak '5[0-9]{2}(\.[0-9]+)?\ KiB\ per\ items'
expect_leak over/leak '5[0-9]{2}(\.[0-9]+)?\ KiB\ per\ items'
expect_leak files/leak '1\ open\ files\ per\ items'
for name in flat/leak needs/leak other/leak leaker/items=20 leaker/items=36 files/items=36; do
	expect_ok "$name"
done
expect_none off/leak
[ "$(found leaker/leak '.metrics["leak.rss.items"] | .unit == "B" and
	(.figures | .n == 18 and .median > 4.5e5 and .median < 6e5 and .lo <= .median and .hi >= .median)')" = true ] ||
	fail "the slope is $(found leaker/leak .metrics)"
[ "$(found flat/leak '.metrics["leak.rss.items"].figures.median < 5e4')" = true ] ||
	fail "flat grows by $(found flat/leak .metrics)"
expect_contains "$OUT" "leaker/leak"
expect_contains "$OUT" " per items ("

# Some of the variants alone cannot show a leak; merged shards can.
expect_exit 0 "$BENCHCTL" run --filter 'leaker/items=20' --filter 'leaker/items=28'
expect_none leaker/leak
sed -i '/^  - /{ /name: leaker/!d }' benchctl.yaml
commit "shards"
rm -r results
for i in 1 2; do
	expect_exit 0 "$BENCHCTL" run --shard "$i/2"
	expect_none leaker/leak
done
expect_exit 3 "$BENCHCTL" merge run-001 run-002
expect_leak leaker/leak '.*\ per\ items'

# State that a run leaves for the next one, and values that a program reports.
rm -r results
cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 20, warmup: 0, sample: 2ms, leak: rss, leak_over: runs }
suite:
  - { name: state, command: $LEAK state calls }
  - { name: none, prepare: rm -f once, command: $LEAK state once }
  - { name: short, command: $LEAK flat 0, leak: fds, sample: 1h }
  - { name: said, command: $LEAK rss 0 30 report, leak_over: reports, runs: 3 }
  - { name: warm, command: $LEAK warm 0 30 report, leak_over: reports, runs: 3 }
  - { name: files, command: $LEAK fds 0 30 report, leak_over: reports, leak: fds, runs: 3 }
  - { name: silent, command: $LEAK rss 0 30, leak_over: reports, runs: 3 }
  - { name: few, command: $LEAK rss 0 19 report, leak_over: reports, runs: 3 }
END
expect_exit 3 "$BENCHCTL" run
expect_leak state '5[0-9]{2}(\.[0-9]+)?\ KiB\ per\ run'
expect_leak said '5[0-9]{2}(\.[0-9]+)?\ KiB\ per\ report'
expect_leak files '1\ open\ files\ per\ report'
expect_ok none
expect_ok warm
[ "$(found silent .reason)" = "leak: 0 reports of a run are too few, a decision needs 20; write 'rss VALUE B' to \
\$BENCHCTL_METRICS after each iteration" ] || fail "the reason of silent is: $(found silent .reason)"
[[ $(found few .reason) == "leak: 19 reports of a run are too few, a decision needs 20"* ]] || fail "few: $(found few .reason)"
[ "$(found short .reason)" = "leak: a run of short ended before its open files were counted; set sample: to a \
shorter time" ] || fail "the reason of short is: $(found short .reason)"
[ "$(found said '.metrics["leak.rss.report"].samples | length == 3 and min > 4.5e5 and max < 6e5')" = true ] ||
	fail "reports: $(found said .metrics)"

# From the command line; benchctl refuses an impossible rule before it runs anything.
rm -f calls
expect_exit 3 "$BENCHCTL" run --runs 20 --warmup 0 --leak rss --leak-over runs -- "$LEAK" state calls
expect_contains "$OUT" "per run ("
grep -q "^  \S*leak .* failed$" "$OUT" || fail "what leaks has not failed: $(cat "$OUT")"
expect_exit 0 "$BENCHCTL" run --runs 20 --leak rss --leak-over runs --leak-limit "1 MiB" -- "$LEAK" state calls
expect_exit 2 "$BENCHCTL" run --leak rss --leak-over runs -- "$LEAK" flat 1
expect_contains "$ERR" "leak_over: runs needs 20 runs of each benchmark"
expect_exit 2 "$BENCHCTL" run --leak rss --leak-over items -- "$LEAK" flat 1
expect_contains "$ERR" "leak_over: 'items' is not time, runs, reports or a parameter"
printf 'benchmark: { name: demo }\nsuite: [{ name: a, command: "true", leak: rss, leak_limit: 5 }]\n' >benchctl.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "leak_limit: '5' needs a size"

# The gate fails on a leak that the change adds, and every report shows it; a removed leak does not fail.
suite() {
	cat >benchctl.yaml <<END
benchmark: { name: demo, time_budget: 3s }
$2
defaults: { runs: 6, warmup: 0, leak: rss }
gate: { threshold: 9000% }
suite:
  - { name: work, matrix: { items: [20, 28, 36] }, leak_over: items, command: "./work \${items}" }
END
	printf '#!/bin/sh\nexec %s %s 40 "$1"\n' "$LEAK" "$1" >work
	chmod +x work
}
suite flat ""
commit "flat"
expect_exit 0 "$BENCHCTL" baseline refresh --commit
expect_exit 0 "$BENCHCTL" gate
suite rss ""
commit "leaks"
expect_exit 3 "$BENCHCTL" gate --report junit=run.xml --report markdown=run.md --report json=run.json
for file in "$OUT" run.xml run.md run.json; do
	expect_contains "$file" "work/leak"
	expect_contains "$file" " per items ("
done
# All variants or, as the report suggests, the benchmark's name.
for filter in 'work/*' work/leak; do
	expect_exit 3 "$BENCHCTL" gate --filter "$filter"
	expect_contains "$OUT" " per items ("
done
expect_exit 0 "$BENCHCTL" gate --filter work/items=20 --filter work/items=28
expect_exit 0 "$BENCHCTL" gate --skip work/items=20
expect_lacks "$OUT" "work/leak"
suite flat "build: 'true'"
commit "flat and built"
suite rss "build: 'true'"
commit "leaks and built"
expect_exit 3 "$BENCHCTL" gate --against HEAD^
expect_contains "$OUT" " per items ("
# A leak in the base alone does not fail the gate.
suite flat "build: 'true'"
commit "flat again"
expect_exit 0 "$BENCHCTL" gate --against HEAD^
expect_lacks "$OUT" " per items ("
base=$(printf '%s\n' results/run-*/base.json | tail -n1)
[ "$(jq -r '.runs[0].results[] | select(.id == "work/leak") |
	[.status, .metrics["leak.rss.items"].figures.median > 4.5e5] | @csv' "$base")" = '"ok",true' ] ||
	fail "the base was judged"

# Paired mode takes as many runs as the leak test needs.
cat >benchctl.yaml <<END
benchmark: { name: demo, time_budget: 3s }
build: 'true'
defaults: { runs: 20, warmup: 0, leak: rss, leak_over: runs }
gate: { threshold: 9000% }
suite: [{ name: work, command: $LEAK flat 2 }]
END
commit "runs"
git commit -q --allow-empty -m "nothing"
expect_exit 0 "$BENCHCTL" gate --against HEAD^
expect_lacks "$OUT" "a decision needs"
