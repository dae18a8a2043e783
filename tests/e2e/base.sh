#!/usr/bin/env bash
# The base of a gate: from --against, from CI variables, from the default branch.
# long
. "$ROOT/tests/e2e/lib.sh"

# upstream: v1 <- a push <- main; side leaves at v1; 1/merge is side merged into main.
new_repo upstream
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
gate: { threshold: 100000% }
suite:
  - { name: fast, command: "true", warmup: 0, runs: 3 }
END_OF_FILE
echo results >.gitignore
commit "a suite"
"$BENCHCTL" baseline refresh --commit -q >"$OUT"
oldest=$(git rev-parse HEAD~1)
git tag v1
first=$(git rev-parse v1)
commit "before the push"
before=$(git rev-parse HEAD)
commit "pushed"
main=$(git rev-parse HEAD)
git switch -qc side v1
commit "side 1"
commit "side 2"
side=$(git rev-parse HEAD)
git checkout -q main
git merge -q --no-ff -m "merge 1" side
git update-ref refs/pull/1/merge HEAD
merge=$(git rev-parse HEAD)
git reset -q --hard "$main"
git tag v2
cd ..

# chosen COMMIT LABEL [NAME=VALUE...]: the base that the gate chooses in the given environment.
chosen() {
	local commit=$1 label=$2
	shift 2
	expect_exit 0 env "$@" "$BENCHCTL" gate -q ${against:+--against "$against"} --report json=report.json
	[ "$(jq -r .base.label report.json)" = "${commit:0:8} ($label)" ] ||
		fail "$* chose $(jq -c .base report.json) instead of $commit ($label)"
	[ "$(jq -r .base.commit report.json)" = "$commit" ] || fail "not $commit: $(jq .base report.json)"
}
refused() { # STATUS TEXT [NAME=VALUE...]
	local status=$1 text=$2
	shift 2
	expect_exit "$status" env "$@" "$BENCHCTL" gate -q ${against:+--against "$against"}
	expect_contains "$ERR" "$text"
}

git clone -q --mirror upstream upstream.git
git clone -q "file://$PWD/upstream.git" clone
cd clone
git fetch -q origin '+refs/pull/*:refs/remotes/pull/*'

# --against.
against=v1 chosen "$first" v1
against=HEAD~1 chosen "$before" HEAD~1
git checkout -q "$side"
against=origin/main... chosen "$first" "merge base with origin/main"
against=origin/main chosen "$main" origin/main
expect_exit 2 "$BENCHCTL" gate -q --against ""
expect_contains "$ERR" "is the variable empty that should name it?"
against=v9 refused 2 "git fetch --tags origin"
against=origin/gone refused 2 "git fetch origin gone:refs/remotes/origin/gone"
against=HEAD~99 refused 2 "there is no revision 'HEAD~99'"
against=$'\e[31m;x' refused 2 "there is no revision"
expect_lacks "$ERR" $'\e'
against="$oldest" refused 4 "no baseline for suite 'demo' on machine class pool at ${oldest:0:8}"
git show v1:baselines/demo/pool.json >old.json
expect_exit 0 "$BENCHCTL" gate -q --against old.json
against=

# Without a CI system: the merge base with the default branch.
chosen "$first" "merge base with origin/HEAD"
git checkout -q main
chosen "$main" HEAD
git remote set-head origin --delete
git checkout -q side
chosen "$first" "merge base with origin/main"
# A change may bring a tag or a branch that is called as the target is.
for name in tags/origin/main heads/origin/main tags/main tags/origin/HEAD tags/refs/heads/main \
	tags/refs/remotes/origin/main heads/refs/remotes/origin/main; do
	git update-ref "refs/$name" "$side"
	chosen "$first" "merge base with origin/main"
	chosen "$first" "merge base with origin/main" CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
	git update-ref -d "refs/$name"
