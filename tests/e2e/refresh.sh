#!/usr/bin/env bash
# Recording baselines: into a file, as a commit here and elsewhere, twice, by many at once, with staged changes;
# and show, export, compare.
# long
. "$ROOT/tests/e2e/lib.sh"

PATH_OF=baselines/demo/pool.json
runs() { # REV: how many the baseline holds there
	git show "$1:$PATH_OF" | jq '.runs | length'
}

new_repo app
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
gate: { threshold: 100000% }
suite:
  - { name: fast, command: "true", warmup: 0, runs: 3 }
END_OF_FILE
echo results >.gitignore
commit "a suite"

# Into a file: it counts after the user commits it.
expect_exit 0 "$BENCHCTL" baseline refresh -q
expect_contains "$OUT" "$PATH_OF holds 1 run"
[ "$(git status --porcelain)" = "?? baselines/" ] || fail "not just a new file: $(git status --porcelain)"
expect_exit 4 "$BENCHCTL" gate -q
cp $PATH_OF "$E2E_DIR/first"
expect_exit 0 "$BENCHCTL" baseline refresh last
cmp $PATH_OF "$E2E_DIR/first" || fail "the same run again is not the same bytes"
expect_exit 0 "$BENCHCTL" baseline refresh -q
expect_contains "$OUT" "$PATH_OF holds 2 runs"
# An uncommitted baseline is a change, but not a change of the measured program.
git add baselines
expect_exit 0 "$BENCHCTL" baseline refresh -q
expect_lacks "$ERR" "uncommitted"
[ "$(jq '[.runs[].dirty] | any' $PATH_OF)" = false ] || fail "measured with changes: $(cat $PATH_OF)"
echo "# a change" >>benchctl.yaml
expect_exit 0 "$BENCHCTL" baseline refresh -q
expect_contains "$ERR" "uncommitted changes"
git checkout -q benchctl.yaml && git rm -qf --cached -r baselines
expect_exit 0 "$BENCHCTL" baseline refresh --replace 1
cmp $PATH_OF "$E2E_DIR/first" || fail "--replace has kept something"
bash -ec "$(sed -n 's/^ *\(git add .*\)/\1/p' "$OUT")" >"$ERR"
expect_exit 0 "$BENCHCTL" gate -q

# However its folder is spelled.
for dir in ./baselines ./baselines/ baselines/../baselines baselines//; do
	sed -i "s#machine_class: pool#&, baseline_dir: '$dir'#" benchctl.yaml
	expect_exit 0 "$BENCHCTL" gate -q
	expect_exit 0 "$BENCHCTL" baseline show
	git checkout -q benchctl.yaml
done

# As a commit on this branch; the same run makes no second commit.
expect_exit 0 "$BENCHCTL" baseline refresh -q --commit -m "a message of ours"
[ "$(git log -1 --format=%s)" = "a message of ours" ] || fail "another message"
[ "$(git show --format= --name-only HEAD)" = $PATH_OF ] || fail "commits more than the baseline"
[ "$(runs HEAD)" -eq 2 ] || fail "$(runs HEAD) runs"
[ -z "$(git status --porcelain)" ] || fail "not clean: $(git status)"
tip=$(git rev-parse HEAD)
expect_exit 0 "$BENCHCTL" baseline refresh last --commit
expect_contains "$OUT" "up to date"
[ "$(git rev-parse HEAD)" = "$tip" ] || fail "a commit that changes nothing"

# On another branch, new or existing; nothing changes here.
for i in 1 2; do
	before=$(git status --porcelain --branch && cksum .git/index)
	expect_exit 0 "$BENCHCTL" baseline refresh -q --commit --branch keep/baselines
	[ "$(git status --porcelain --branch && cksum .git/index)" = "$before" ] || fail "changed here"
	[ "$(git rev-list --count keep/baselines)" -eq "$i" ] || fail "not $i commits"
	[ "$(runs keep/baselines)" -eq "$i" ] || fail "not $i runs"
done
expect_exit 2 "$BENCHCTL" baseline refresh last --branch other
expect_exit 4 "$BENCHCTL" baseline refresh last --commit --branch 'no..name'
expect_lacks "$ERR" "fatal:"

# Staged and changed files stay so and do not enter the commit. No hook runs.
for hook in pre-commit commit-msg post-commit reference-transaction; do
	printf '#!/bin/sh\ntouch "$E2E_DIR/hook"\nexit 1\n' >.git/hooks/$hook
	chmod +x .git/hooks/$hook
