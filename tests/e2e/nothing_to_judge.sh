#!/usr/bin/env bash
# Where HEAD is the base: nothing to judge, the commit before, or a baseline that is not in the base yet.
# long
. "$ROOT/tests/e2e/lib.sh"

JSON=$E2E_DIR/report.json
NOTHING="nothing to judge: HEAD is the base"
# nothing ARGS...: the gate passes without measuring, in every report.
nothing() {
	expect_exit 0 "$BENCHCTL" gate --report "json=$JSON" --report "markdown=$E2E_DIR/r.md" \
		--report "junit=$E2E_DIR/r.xml" "$@"
	expect_contains "$OUT" "$NOTHING"
	expect_contains "$E2E_DIR/r.md" "$NOTHING"
	[ "$(jq -c '[.unchanged, .exit, (.rows | length)]' "$JSON")" = "[true,0,0]" ] || fail "$(cat "$JSON")"
	[ ! -e results ] || fail "something was measured"
}
# judged LABEL ARGS...: the gate measures against that base.
judged() {
	local label=$1
	shift
	expect_exit 0 "$BENCHCTL" gate -q --report "json=$JSON" "$@"
	[[ $(jq -r .base.label "$JSON") == *"($label)" ]] || fail "not $label: $(jq -c .base "$JSON")"
	[ "$(jq '.rows | length' "$JSON")" -gt 0 ] || fail "nothing was measured"
	rm -rf results
}
suite() { # BUILD
	printf '%s\n' "benchmark: { name: demo, machine_class: pool }" "$1" "gate: { threshold: 100000% }" \
		"suite:" "  - { name: fast, command: 'true', warmup: 0, runs: 3 }" >benchctl.yaml
	echo results/ >.gitignore
}

# The README's hook: a tag, a branch without commits.
git init -q --bare -b main hub
new_repo
git checkout -q -b main
suite 'build: "true"'
commit first
git remote add origin ../hub
git push -q origin main
printf '%s\n' "#!/bin/sh" "exec '$BENCHCTL' gate --against origin/main... 2>>'$E2E_DIR/hook' >&2" >.git/hooks/pre-push
chmod +x .git/hooks/pre-push
git tag v1
expect_exit 0 git push -q origin v1
git checkout -q -b topic
expect_exit 0 git push -q origin topic
[ "$(grep -c "$NOTHING" "$E2E_DIR/hook")" -eq 2 ] || fail "$(cat "$E2E_DIR/hook")"
rm .git/hooks/pre-push

# Named by the user, by a CI system, by a branch without commits.
nothing
nothing --against origin/main
nothing --against v1
nothing --emit-confirm "$E2E_DIR/confirm.json"
export CI_COMMIT_BRANCH=topic CI_DEFAULT_BRANCH=main
nothing
unset CI_COMMIT_BRANCH CI_DEFAULT_BRANCH
# A change that is not committed is one; so is a configuration.
echo >>benchctl.yaml
judged HEAD
git checkout -q benchctl.yaml
cp benchctl.yaml other.yaml
judged HEAD other.yaml
rm other.yaml

# The first commit of the default branch has nothing before it; later ones have.
git checkout -q main
nothing
commit second
git push -q origin main
judged HEAD~1
git checkout -q --detach
judged HEAD~1
git clone -q --depth 1 "file://$PWD/../hub" ../cut
(cd ../cut && expect_exit 4 "$BENCHCTL" gate && expect_contains "$ERR" "shallow")

# No base is known: not the commit before, without a word.
git push -q origin main:develop main:trunk
for how in "-b develop --single-branch" "-b develop"; do
	cd "$WORK/repo" && rm -rf ../one
	# shellcheck disable=SC2086
	git clone -q $how ../hub ../one
	cd ../one || exit
	git remote set-head origin --delete 2>/dev/null || true
	git update-ref -d refs/remotes/origin/main
	git branch -q -D main 2>/dev/null || true
	expect_exit 4 "$BENCHCTL" gate
	expect_contains "$ERR" "the default branch of this repository is unknown"
	sed -n "s/^ *or set it for good: //p" "$ERR" >"$E2E_DIR/mend"
	git -C ../hub symbolic-ref HEAD refs/heads/trunk
	expect_exit 0 bash -e "$E2E_DIR/mend"
	nothing
	commit "on develop"
	judged "merge base with origin/HEAD"
done
export CI_COMMIT_BRANCH=develop CI_DEFAULT_BRANCH=gone CI_COMMIT_BEFORE_SHA=
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "the target branch 'gone' is not in this clone"
unset CI_COMMIT_BRANCH CI_DEFAULT_BRANCH CI_COMMIT_BEFORE_SHA

# init's next steps end in a gate that passes, everywhere.
steps() {
	expect_exit 0 "$BENCHCTL" init
	sed -i 's/threshold: 5%/threshold: 100000%/' benchctl.yaml # other programs may be busy
	sed -n '/^next:/,$s/^  \([a-z].*[^ ]\)   *.*$\|^  \(git.*\)$/\1\2/p' "$OUT" | sed 's/   .*//' >"$E2E_DIR/steps"
	sed -i "s|benchctl |'$BENCHCTL' |" "$E2E_DIR/steps"
	expect_exit 0 bash -ex "$E2E_DIR/steps"
	tail -n1 "$E2E_DIR/steps" | grep -q "gate" || fail "the last step is no gate: $(cat "$E2E_DIR/steps")"
}
for where in main topic detached clone clone-topic bare-folder; do
	cd "$WORK" || exit
	case $where in
	clone*)
		git init -q --bare -b main "hub-$where"
		git clone -q "hub-$where" "$where" 2>/dev/null
		;;
	bare-folder) mkdir "$where" ;;
	*) git init -q "$where" ;;
	esac
	cd "$where" || exit
	if [ "$where" != bare-folder ]; then
		git checkout -q -b main
		commit first
		commit second
		[[ $where != clone* ]] || git push -q origin main
		[[ $where != *topic ]] || git checkout -q -b topic
		[ "$where" != detached ] || git checkout -q --detach
	fi
	steps
	# With a baseline that the base lacks the gate says where it is.
	[ "$where" != clone ] || {
		sed -i '/^build:/d' benchctl.yaml
		commit "without build:"
		expect_exit 0 "$BENCHCTL" baseline refresh --commit
		expect_exit 4 "$BENCHCTL" gate
		expect_contains "$ERR" "commit $(git rev-parse --short=8 HEAD) records it, but the base does not contain that commit yet"
		git push -q origin main
		expect_exit 0 "$BENCHCTL" gate
	}
done

# A baseline that is not committed.
cd "$WORK/main" || exit
sed -i '/^build:/d' benchctl.yaml
commit "without build:"
expect_exit 0 "$BENCHCTL" baseline refresh
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "but that file is not committed yet"