done
git update-ref refs/tags/origin/main "$side"
against=origin/main refused 4 "may be refs/tags/origin/main or refs/remotes/origin/main"
git update-ref -d refs/tags/origin/main
git update-ref "refs/tags/${first:0:9}" "$side"
against="${first:0:9}" refused 4 "may be refs/tags/${first:0:9} or the object $first"
git update-ref -d "refs/tags/${first:0:9}"
git update-ref refs/tags/refs/remotes/origin/gone "$side"
refused 4 "or refs/tags/refs/remotes/origin/gone" CI_MERGE_REQUEST_TARGET_BRANCH_NAME=gone
git update-ref -d refs/tags/refs/remotes/origin/gone
against=

event() { # JSON
	printf '%s' "$1" >"$E2E_DIR/event.json"
}
github=(GITHUB_ACTIONS=true GITHUB_EVENT_PATH="$E2E_DIR/event.json")
pull=("${github[@]}" GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=main)
event '{}'
git checkout -q "$merge"
chosen "$main" "first parent of the pull request's merge commit" "${pull[@]}" GITHUB_SHA="$merge"
chosen "$main" "first parent of the pull request's merge commit" "${pull[@]}" GITHUB_SHA="$merge" \
	GITHUB_REF=refs/pull/1/merge
chosen "$main" "first parent of the pull request's merge commit" "${pull[@]}" GITHUB_SHA="$merge" \
	GITHUB_EVENT_NAME=pull_request_review GITHUB_BASE_REF= GITHUB_REF=refs/pull/1/merge
chosen "$main" "merge base with origin/main" "${pull[@]}" GITHUB_SHA="$merge" GITHUB_REF=refs/pull/1/head
git checkout -q "$side"
chosen "$first" "merge base with origin/main" "${pull[@]}" GITHUB_SHA="$merge"
git checkout -q "$merge"
chosen "$main" "merge base with origin/main" "${pull[@]}" GITHUB_SHA="$merge" \
	GITHUB_EVENT_NAME=pull_request_target
# Its default checkout is the target branch, which is not what is to be judged.
git checkout -q "$main"
refused 4 "checks out the target branch, not the change" "${pull[@]}" GITHUB_SHA="$main" \
	GITHUB_EVENT_NAME=pull_request_target
event '{"issue": {"number": 1, "html_url": "https://github.com/o/r/pull/1", "pull_request": {}}}'
refused 4 "issue_comment checks out the default branch, not the change" "${github[@]}" GITHUB_SHA="$main" \
	GITHUB_EVENT_NAME=issue_comment
chosen "$main" HEAD "${github[@]}" GITHUB_SHA="$first" GITHUB_EVENT_NAME=issue_comment
event '{"issue": {"number": 1, "html_url": "https://github.com/o/r/issues/1"}}'
chosen "$main" HEAD "${github[@]}" GITHUB_SHA="$main" GITHUB_EVENT_NAME=issue_comment
event '{"workflow_run": {"event": "pull_request"}}'
refused 4 "workflow_run checks out the default branch, not the change" "${github[@]}" GITHUB_SHA="$main" \
	GITHUB_EVENT_NAME=workflow_run
event '{"workflow_run": {"event": "push"}}'
chosen "$main" HEAD "${github[@]}" GITHUB_SHA="$main" GITHUB_EVENT_NAME=workflow_run
event '{"pull_request": {"url": "https://api.github.com/repos/o/r/pulls/1"}}'
refused 4 "is it the branch of a fork" "${pull[@]}" GITHUB_SHA="$merge"
# Once it is merged, its target has it.
event '{"pull_request": {"url": "https://api.github.com/repos/o/r/pulls/1", "merged_at": "2026-01-02T03:04:05Z"}}'
chosen "$main" "merge base with origin/main" "${pull[@]}" GITHUB_SHA="$merge"
event '{"pull_request": {"url": "https://api.github.com/repos/o/r/pulls/1", "merged_at": null}}'
refused 4 "is it the branch of a fork" "${pull[@]}" GITHUB_SHA="$merge"
event '{}'
git checkout -q "$merge"
refused 4 "git fetch origin gone:refs/remotes/origin/gone" "${pull[@]}" GITHUB_BASE_REF=gone

