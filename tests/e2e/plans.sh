#!/usr/bin/env bash
# A dry run, the rest of an interrupted run, and a budget that is too small.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo, order: sequential }
build: touch built
defaults: { runs: 5, warmup: 0 }
suite:
  - { name: first, command: touch ran }
  - { name: second, command: "sh -c 'if [ -e wait ]; then touch there; sleep 60; fi'" }
END
printf '%s\n' results ran wait there built >.gitignore
commit first

# A dry run runs and stores nothing.
for command in "--dry-run" "run --dry-run" "--dry-run benchctl.yaml"; do
	# shellcheck disable=SC2086
	expect_exit 0 "$BENCHCTL" $command
	[ "$(jq -c '[.benchctl, .runs[0].results]' "$OUT")" = '["run",[]]' ] || fail "no run without results"
	[ "$(jq -r .runs[0].commit "$OUT")" = "$(git rev-parse HEAD)" ] || fail "no metadata"
	expect_contains "$ERR" "would build with: touch built"
	expect_contains "$ERR" "would run second 5 times"
	expect_contains "$ERR" "2 benchmarks; nothing was run"
	[ "$(jq -c '.runs[0] | [.status, has("seed", "duration", "shell")]' "$OUT")" = '["planned",false,false,false]' ] ||
		fail "more than is known: $(cat "$OUT")"
	for file in ran built results; do
		[ ! -e $file ] || fail "$command has made $file"
	done
done
expect_exit 0 "$BENCHCTL" --dry-run --runs 3..7 --filter first
expect_contains "$ERR" "would run first 3 to 7 times"
expect_contains "$ERR" "1 benchmark; nothing was run"
expect_exit 2 "$BENCHCTL" --dry-rum
expect_contains "$ERR" "did you mean --dry-run"

# Interrupted in the second benchmark; resumed there.
touch wait
"$BENCHCTL" run >"$OUT" 2>"$ERR" &
wait_until test -e there
kill -INT $!
wait $! || [ $? -eq 130 ] || fail "not interrupted"
rm wait ran
expect_exit 0 "$BENCHCTL" run --resume run-001
expect_contains "$ERR" "took the results of 1 of 2 benchmarks from run-001"
[ ! -e ran ] || fail "what was measured is measured again"
[ "$(jq -r '.runs[0].results[].id' results/run-002/run.json | tr '\n' ' ')" = "first second " ] || fail "not whole"
[ "$(jq -c '.runs[0].results[0]' results/run-001/run.json)" = "$(jq -c '.runs[0].results[0]' results/run-002/run.json)" ] ||
	fail "the first benchmark's samples are others"
expect_exit 2 "$BENCHCTL" run --resume run-002
expect_contains "$ERR" "run-002 is complete; there is nothing to resume"
expect_exit 2 "$BENCHCTL" run --resume run-007
commit second
expect_exit 2 "$BENCHCTL" run --resume run-001
expect_contains "$ERR" "it measured another commit"
sed -i 's/runs: 5/runs: 6/' benchctl.yaml
expect_exit 2 "$BENCHCTL" run --resume run-001
expect_contains "$ERR" "the configuration has changed since"

# Benchmarks share the budget.
sed -i 's/name: demo/name: demo, time_budget: 2s/; s/runs: 6/runs: 5..6/' benchctl.yaml
expect_exit 0 "$BENCHCTL" run
expect_contains "$ERR" "may take 10.0 s together, more than time_budget (2.0 s); each gets 20% of its max_time"

# --resume runs only failed benchmarks again; a benchmark that fails again can be resumed again.
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
defaults: { runs: 5, warmup: 0 }
suite:
  - { name: item, matrix: { i: [1, 2, 3, 4] }, command: "sh -c 'echo ${i} >>ran; test -e good/${i}'" }
END
echo good >>.gitignore
commit items
mkdir -p good && touch good/1 good/3
rm -f ran && rm -r results
expect_exit 3 "$BENCHCTL" run
touch good/2
for run in "run-001 2 run-002" "run-002 3 run-003"; do
	read -r from kept to <<<"$run"
	rm ran
	expect_exit $((kept == 2 ? 3 : 0)) "$BENCHCTL" run --resume "$from"
	expect_contains "$ERR" "took the results of $kept of 4 benchmarks from $from"
	[ "$(sort -u ran | tr '\n' ' ')" = "$([ "$kept" = 2 ] && echo 2 4 || echo 4) " ] ||
		fail "$from: $(sort -u ran) ran again"
	[ "$(jq -c '[.runs[0].results[] | select(.id == "item/i=1")]' results/run-001/run.json)" = \
		"$(jq -c '[.runs[0].results[] | select(.id == "item/i=1")]' "results/$to/run.json")" ] ||
		fail "$to has not kept what was measured"
	touch good/4
done
[ "$(jq -r '.runs[0].status' results/run-003/run.json)" = ok ] || fail "run-003 is not whole"
expect_exit 2 "$BENCHCTL" run --resume run-003

# Results of sub-benchmarks are taken too, with other names between them.
new_repo subs
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
defaults: { runs: 1, warmup: 0 }
suite:
  - name: a
    command: printf '[{"name":"x","unit":"ms","value":1},{"name":"y","unit":"ms","value":2}]'
    import: customSmallerIsBetter
  - { name: a-b, command: test -e there }
  - { name: ab, command: "true" }
END
printf '%s\n' results there >.gitignore
commit subs
expect_exit 3 "$BENCHCTL" run
touch there
expect_exit 0 "$BENCHCTL" run --resume last
expect_contains "$ERR" "took the results of 2 of 3 benchmarks"
jq -e '[.runs[0].results[].id] == ["a-b", "a/x", "a/y", "ab"]' results/run-002/run.json >"$OUT" ||
	fail "resumed: $(jq -c '[.runs[0].results[].id]' results/run-002/run.json)"
