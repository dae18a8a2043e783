#!/usr/bin/env bash
# Unusual repositories: each command works or says in one sentence why not, with the right exit status, and
# the user's index, worktree and branches stay unchanged.
# long
. "$ROOT/tests/e2e/lib.sh"
write_suite() {
	cat >benchctl.yaml <<-'YAML'
		benchmark: { name: demo, machine_class: pool }
		gate: { threshold: 100000% }
		suite:
		  - { name: fast, command: "true", warmup: 0, runs: 10 }
	YAML
	echo results >.gitignore
}

# The user's state.
state() {
	git status --porcelain=v2 --branch --untracked-files=all 2>&1
	cksum "$(git rev-parse --git-path index 2>&1)" 2>&1 || true
	git for-each-ref
	git worktree list
} 2>&1

# untouched STATUS TEXT ARGS...: benchctl's answer; the user's state is unchanged.
untouched() {
	local status=$1 text=$2 before
	shift 2
	before=$(state)
	expect_exit "$status" "$BENCHCTL" "$@"
	cat "$OUT" >>"$ERR"
	expect_contains "$ERR" "$text"
	expect_lacks "$ERR" "fatal:"
	[ "$(state)" = "$before" ] || fail "$* has changed: $(diff <(echo "$before") <(state))"
}

works() {
	untouched 0 "1 passed" gate
	untouched 0 "(HEAD)" baseline show
	untouched 0 "1 benchmark" run
}

mkdir none && cd none
write_suite
for command in gate "baseline show" "baseline refresh" "baseline refresh --commit" history; do
	# shellcheck disable=SC2086
	expect_exit 4 "$BENCHCTL" $command
	expect_contains "$ERR" "not in a git repository"
done
expect_exit 0 "$BENCHCTL" run
expect_exit 0 "$BENCHCTL" gate --against results/run-001
cd ..

new_repo plain
write_suite
echo 1 >file
untouched 4 "the repository has no commit yet" gate
untouched 4 "the repository has no commit yet" baseline show
untouched 4 "or start one:  benchctl history record" history
{ cat benchctl.yaml && echo 'build: "true"'; } >../built.yaml
untouched 2 "there is no revision 'HEAD': HEAD has no commit yet" bisect fast --good HEAD --config ../built.yaml
untouched 0 "1 benchmark" run
commit "a suite"
untouched 4 "no baseline for suite 'demo' on machine class pool" gate
untouched 4 "no baseline for suite 'demo' on machine class pool" baseline show
expect_exit 0 "$BENCHCTL" baseline refresh --commit
[ -z "$(git status --porcelain)" ] || fail "not clean after a refresh: $(git status)"
git switch -qc side
echo 2 >file
commit "two"
git switch -q main
echo 3 >file
commit "three"
works

# Settings and variables that stop git's own commands.
git config diff.orderFile /none
export GIT_CONFIG=/dev/null
works
unset GIT_CONFIG
echo 'patch_limit: 1MiB' >>benchctl.yaml
untouched 0 "1 benchmark" run
expect_lacks "$ERR" "orderfile"
git checkout -q benchctl.yaml
git config --unset diff.orderFile

# HEAD's commit is lost.
cp -r . ../damaged && cd ../damaged
id=$(git rev-parse HEAD)
rm -f ".git/objects/${id:0:2}/${id:2}"
for head in "ref: refs/heads/main" "$id"; do
	echo "$head" >.git/HEAD
	for command in gate "baseline show" "baseline refresh --commit"; do
		# shellcheck disable=SC2086
		expect_exit 4 "$BENCHCTL" $command
		expect_contains "$ERR" "HEAD is the commit $id, but this repository lacks it"
	done
done
# Another branch is checked out.
cp -rf ../plain/.git/objects/. .git/objects
git checkout -q -b change
git commit -q --allow-empty -m "change"
rm -f ".git/objects/${id:0:2}/${id:2}"
for against in "" "--against main"; do
	# shellcheck disable=SC2086
	expect_exit 4 "$BENCHCTL" gate $against
	expect_contains "$ERR" "main is the commit $id, but this repository lacks it"