done
echo staged >staged
git add staged
echo "# changed" >>.gitignore
before=$(git status --porcelain)
expect_exit 0 "$BENCHCTL" baseline refresh -q --commit
[ "$(git status --porcelain)" = "$before" ] || fail "status was $before and is $(git status --porcelain)"
[ "$(git show --format= --name-only HEAD)" = $PATH_OF ] || fail "what was staged is committed"
[ ! -e "$E2E_DIR/hook" ] || fail "a hook was run"
rm .git/hooks/*
tip=$(git rev-parse HEAD)
echo " " >>$PATH_OF
runs=$(ls results)
expect_exit 4 "$BENCHCTL" baseline refresh -q --commit
expect_contains "$ERR" "$PATH_OF has changes that are not committed"
expect_contains "$ERR" "git add -- :/$PATH_OF && git commit -- :/$PATH_OF"
[ "$(ls results)" = "$runs" ] || fail "measured for nothing over changes"
[ "$(git rev-parse HEAD)" = "$tip" ] || fail "committed over the user's changes"
git checkout -q . && git rm -qf staged
git checkout -q --detach
expect_exit 4 "$BENCHCTL" baseline refresh -q --commit
expect_contains "$ERR" "HEAD is detached"
git checkout -q main
git rev-parse HEAD >.git/MERGE_HEAD
expect_exit 4 "$BENCHCTL" baseline refresh -q --commit
expect_contains "$ERR" "there is an unfinished merge"
rm .git/MERGE_HEAD
[ "$(ls results)" = "$runs" ] || fail "measured for nothing"

# Eight at once: eight commits in a line contain every run.
for i in 1 2 3 4 5 6 7 8; do expect_exit 0 "$BENCHCTL" run -q; done
first=$(find results -maxdepth 1 -name 'run-*' | wc -l)
for branch in many main; do
	pids=()
	tip=$(git rev-parse -q --verify $branch || true)
	for i in 0 1 2 3 4 5 6 7; do
		"$BENCHCTL" baseline refresh --commit --branch $branch $((first - i)) >/dev/null &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid" || fail "a writer to $branch has failed"; done
	[ "$(git rev-list --count ${tip:+$tip..}$branch)" -eq 8 ] || fail "not eight commits on $branch"
	[ -z "$(git rev-list --merges $branch)" ] || fail "merges on $branch"
	for i in 0 1 2 3 4 5 6 7; do
		git show $branch:$PATH_OF | grep -qF "$(jq -r '.runs[0].started' "results/run-$(printf %03d $((first - i)))/run.json")" ||
			fail "a run is missing on $branch"
	done
done
[ -z "$(git status --porcelain)" ] || fail "not clean: $(git status --porcelain)"

# A failed run is refused, and nothing is written.
cat >failing.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
suite:
  - { name: fast, command: "false", warmup: 0, runs: 3 }
END_OF_FILE
tip=$(git rev-parse HEAD)
expect_exit 3 "$BENCHCTL" baseline refresh -q --commit --config failing.yaml
[ "$(git rev-parse HEAD)" = "$tip" ] || fail "a failed run was committed"
rm failing.yaml

# A baseline of an earlier version of this program is read, and is rewritten in the new form.
jq -c '{ benchctl: "baseline", schema: 1, suite, runs: [.runs[] + { host: { class: "pool" }, results: .results }] }' \
	"$PATH_OF" >"$E2E_DIR/old.json"
expect_exit 0 "$BENCHCTL" compare "$E2E_DIR/old.json" "$PATH_OF"
cp "$PATH_OF" "$E2E_DIR/new.json"
cp "$E2E_DIR/old.json" "$PATH_OF"
expect_exit 0 "$BENCHCTL" baseline refresh "$PATH_OF"
[ "$(jq '.schema, (.results | length), (.runs | length)' "$PATH_OF" | xargs)" = "2 1 $(runs HEAD)" ] || fail "$(cat "$PATH_OF")"
cp "$PATH_OF" "$E2E_DIR/again.json"
expect_exit 0 "$BENCHCTL" baseline refresh "$PATH_OF"
cmp "$PATH_OF" "$E2E_DIR/again.json" || fail "written twice, and not the same"
cp "$E2E_DIR/new.json" "$PATH_OF"

# show, export, compare.
expect_exit 0 "$BENCHCTL" baseline show
expect_contains "$OUT" "(HEAD), $(runs HEAD) runs"
expect_exit 0 "$BENCHCTL" baseline show keep/baselines
expect_contains "$OUT" "(keep/baselines), 2 runs"
expect_exit 2 "$BENCHCTL" baseline show HEAD~99
expect_exit 4 "$BENCHCTL" baseline export last
expect_contains "$ERR" "only a complete run can become a baseline"
expect_exit 0 "$BENCHCTL" baseline export "$first" -o "$E2E_DIR/export.json"
expect_exit 0 "$BENCHCTL" baseline export "$first"
cmp "$OUT" "$E2E_DIR/export.json" || fail "exported twice, and not the same"
expect_exit 0 "$BENCHCTL" baseline compare "$first" "$E2E_DIR/export.json"
expect_contains "$OUT" "head is a run of the base, so it is compared with itself"
expect_exit 0 "$BENCHCTL" baseline compare "$first" keep/baselines
expect_exit 2 "$BENCHCTL" baseline compare last
# Each verb takes its own options, and says so.
expect_exit 0 "$BENCHCTL" baseline refresh --help
expect_contains "$OUT" "--commit"
expect_lacks "$OUT" "--report"
expect_exit 0 "$BENCHCTL" baseline compare --help
expect_contains "$OUT" "--report"
expect_lacks "$OUT" "--commit"
expect_exit 0 "$BENCHCTL" baseline --help
expect_contains "$OUT" "benchctl baseline export [RUN]"
expect_exit 0 "$BENCHCTL" help baseline show
expect_contains "$OUT" "usage: benchctl baseline show [REV | FILE]"
expect_exit 2 "$BENCHCTL" baseline show --commit
expect_contains "$ERR" "unknown option '--commit' for baseline show; these commands take it: post, baseline refresh"
expect_exit 2 "$BENCHCTL" baseline refresh --report json=x
expect_contains "$ERR" "unknown option '--report' for baseline refresh"
expect_exit 2 "$BENCHCTL" baseline refresh --comit
expect_contains "$ERR" "did you mean --commit"
expect_exit 2 "$BENCHCTL" baseline
expect_contains "$ERR" "baseline needs one of: refresh, show, export, compare"
expect_exit 2 "$BENCHCTL" baseline refesh
expect_contains "$ERR" "did you mean 'refresh'"

# Before the first commit, refresh --commit is refused, and nothing is measured.
new_repo ../unborn
cp ../app/benchctl.yaml .
expect_exit 4 "$BENCHCTL" baseline refresh --commit
expect_contains "$ERR" "this repository has no commit yet"
expect_exit 4 "$BENCHCTL" baseline refresh --commit --branch other
[ ! -e results ] || fail "something was run"
[ -z "$(git for-each-ref)" ] || fail "something was committed"
expect_exit 0 "$BENCHCTL" baseline refresh

: "a process that was killed when the branch had moved, and index and worktree had not, or not both"
new_repo ../killed
cp ../app/benchctl.yaml .
printf '/results/\n' >.gitignore
commit "one"
expect_exit 0 "$BENCHCTL" baseline refresh --commit
file=$(git ls-tree -r --name-only HEAD baselines)
for left in "" worktree; do
	# The commit is there; the rest is as before it.
	git restore --source=HEAD^ --staged --worktree -- baselines 2>/dev/null || git rm -q --cached "$file"
	rm -rf baselines
	[ -z "$left" ] || { mkdir -p "$(dirname "$file")" && git show "HEAD:$file" >"$file"; }
	[ -n "$(git status --porcelain)" ] || fail "nothing lags behind"
	expect_exit 0 "$BENCHCTL" baseline refresh --commit
	[ -z "$(git status --porcelain)" ] || fail "$(git status --porcelain)"
done
echo '{}' >"$file" # what a person has changed stays
expect_exit 4 "$BENCHCTL" baseline refresh --commit
expect_contains "$ERR" "has changes that are not committed"
[ "$(cat "$file")" = '{}' ] || fail "the change is lost"
git checkout -q -- "$file"
# Its lock of the ref.
printf 'refs/heads/main %s' "$(git rev-parse HEAD)" >.git/benchctl.update
git rev-parse HEAD >.git/refs/heads/main.lock
expect_exit 0 "$BENCHCTL" baseline refresh --commit
[ ! -e .git/refs/heads/main.lock ] || fail "the lock is still there"
git rev-parse HEAD >.git/refs/heads/main.lock # of a git that lives
expect_exit 3 "$BENCHCTL" baseline refresh --commit
[ -e .git/refs/heads/main.lock ] || fail "the lock of another process is gone"
mv .git/refs/heads/main.lock .git/index.lock
expect_exit 3 "$BENCHCTL" baseline refresh --commit
expect_contains "$ERR" "another git process is changing the index"
[ -e .git/index.lock ] || fail "the index's lock of another process is gone"