queue=("${github[@]}" GITHUB_EVENT_NAME=merge_group GITHUB_BASE_REF=)
event "{\"merge_group\": {\"base_sha\": \"$first\", \"base_ref\": \"refs/heads/main\"}}"
chosen "$first" "base of the merge group" "${queue[@]}"
for broken in '{}' '{"merge_group": []}' '{' '{"merge_group": {"base_sha": 7}}'; do
	event "$broken"
	chosen "$main" "first parent in the merge queue" "${queue[@]}"
done

push=("${github[@]}" GITHUB_EVENT_NAME=push GITHUB_REF_TYPE=branch)
git checkout -q main
event "{\"before\": \"$first\", \"head_commit\": {\"before\": \"$side\"}}"
chosen "$first" "commit before the push" "${push[@]}"
event "{\"before\": \"0123456789012345678901234567890123456789\"}"
chosen "$before" "parent of the pushed commit" "${push[@]}"
zeros='"before": "0000000000000000000000000000000000000000"'
event "{$zeros, \"repository\": {\"default_branch\": \"main\"}}"
chosen "$before" "parent of the pushed commit" "${push[@]}"
# Each push of another branch is compared with all that the branch changes: the first, a later and a forced one.
git checkout -q side
for pushed in "$zeros" "\"before\": \"$side\"" '"before": "0123456789012345678901234567890123456789"'; do
	event "{$pushed, \"repository\": {\"default_branch\": \"main\"}}"
	chosen "$first" "merge base with origin/main" "${push[@]}" GITHUB_REF=refs/heads/side
done
event "{\"before\": \"$side\", \"repository\": {\"default_branch\": \"gone\"}}"
# Its default checkout is the target branch, which is not what is to be judged.
git checkout -q "$main"
refused 4 "checks out the target branch, not the change" "${pull[@]}" GITHUB_SHA="$main" \
	GITHUB_EVENT_NAME=pull_request_target
git checkout -q "$merge"
refused 4 "git fetch origin gone:refs/remotes/origin/gone" "${push[@]}" GITHUB_REF=refs/heads/side
git checkout -q v2
chosen "$first" "the tag before, v1" "${push[@]}" GITHUB_REF_TYPE=tag
chosen "$main" HEAD "${github[@]}" GITHUB_EVENT_NAME=schedule GITHUB_REF_TYPE=branch

# Other systems.
chosen "$first" "the tag before, v1" CI_COMMIT_TAG=v2
chosen "$first" "commit before the push" CI_COMMIT_BEFORE_SHA="$first" CI_COMMIT_BRANCH=main CI_DEFAULT_BRANCH=main
git checkout -q side
chosen "$first" "merge base with origin/main" CI_COMMIT_BEFORE_SHA="$side" CI_COMMIT_BRANCH=side CI_DEFAULT_BRANCH=main
chosen "$first" "merge base with origin/main" CI_COMMIT_BRANCH=side CI_REPO_DEFAULT_BRANCH=main
chosen "$first" "merge base with origin/main" DRONE_BRANCH=side DRONE_REPO_BRANCH=main DRONE_TARGET_BRANCH=side
for pair in "DRONE_PULL_REQUEST=1 DRONE_TARGET_BRANCH" "TRAVIS_PULL_REQUEST_BRANCH=side TRAVIS_BRANCH" \
	"APPVEYOR_PULL_REQUEST_NUMBER=1 APPVEYOR_REPO_BRANCH" "SEMAPHORE_GIT_PR_BRANCH=side SEMAPHORE_GIT_BRANCH"; do
	chosen "$first" "merge base with origin/main" "${pair% *}" "${pair#* }=main"
	chosen "$first" "merge base with origin/main" "${pair#* }=side"
done
chosen "$first" "base of the merge request" CI_MERGE_REQUEST_DIFF_BASE_SHA="$first" \
	CI_MERGE_REQUEST_TARGET_BRANCH_SHA= CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
git checkout -q "$merge"
chosen "$main" "target of the merge request" CI_MERGE_REQUEST_DIFF_BASE_SHA="$first" \
	CI_MERGE_REQUEST_TARGET_BRANCH_SHA="$main" CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
