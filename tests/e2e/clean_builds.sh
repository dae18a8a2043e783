#!/usr/bin/env bash
# Builds and benchmarks that remove the folder of the runs, as `git clean -xfd` does: nothing that benchctl knows is lost.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: git clean -xfdq; cp cost built
patch_limit: 1MiB
defaults: { warmup: 0 }
suite: [ { name: job, command: sh ./prog, metric: size } ]
END
# shellcheck disable=SC2016
echo 'echo "size $(cat built) B" >"$BENCHCTL_METRICS"' >prog
printf 'results\nbuilt\n' >.gitignore
echo 1000 >cost
commit "base"
git switch -qc change
echo 2000 >cost
commit "twice as large"
echo 2001 >cost
expect_exit 1 "$BENCHCTL" gate
expect_contains "$ERR" "the build of the head removed results/run-001 with its logs; benchctl made the folder again"
jq -e '.rows[0].verdict == "regression"' results/run-001/comparison.json >"$OUT" || fail "no comparison"
for file in base.json run.json metadata.json; do
	jq -e . results/run-001/$file >"$OUT" || fail "no $file"
done
grep -q '^+2001' "results/run-001/$(jq -r .patch results/run-001/metadata.json)" || fail "no changes.patch"
rm -r results
expect_exit 0 "$BENCHCTL" run
jq -e '.runs[0].results[0].status == "ok"' results/run-001/run.json >"$OUT" || fail "no run"

# A build that fails, and a benchmark that cleans.
rm -r results
sed -i 's/cp cost built/false/' benchctl.yaml
expect_exit 3 "$BENCHCTL" gate
expect_contains "$ERR" "exited with status 1. Last lines of results/run-001/build.log: the build removed it"
[ -s results/run-001/comparison.json ] || fail "the failure is not stored"
rm -r results
git checkout -q benchctl.yaml
echo 'rm -r results' >>prog
expect_exit 3 "$BENCHCTL" gate
expect_lacks "$ERR" "cannot write"
jq -e '.runs[0].results[0].status == "error"' results/run-001/run.json >"$OUT" || fail "no run"

# A copy whose build has removed what it read would be used again, whatever changes.
rm -r results
git checkout -qf main
sed -i "s,git clean -xfdq,rm -rf $PWD/results," benchctl.yaml
commit "an absolute path"
git switch -qc absolute
echo >doc
commit "doc"
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "the build of the base removed results/run-001, which is outside its copy"
