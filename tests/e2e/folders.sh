#!/usr/bin/env bash
# From a subfolder: commands run in the configuration's folder, paths on the command line are relative to the
# current folder, and stored runs are in the configuration's output_dir.
. "$ROOT/tests/e2e/lib.sh"

new_repo
mkdir -p sub/below
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool, output_dir: out/runs }
defaults: { runs: 6, warmup: 0 }
suite:
  - { name: a, command: "pwd >>where" }
  - { name: b, command: [sh, -c, "pwd >>where"], cwd: sub }
END
{ steady a 9; steady b 9; } | run_file sub/below/slow.json
{ result a 9 9 9; result b 9 9 9; } | baseline_file
commit "a baseline"
top=$PWD
cd sub/below || exit

expect_exit 0 "$BENCHCTL" run
[ "$(sort -u "$top/where")" = "$top" ] || fail "it ran in $(sort -u "$top/where")"
[ "$(sort -u "$top/sub/where")" = "$top/sub" ] || fail "it ran in $(sort -u "$top/sub/where")"
[ "$(ls)" = slow.json ] || fail "it left $(ls)"
[ -e "$top/out/runs/run-001/run.json" ] || fail "no run in out/runs"

expect_exit 0 "$BENCHCTL" gate --against slow.json --report json=new.json --report markdown=../new.md
for file in new.json ../new.md; do
	[ -s $file ] || fail "$file went elsewhere"
done
expect_exit 0 "$BENCHCTL" compare slow.json last
expect_exit 0 "$BENCHCTL" compare slow.json ../../out/runs/run-002/run.json
expect_exit 0 "$BENCHCTL" compare slow.json ../../out/runs/run-002
expect_exit 0 "$BENCHCTL" compare slow.json <("$BENCHCTL" baseline export last)
expect_exit 0 "$BENCHCTL" baseline export last -o base.json
cmp base.json <("$BENCHCTL" baseline export 2)
expect_exit 0 "$BENCHCTL" show
expect_contains "$OUT" "run-002"
expect_exit 0 "$BENCHCTL" show slow.json
expect_exit 0 "$BENCHCTL" report
expect_contains "$OUT" "improvement"
expect_exit 0 "$BENCHCTL" report last --report json=again.json
expect_exit 0 "$BENCHCTL" report again.json
expect_exit 0 "$BENCHCTL" list
expect_lines "$OUT" 2
expect_exit 0 "$BENCHCTL" list --output-dir "$top/results"
expect_contains "$OUT" "no runs in"
expect_exit 2 "$BENCHCTL" report no-such
expect_contains "$ERR" "no-such: there is no such comparison"

# A named configuration is relative to the current folder, and benchctl works there.
printf 'benchmark: { name: here }\nsuite: [{ name: a, command: "pwd >>where" }]\n' >other.yaml
expect_exit 0 "$BENCHCTL" run other.yaml
[ "$(sort -u where)" = "$PWD" ] || fail "it did not run here"
[ -d results/run-001 ] || fail "it is not stored here"
# benchctl does not search above the repository.
printf 'benchmark: { name: foreign }\nsuite: [{ name: a, command: "true" }]\n' >"$top/../benchctl.yaml"
rm "$top/benchctl.yaml"
expect_exit 2 "$BENCHCTL" run
expect_contains "$ERR" "benchctl init"
