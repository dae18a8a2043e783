#!/usr/bin/env bash
# A suite measured in shards and merged: every benchmark once; merge refuses shards that do not belong
# together.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
defaults: { runs: 5, warmup: 0 }
suite:
  - { name: b, matrix: { items: [1, 2, 3, 4, 5, 6, 7] }, command: "true ${items}" }
END
commit first

for i in 1 2 3; do
	expect_exit 0 "$BENCHCTL" run --shard $i/3
done
for run in results/run-00[123]; do
	jq -e '.runs[0].results | length | . == 2 or . == 3' "$run/run.json" >/dev/null || fail "$run is no third"
done
expect_exit 0 "$BENCHCTL" merge run-003 results/run-001 results/run-002/run.json 2
[ "$(jq -r '.runs[0].results[].id' results/run-004/run.json | sort | tr '\n' ' ')" = \
	"b/items=1 b/items=2 b/items=3 b/items=4 b/items=5 b/items=6 b/items=7 b/scaling " ] || fail "not the whole suite"
expect_exit 4 "$BENCHCTL" baseline refresh run-003 --commit
expect_contains "$ERR" "is shard 3/3 of its suite; merge all shards"
expect_exit 0 "$BENCHCTL" baseline refresh run-004 --commit
expect_exit 0 "$BENCHCTL" compare run-004 run-004

# Shards from CI variables.
expect_exit 0 env CI_NODE_INDEX=2 CI_NODE_TOTAL=3 "$BENCHCTL" run --shard auto
[ "$(jq -r .runs[0].shard results/run-005/run.json)" = 2/3 ] || fail "the shard is not noted down"
expect_exit 2 env -u CI_NODE_INDEX "$BENCHCTL" run --shard auto
expect_contains "$ERR" "JOB_COMPLETION_INDEX and JOB_COMPLETIONS"
expect_exit 2 "$BENCHCTL" run --shard 4/3
expect_contains "$ERR" "'4/3' is neither auto nor a shard such as 2/5"

# Refused shards; none leaves a run.
runs=$(echo results/run-*)
expect_exit 4 "$BENCHCTL" merge 1 2
expect_contains "$ERR" "shard 3/3 is missing; all 3 are needed"
expect_exit 4 "$BENCHCTL" merge 1 2 3 5 # 5 is the second of three, measured again
expect_contains "$ERR" "belong together: the commit of one is"
expect_exit 4 "$BENCHCTL" merge 4
expect_contains "$ERR" "only runs of benchctl run --shard are merged"
expect_exit 2 "$BENCHCTL" merge
expect_exit 2 "$BENCHCTL" merge run-99
jq '.runs[0].results[0].metrics.wall.samples[0] += 1' results/run-002/run.json >other.json
expect_exit 4 "$BENCHCTL" merge 1 2 3 other.json
expect_contains "$ERR" "was measured by two shards with different results"
[ "$(echo results/run-*)" = "$runs" ] || fail "a refused merge left something"

# Shards in separate folders, each with a run-001; the path identifies the run. The folder is relative to the
# current folder; the merged run goes to the configuration's output_dir.
mkdir below
for i in 1 2; do
	(cd below && expect_exit 0 "$BENCHCTL" run --shard $i/2 --output-dir machine-$i)
done
(cd below && expect_exit 0 "$BENCHCTL" merge machine-1/run-001 machine-2/run-001)
[ "$(jq -r '.runs[0] | "\(.id) \(.results | length)"' results/run-006/run.json)" = 'run-006 8' ] ||
	fail "not the whole suite"
expect_exit 4 "$BENCHCTL" merge below/machine-1/run-001 results/run-001
expect_contains "$ERR" "below/machine-1/run-001 and results/run-001 do not belong together: the commit"
