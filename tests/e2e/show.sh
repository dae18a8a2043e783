#!/usr/bin/env bash
# A run on a terminal: the table counts the metrics that it omits; show prints all.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo }
defaults: { runs: 6, warmup: 0 }
suite:
  - { name: quick, command: "true" }
  - { name: a/benchmark/with/a/name/that/is/too/long/for/narrow/terminals, command: "true" }
  - { name: broken, command: "false" }
END_OF_FILE

expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "metrics more: benchctl show run-001"
others=$(($(jq '.runs[0].results[] | select(.id == "quick").metrics | length' results/run-001/run.json) - 3))
[ $others -gt 2 ] || fail "there are just $others more"
grep -qE "^  quick .* 6  \+$others *\$" "$OUT" || fail "not +$others: $(cat "$OUT")"

# Each metric is a line below its benchmark, with its unit.
expect_exit 0 "$BENCHCTL" show
awk '/^  [^ ]/ { in_it = $1 == "quick" } /^    / && in_it { print $1 }' "$OUT" | sort >"$E2E_DIR/shown"
jq -r '.runs[0].results[] | select(.id == "quick").metrics | keys[]' results/run-001/run.json | sort |
	diff - "$E2E_DIR/shown" || fail "not all metrics of quick: $(cat "$OUT")"
grep -qE "^    peak_rss +[0-9.]+ [KM]iB .* 6\$" "$OUT" || fail "no unit: $(cat "$OUT")"
expect_contains "$OUT" "  broken  failed"

# show --json prints the file.
expect_exit 0 "$BENCHCTL" show run-001 --json
cmp "$OUT" results/run-001/run.json || fail "show --json is not run.json"

# The suggested command finds a run in another folder.
expect_exit 3 "$BENCHCTL" run --output-dir "else where"
bash -c "$(sed -n 's/.*: benchctl show/"$BENCHCTL" show/p' "$OUT")" >"$E2E_DIR/elsewhere" || fail "a hint that fails"
expect_contains "$E2E_DIR/elsewhere" "peak_rss"

# Narrow terminals.
for columns in 60 80; do
	for command in "show last" "run --filter quick --filter 'a/*'"; do
		TERM=xterm script -qefc "stty cols $columns; \"\$BENCHCTL\" $command 2>/dev/null" typescript >/dev/null </dev/null ||
			fail "$command: exit status $?"
		expect_contains typescript "median"
		# Only the name may be longer.
		! tr -d '\r' <typescript | grep -vE '^(Script|warning:|note:) |^      [a-z]' | grep -v '^  a/benchmark[^ ]*$' | grep -qE ".{$((columns + 1))}" ||
			fail "$command is wider than $columns: $(cat typescript)"
	done
done
