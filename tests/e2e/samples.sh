#!/usr/bin/env bash
# The samples: their steps run in a clone with the variables that the host sets, and stop a change that is slower.
# long
. "$ROOT/tests/e2e/lib.sh"
samples=$ROOT/docs/samples
mkdir bin
ln -s "$BENCHCTL" bin/benchctl
printf '#!/bin/sh\necho "$@" >>"%s"\n' "$PWD/gh.log" >bin/gh
chmod +x bin/gh
export PATH="$PWD/bin:$PATH"

new_repo hub
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
suite:
  - { name: a, command: ./b, metric: size, shell: none, warmup: 0, runs: 5 }
  - { name: b, command: ./b, metric: size, shell: none, warmup: 0, runs: 5 }
  - { name: c, command: ./b, metric: size, shell: none, warmup: 0, runs: 5 }
  - { name: d, command: ./b, metric: size, shell: none, warmup: 0, runs: 5 }
END_OF_FILE
printf '#!/bin/sh\necho size 1000 B >$BENCHCTL_METRICS\n' >b
chmod +x b
printf 'results\nshards\nbenchctl-*\n.benchctl\n' >.gitignore
commit "a suite"
benchctl baseline refresh --commit -q >"$OUT"
git reset -q --hard
git switch -qc slow
sed -i s/1000/9000/ b
commit "slower"
git switch -q main
git -C .. clone -q hub app
cd ../app

# Every workflow is read; each use of the action has inputs that exist, and no script has an expression.
parse() { python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)' "$1"; }
parse "$ROOT/action.yml" | jq -r '.inputs | keys[]' >"$WORK/inputs"
for file in "$samples"/github/*.yml "$ROOT"/.github/workflows/*.yml; do
	parse "$file" >"$WORK/workflow.json"
	jq -e '.permissions != null and (.jobs | length > 0)' "$WORK/workflow.json" >/dev/null || fail "$file: no permissions"
	! jq -e '[.. | .run? // empty | select(contains("${{"))] | length > 0' "$WORK/workflow.json" >/dev/null ||
		fail "$file: an expression in a script"
	jq -r '.. | objects | select(.uses? // "" | test("/benchctl@")) | .with // {} | keys[]' "$WORK/workflow.json" >"$OUT"
	! grep -vxFf "$WORK/inputs" "$OUT" || fail "$file: these inputs do not exist"
done

# run_step FILE NAME [VARIABLE=VALUE...]: a step of a workflow.
run_step() {
	parse "$samples/github/$1" | jq -r --arg name "$2" '[.jobs[].steps[] | select(.name == $name).run][0]' >"$WORK/step"
	env GITHUB_OUTPUT="$WORK/output" GITHUB_PATH="$WORK/path" "${@:3}" bash --noprofile --norc -eo pipefail "$WORK/step"
}
run_step nightly.yml Yesterday
expect_contains "$WORK/output" 'commit=HEAD'
run_step release-refresh.yml Propose BASE=main RELEASE=v1.0.0
expect_contains "$WORK/gh.log" 'pr create --head benchctl/baseline --base main --title benchmarks: the baseline of v1.0.0'
mkdir -p .benchctl/ci
printf '#!/bin/sh\necho "$1" >got\n' >.benchctl/ci/program
chmod +x .benchctl/ci/program
run_step shards.yml "Get benchctl"
expect_contains got get
expect_contains "$WORK/path" "$PWD/.benchctl/build/release"
rm -r got .benchctl
for branch in main slow; do
	git checkout -q "$branch"
	rm -rf shards results
	for shard in 1 2 3 4; do
		run_step shards.yml Measure SHARD=$shard
	done
	want=0
	[ $branch = main ] || want=1
	expect_exit $want run_step shards.yml Compare BASE=main
done
expect_contains benchctl-report.md regression

# The scripts of other hosts, on the branch that is slower and on one that is not.
host() { # STATUS BRANCH SCRIPT [VARIABLE=VALUE...]
	git checkout -q "$2"
	expect_exit "$1" env "${@:4}" bash -e "$3"
}
parse "$samples/gitlab-ci.yml" | jq -r '.benchmarks.script[]' >"$WORK/gitlab"
parse "$samples/buildkite.yml" | jq -r '.steps[0].command' | sed 's/\$\$/$/g' >"$WORK/buildkite"
sed -n "/sh '''/,/'''/{ /'''/d; p }" "$samples/Jenkinsfile" >"$WORK/jenkins"
[ -s "$WORK/jenkins" ] || fail "no script in the Jenkinsfile"
for branch in slow main; do
	want=0
	[ $branch = main ] || want=1
	host "$want" $branch "$WORK/gitlab" GITLAB_CI=true CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main \
		CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_DIFF_BASE_SHA="$(git rev-parse origin/main)"
	host "$want" $branch "$WORK/buildkite" BUILDKITE=true BUILDKITE_PULL_REQUEST_BASE_BRANCH=main
	host "$want" $branch "$WORK/jenkins" CHANGE_TARGET=main
done
xmllint --noout benchctl-junit.xml

# The hooks: git runs one, pre-commit's line is the same command.
cp "$samples/pre-push" .git/hooks/pre-push
git checkout -q slow
expect_exit 1 git push -q origin slow:other
git checkout -q main
expect_exit 0 git push -q origin main:other
entry=$(parse "$ROOT/.pre-commit-hooks.yaml" | jq -r '.[0].entry')
expect_contains "$samples/pre-push" "exec $entry"