done
# An older branch of that name is no base instead.
mkdir -p .git/refs/remotes/origin
echo "$id" >.git/refs/remotes/origin/main
git -C ../plain rev-parse HEAD~1 >.git/refs/heads/main
for target in CHANGE_TARGET= CHANGE_TARGET=main; do
	expect_exit 4 env "$target" "$BENCHCTL" gate
	expect_contains "$ERR" "refs/remotes/origin/main is the commit $id, but this repository lacks it"
done
cd ../plain

# A file with the name of a revision does not replace the revision.
git tag v1
cp baselines/demo/pool.json v1
sed 's/1/2/' baselines/demo/pool.json >HEAD
untouched 0 "(v1)" baseline show v1
untouched 0 "./v1" baseline show ./v1
untouched 0 "(HEAD)" baseline show
# Nor that of a merge base, or of a stored run.
sed 's/1/2/' baselines/demo/pool.json >HEAD...
untouched 0 "(merge base with HEAD)" baseline show HEAD...
mkdir last
cp v1 last/run.json
cp v1 run-001
for name in last run-001; do
	run=$(printf '%s\n' results/run-* | tail -n1)
	[ "$name" = last ] || run=results/run-001
	"$BENCHCTL" show "$run" | sed 1d >"$E2E_DIR/run"
	untouched 0 "fast" show "$name"
	sed 1d "$OUT" | cmp - "$E2E_DIR/run" || fail "a file is shown instead of $name"
done
rm -r v1 HEAD HEAD... last run-001

cp -r . ../merging && cd ../merging
git merge -q side >/dev/null 2>&1 && fail "no conflict"
untouched 4 "there is an unfinished merge" baseline refresh --commit
works
cd ..
cp -r plain rebasing && cd rebasing
git rebase -q side >/dev/null 2>&1 && fail "no conflict"
untouched 4 "there is an unfinished rebase" baseline refresh --commit
works
expect_exit 0 "$BENCHCTL" baseline refresh --commit --branch other
git cat-file -e other:baselines/demo/pool.json
cd ..

cp -r plain detached && cd detached
git checkout -q --detach
untouched 4 "HEAD is detached" baseline refresh --commit
expect_contains "$ERR" "--branch NAME"
works
cd ..

git -C plain worktree add -q ../linked -b linked
cd linked
works
untouched 4 "refs/heads/main is checked out in another worktree" baseline refresh --commit --branch main
expect_exit 0 "$BENCHCTL" baseline refresh --commit
[ -z "$(git status --porcelain)" ] || fail "a linked worktree is not clean after a refresh"
[ "$(git rev-parse linked~1)" = "$(git rev-parse main)" ] || fail "not one commit"
cd ..

new_repo super
git -c protocol.file.allow=always submodule --quiet add ../plain sub
commit "a submodule"
cd sub
works
cd ../..

odd=$'a b\n"c" \'$(d)'
cp -r plain "$odd" && cd "$odd"
works
expect_exit 0 "$BENCHCTL" baseline refresh --commit
[ -z "$(git status --porcelain)" ] || fail "an odd folder is not clean after a refresh"
mkdir -p sub && cd sub
works
cd ../..

git init -q --object-format=sha256 sha256 && cd sha256
write_suite
commit "a suite"
# libgit2 cannot write there; the message says how to do it by hand.
untouched 4 "  write the file without --commit, and then:" baseline refresh --commit
grep -A9 'and then:' "$ERR" >"$E2E_DIR/by-hand"
[ ! -d results ] || fail "measured in vain"
expect_exit 0 "$BENCHCTL" baseline refresh
sed -n 's/^    git/git/p' "$E2E_DIR/by-hand" | bash -e >/dev/null
works
untouched 4 "  write the file without --commit, and then:" baseline refresh last --commit --branch main
untouched 4 "    benchctl baseline refresh last --commit --branch side" baseline refresh --commit --branch side
sed -n 's/^    benchctl//p' "$ERR" >"$E2E_DIR/by-hand"
while read -ra words; do
	"$BENCHCTL" "${words[@]}" >/dev/null 2>"$ERR" || [ $? = 4 ] || fail "the advice fails: $(<"$ERR")"
