#!/usr/bin/env bash
# bisect builds and measures to find the commit that made a benchmark slower; one commit on the way does
# not build; and ranges without such a commit. The figures are the programs' own, so no busy machine hides the step.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo "an-application-whose-path-is-as-long-as-that-of-its-copies"
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo }
build: test ! -e broken
gate: { threshold: 100% }
suite:
  - { name: prog, command: ./prog, shell: none, warmup: 0, runs: 5, metric: score }
  - { name: programme, command: ./prog, shell: none, warmup: 0, runs: 5, metric: score }
END_OF_FILE
echo results >.gitignore
prog() {
	printf '#!/bin/sh\necho "score %s.$$ points better=lower\nerrors %s 1" >>"$BENCHCTL_METRICS"\n' "$1" "$(($1 / 400))" >prog
}
prog 100
chmod +x prog
commit "c0"
for i in 1 2 3; do commit "c$i"; done
touch broken
commit "c4 does not build"
git rm -q broken
commit "c5"
prog 500
commit "c6 is slow"
culprit=$(git rev-parse HEAD)
for i in 7 8; do commit "c$i"; done

state() {
	git status --porcelain=v2 --branch --untracked-files=all
	cksum .git/index
	git for-each-ref
	git worktree list
}
before=$(state)
expect_exit 0 "$BENCHCTL" bisect prog --good HEAD~8 --export-json "$E2E_DIR/report.json"
[ "$(head -n1 "$OUT")" = "${culprit:0:12} c6 is slow (Scenario, $(git show -s --format=%as "$culprit"))" ] ||
	fail "another culprit: $(cat "$OUT")"
[ "$(jq -r .head.commit "$E2E_DIR/report.json")" = "$culprit" ] || fail "another culprit in the report"
jq -e ".rows[0] | .effect > 3 and .effect_lo < .effect" "$E2E_DIR/report.json" >/dev/null || fail "no amount: $(cat "$OUT")"
expect_lacks "$OUT" "may reach"
[ "$(tail -n1 "$OUT")" = "1 regression · exit 0" ] || fail "another exit status: $(tail -n1 "$OUT")"
expect_contains "$ERR" "was skipped"
# A bisection is not a run of the suite.
expect_exit 0 "$BENCHCTL" list
expect_contains "$OUT" "no runs"
[ "$(jq -r .status results/bisect-001/metadata.json)" = ok ] || fail "$(cat results/bisect-001/metadata.json)"
[ "$(state)" = "$before" ] || fail "changed: $(diff <(echo "$before") <(state))"

# If only a commit that does not build precedes the culprit, the report names both.
git checkout -q HEAD~4
prog 500
git rm -q broken
commit "mended, and slow"
expect_exit 0 "$BENCHCTL" bisect prog --good HEAD~2
expect_contains "$OUT" "one of these 2 commits"
expect_contains "$OUT" "c4 does not build"
expect_contains "$OUT" "mended, and slow"
git checkout -q main
before=$(state)

# A loss from 0 has no percentage.
sed 's/metric: score/metric: errors/' benchctl.yaml >"$E2E_DIR/errors.yaml"
expect_exit 0 "$BENCHCTL" bisect prog --good HEAD~8 --config "$E2E_DIR/errors.yaml"
expect_contains "$OUT" "c6 is slow"
expect_contains "$ERR" "from good to bad: prog errors went from 0 to 1"
expect_contains "$ERR" "is bad (from 0)"
expect_lacks "$ERR" nan
# No commit begins to break a budget that the good one breaks.
sed 's/threshold: 100%/threshold: 100%, max: 50/' benchctl.yaml >"$E2E_DIR/budget.yaml"
expect_exit 4 "$BENCHCTL" bisect prog --good HEAD~8 --bad HEAD~5 --config "$E2E_DIR/budget.yaml"
expect_contains "$ERR" "breaks the budget of 50 too"

expect_exit 4 "$BENCHCTL" bisect prog --good HEAD~8 --bad HEAD~5
expect_contains "$ERR" "is not measurably slower"
expect_exit 2 "$BENCHCTL" bisect prog --good HEAD --bad HEAD~8
expect_contains "$ERR" "HEAD is not an earlier commit of HEAD~8"
expect_exit 2 "$BENCHCTL" bisect prog --good HEAD
expect_exit 2 "$BENCHCTL" bisect prog --good nowhere
expect_exit 2 "$BENCHCTL" bisect prog --good HEAD~8 --bad nowhere
expect_exit 3 "$BENCHCTL" bisect prog --good HEAD~4
expect_contains "$ERR" "cannot be built"
expect_contains "$ERR" "it is empty"
expect_exit 3 "$BENCHCTL" bisect prog --good HEAD~3 --bad HEAD~2 --export-json /dev/full
expect_contains "$ERR" "cannot write /dev/full"
expect_contains "$OUT" "c6 is slow"
expect_exit 2 "$BENCHCTL" bisect nothing --good HEAD~8
expect_exit 2 "$BENCHCTL" bisect 'prog*' --good HEAD~8
expect_contains "$ERR" "matches 2 benchmarks; bisect takes one"
expect_exit 2 "$BENCHCTL" bisect prog
[ "$(state)" = "$before" ] || fail "changed: $(diff <(echo "$before") <(state))"