git checkout -q side
for variable in CI_MERGE_REQUEST_TARGET_BRANCH_NAME CHANGE_TARGET BUILDKITE_PULL_REQUEST_BASE_BRANCH \
	BITBUCKET_PR_DESTINATION_BRANCH CIRRUS_BASE_BRANCH; do
	chosen "$first" "merge base with origin/main" "$variable=main"
done
chosen "$first" "merge base with origin/main" SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main
# On the default branch, all that has come since the last build, if that is an ancestor.
git checkout -q "$main"
for variable in GIT_PREVIOUS_SUCCESSFUL_COMMIT= TRAVIS_COMMIT_RANGE=; do
	for other in "$side" "$main" 0123456789abcdef0123456789abcdef01234567 --all ""; do
		chosen "$main" HEAD "$variable$other"
	done
done
chosen "$first" "last successful build" GIT_PREVIOUS_SUCCESSFUL_COMMIT="$first"
chosen "$first" "commit before the push" TRAVIS_COMMIT_RANGE="${first:0:12}...${main:0:12}"
chosen "$main" "merge base with origin/main" GIT_PREVIOUS_SUCCESSFUL_COMMIT="$first" CHANGE_TARGET=main
git checkout -q "$side"
chosen "$first" "merge base with origin/main" GIT_PREVIOUS_SUCCESSFUL_COMMIT="$oldest"
cd ..

# A clone from actions/checkout; the suggested command fixes it.
mend() {
	sed -n 's/^ *here: *//p' "$ERR" >"$E2E_DIR/mend"
	expect_lines "$E2E_DIR/mend" 1
	bash -e "$E2E_DIR/mend" >"$OUT" 2>&1 || fail "$(cat "$E2E_DIR/mend" "$OUT")"
}
git init -q shallow
cd shallow
git remote add origin "file://$WORK/upstream.git"
git fetch -q --no-tags --depth=1 origin "+$merge:refs/remotes/pull/1/merge"
git checkout -q --force refs/remotes/pull/1/merge
refused 4 "fetch-depth: 0" "${pull[@]}" GITHUB_SHA="$merge"
mend
chosen "$main" "first parent of the pull request's merge commit" "${pull[@]}" GITHUB_SHA="$merge"
cd ..
git clone -q --depth 1 -b side "file://$PWD/upstream.git" narrow
cd narrow
refused 4 "fetch-depth: 0" "${pull[@]}" GITHUB_SHA="$merge"
mend
chosen "$first" "merge base with origin/main" "${pull[@]}" GITHUB_SHA="$merge"
cd ..
git clone -q --depth 1 --no-single-branch "file://$PWD/upstream.git" cut
cd cut
git checkout -q origin/side
refused 4 "this clone is shallow and lacks the merge base" "${pull[@]}" GITHUB_SHA="$merge"
mend
chosen "$first" "merge base with origin/main" "${pull[@]}" GITHUB_SHA="$merge"
cd ..

# A fork with an old main, and a repository without a common commit.
git clone -q -b side upstream.git fork
cd fork
git remote rename origin upstream
chosen "$first" "merge base with upstream/HEAD"
refused 4 "git fetch origin main:refs/remotes/origin/main" "${pull[@]}" GITHUB_SHA="$merge"
cd ..
git -C clone checkout -q --orphan alone
git -C clone commit -qm alone
cd clone
against=origin/main... refused 4 "HEAD and origin/main have no commit in common"

# A repository without remotes, whose default branch has a name of its own.
git init -q -b trunk "$WORK/local"
cd "$WORK/local"
cp "$WORK/upstream/benchctl.yaml" .
echo results >.gitignore
commit "a suite"
"$BENCHCTL" baseline refresh --commit -q >"$OUT"
git switch -qc topic
commit "a change"
commit "another"
refused 4 "git config init.defaultBranch BRANCH"
git config init.defaultBranch trunk
chosen "$(git rev-parse trunk)" "merge base with trunk"
git checkout -q trunk
chosen "$(git rev-parse trunk)" HEAD
