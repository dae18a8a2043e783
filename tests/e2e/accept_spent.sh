#!/usr/bin/env bash
# An acceptance covers the step that it was made for, however it is merged, and no later one.
# long
. "$ROOT/tests/e2e/lib.sh"

JSON=$E2E_DIR/report.json
# gate STATUS [VERDICT] [WARNING]: of the first row.
gate() {
	expect_exit "$1" "$BENCHCTL" gate -q --report "json=$JSON"
	[ "$(jq -r '.rows[0].verdict' "$JSON")" = "${2-}" ] || fail "not ${2-}: $(jq -c .rows "$JSON")"
	[[ $(jq -r '.rows[0].warning // ""' "$JSON") == *"${3-}"* ]] || fail "no '$3': $(jq -c .rows "$JSON")"
}
spent() { gate 1 regression "has no effect: $(git merge-base HEAD main | cut -c1-8) already contains that loss"; }
accept() { expect_exit 0 "$BENCHCTL" accept "${1-job}" --max +12% --reason "checks its input" "${@:2}"; }
# cost N: a commit that costs so much.
cost() {
	echo "$1" >cost
	commit "costs $1"
}
branch() { git checkout -q -b "$1" main; }
start() { # DIR
	cd "$WORK" || exit
	new_repo "$1"
	git checkout -q -b main
	cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: cp cost built
gate: { metrics: { "*size": {} } }
defaults: { warmup: 0 }
suite:
  - { name: job, command: sh ./prog, metric: size }
END
	# shellcheck disable=SC2016,SC2028
	echo 'printf "size %s B\nother_size %s B\n" "$(cat built)" "$(cat built)" >"$BENCHCTL_METRICS"' >prog
	printf 'results/\nbuilt\n' >.gitignore
	cost 1000
}

# Merged, squashed, rebased, picked: the next step of the same size is another one.
for how in merge squash rebase pick; do
	start "$how"
	branch one
	cost 1100
	accept
	accept job --metric other_size
	commit accepted
	gate 0 accepted "this change itself accepts it"
	git checkout -q main
	commit "something else"
	case $how in
	merge) git merge -q --no-ff -m merged one ;;
	squash) git merge -q --squash one && commit squashed ;;
	rebase) git rebase -q main one && git checkout -q main && git merge -q --ff-only one ;;
	pick) git cherry-pick main..one >/dev/null ;;
	esac
	branch two
	cost 1220
	spent
	[ "$(jq -r '.rows[1].verdict' "$JSON")" = regression ] || fail "the other metric: $(jq -c .rows "$JSON")"
	# Accepting again is a new acceptance.
	accept
	accept job --metric other_size
	gate 0 accepted "this change itself accepts it"
done
commit again
git checkout -q main
git merge -q --no-ff -m merged two
branch three
cost 1360
spent
# A step that was taken back by hand, with the entry still there, has spent it.
git checkout -q main
cost 1100
branch four
cost 1220
spent

# By a pattern, with an expiry, under a new name; an entry of an older version, without a base.
start pattern
branch one
cost 1100
accept '*' --expires 9999-12-31
accept '*' --metric other_size
commit accepted
gate 0 accepted
git checkout -q main
git merge -q --squash one
commit squashed
branch two
sed -i 's/name: job/name: task/; 1arenamed: { job: task }' benchctl.yaml
cost 1220
spent
git checkout -q main
sed -i '/"base"/d' baselines/accepted.json
commit "as an older version wrote it"
branch three
cost 1220
spent

# Granted before the change that needs it, in a change of its own.
start before
branch grant
accept
accept job --metric other_size
commit granted
git checkout -q main
git merge -q --squash grant
commit granted
branch slow
cost 1100
gate 0 accepted
git checkout -q main
git merge -q --ff-only slow
branch slower
cost 1220
spent

# What it was granted against is a commit, not a name that moves on with the history.
for name in HEAD main; do
	start "named-$name"
	accept
	accept job --metric other_size
	sed -i 's/\("base": \)"[0-9a-f]*"/\1"'"$name"'"/' baselines/accepted.json
	commit granted
	echo x >other
	commit "something else"
	branch slow
	cost 1100
	spent
done

# On the default branch an acceptance is about the last commit.
start default
cost 1100
accept
commit accepted
branch two
cost 1220
spent

# Stored mode: the baseline of before the change still needs the acceptance; a new one does not.
start stored
sed -i '/^build/d; s/cat built/cat cost/g' benchctl.yaml prog
commit "no build"
expect_exit 0 "$BENCHCTL" baseline refresh --commit
branch one
cost 1100
accept
accept job --metric other_size
commit accepted
gate 0 accepted "this change itself accepts it"
git checkout -q main
git merge -q --no-ff -m merged one
branch doc
commit doc
gate 0 accepted
git checkout -q main
expect_exit 0 "$BENCHCTL" baseline refresh --commit
branch two
cost 1220
gate 1 regression "has no effect: "
