#!/usr/bin/env bash
# A benchmark with equal artifacts in base and head is neither run nor missing.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: "true"
gate: { threshold: 100000% }
suite:
  - { name: same, command: "echo ran >>ran-same", artifacts: same.txt }
  - { name: other, command: "true", artifacts: other.txt }
END
printf 'results/\nran-same\n' >.gitignore
echo one >same.txt
echo one >other.txt
commit first
echo two >other.txt
commit second
expect_exit 0 "$BENCHCTL" gate --against HEAD~1
expect_contains "$OUT" "base and head are the same bytes"
expect_lacks "$OUT" "MISSING"
[ ! -e ran-same ] || fail "what is unchanged was run"
commit third
expect_exit 0 "$BENCHCTL" gate --against HEAD~1

# Rows are sorted by id, whatever made them.
echo three >other.txt
commit fourth
expect_exit 0 "$BENCHCTL" gate -q --export-json ../report.json --against HEAD~1
[ "$(jq -c '[.rows[].id]' ../report.json)" = '["other","same"]' ] || fail "$(jq -c .rows ../report.json)"

# Even if nothing needs measuring, a benchmark that only the base has is missing.
sed -i '/name: other/d' benchctl.yaml
commit fifth
expect_exit 4 "$BENCHCTL" gate -q --export-json ../report.json --against HEAD~1
[ "$(jq -c '[.rows[] | [.id, .verdict]]' ../report.json)" = '[["other","missing"],["same","pass"]]' ] ||
	fail "$(jq -c .rows ../report.json)"