done <"$E2E_DIR/by-hand"
sed -n 's/^    git/git/p' "$ERR" | bash -e >/dev/null
git cat-file -e side:baselines/demo/pool.json || fail "no baseline on the branch"
untouched 0 "is up to date" baseline refresh last --commit --branch side
for record in 1 2; do
	expect_exit 0 "$BENCHCTL" run -q
	untouched 4 "git update-ref refs/benchctl/history" history record
	sed -n "s/^    git/git/p" "$ERR" | bash -e >/dev/null
	expect_exit 0 "$BENCHCTL" history
	expect_contains "$OUT" "fast  $record "
	untouched 0 "it is already recorded" history record
done
expect_exit 0 "$BENCHCTL" history
cd ..

cp -r plain packed && cd packed
{
	echo "# pack-refs with: peeled fully-peeled sorted"
	{
		seq -f "$(git rev-parse HEAD) refs/heads/b%06g" 20000
		git for-each-ref --format='%(objectname) %(refname)'
	} | LC_ALL=C sort -k2
} >.git/packed
mv .git/packed .git/packed-refs
rm -r .git/refs/heads/*
git for-each-ref --format='%(refname)' >"$E2E_DIR/refs"
expect_exit 0 "$BENCHCTL" gate --against b010000
expect_exit 0 "$BENCHCTL" baseline refresh --commit
git for-each-ref --format='%(refname)' | cmp - "$E2E_DIR/refs" || fail "refs were lost"
expect_lines "$E2E_DIR/refs" 20004
[ -z "$(git status --porcelain)" ] || fail "not clean with many refs"
cd ..

git clone -q --bare plain bare.git && cd bare.git
write_suite
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "is a repository without a worktree"
export GIT_DIR=.
for command in gate "baseline show" run; do
	# shellcheck disable=SC2086
	expect_exit 0 "$BENCHCTL" $command
done
# A commit is built beside a worktree.
sed -i 's/^suite:/build: "true"\n&/' benchctl.yaml
expect_exit 2 "$BENCHCTL" bisect fast --good HEAD~1
expect_contains "$ERR" "needs a repository with a worktree, and this one is bare"
expect_exit 0 "$BENCHCTL" baseline refresh --commit
unset GIT_DIR
[ "$(git rev-parse main~1)" = "$(git -C ../plain rev-parse main)" ] || fail "not one commit"
cd ..

# git sets its variables relative to where it starts a program; all commands follow them.
cp -r plain sub-dir && mkdir -p sub-dir/sub && cd sub-dir/sub
export GIT_DIR=../.git GIT_WORK_TREE=..
works
expect_exit 0 "$BENCHCTL" baseline refresh --commit
expect_exit 0 "$BENCHCTL" run
untouched 0 "fast" history
expect_exit 0 "$BENCHCTL" history record
unset GIT_DIR GIT_WORK_TREE
cd ../..

if [ "$(id -u)" -eq 0 ]; then
	cp -r plain foreign
	chown -R 12345:12345 foreign
	cd foreign
	for command in gate "baseline show" "baseline refresh --commit"; do
		# shellcheck disable=SC2086
		expect_exit 4 "$BENCHCTL" $command
		expect_contains "$ERR" "belongs to another user"
		expect_contains "$ERR" "git config --global --add safe.directory $PWD"
	done
	# Measuring needs no repository.
	expect_exit 0 "$BENCHCTL" run
	expect_contains "$ERR" "belongs to another user"
	# Nor does comparing files; what is no file is a revision, and git says why it cannot be read.
	cp results/run-001/run.json copied.json
	expect_exit '0|4' "$BENCHCTL" compare copied.json results/run-001/run.json
	expect_contains "$OUT" "fast"
	expect_exit 4 "$BENCHCTL" compare main copied.json
	expect_contains "$ERR" "belongs to another user"
	bash -ec "$(sed -n 's/.*if you trust it: *//p' "$ERR")"
	works
fi
