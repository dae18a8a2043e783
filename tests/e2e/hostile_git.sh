#!/usr/bin/env bash
# A change that makes the folder of the suite a repository of its own, to bring its own base and
# settings that run programs.
. "$ROOT/tests/e2e/lib.sh"

new_repo "the team's"
mkdir sub && cd sub
printf 'benchmark: { name: demo }\nsuite: [ { name: fast, command: "true", warmup: 0, runs: 3 } ]\n' >benchctl.yaml
echo results >.gitignore
commit "a suite"
cd ..
git clone -q --bare . ../bare.git
git -C ../bare.git gc -q
rm -r ../bare.git/hooks
git -C ../bare.git config core.bare false
git -C ../bare.git config core.worktree "$PWD/sub"
git -C ../bare.git config core.fsmonitor "touch $E2E_DIR/ran; false"
git -C ../bare.git config core.pager "touch $E2E_DIR/ran"
mkdir -p ../bare.git/refs/heads
touch ../bare.git/refs/keep ../bare.git/refs/heads/keep
cp -r ../bare.git/. sub/
git add -f sub && git commit -qm "embedded"

for folder in sub sub/refs/heads sub/objects; do
	for command in gate "baseline show" "baseline refresh" "baseline refresh --commit" history; do
		# shellcheck disable=SC2086
		expect_exit 4 "$BENCHCTL" -C "$folder" $command
		expect_contains "$ERR" "the team'\\''s/sub' is a repository without a worktree"
	done
done
# Measuring needs no repository, and the run claims no commit.
expect_exit 0 "$BENCHCTL" -C sub run
expect_contains "$ERR" "benchctl goes on without the repository"
[ ! -e "$E2E_DIR/ran" ] || fail "a program of the change ran"

# The repository around it is the right one from its own folders.
mv sub/benchctl.yaml .
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "no baseline"
[ ! -e "$E2E_DIR/ran" ] || fail "a program of the change ran"
cd ..

# A change that replaces the folder that CI names by a link to the folder of another suite, which the base has, too: by
# its name, by one above it, through /proc, or by a link that leads elsewhere in the base.
new_repo linked
mkdir -p strict soft/deep
printf 'benchmark: { name: demo }\nbuild: "true"\nsuite: [ { name: slow, command: "true" } ]\n' >strict/benchctl.yaml
cp strict/benchctl.yaml soft/benchctl.yaml
cp strict/benchctl.yaml soft/deep/benchctl.yaml
ln -s strict now
commit "two suites"
git branch -M main
# attempt FOLDER EDIT
attempt() {
	git checkout -q -B pr main
	eval "$2"
	commit "change: $2"
	expect_exit 4 "$BENCHCTL" gate --against main "$1/benchctl.yaml"
	expect_contains "$ERR" "this change makes $1 a symbolic link through which git can reach soft"
	expect_exit 4 "$BENCHCTL" -C "$1" gate --against main
	expect_contains "$ERR" "the base has its own configuration: $1/benchctl.yaml"
}
attempt strict "rm -r strict; ln -s soft strict"
attempt strict "rm -r strict; ln -s soft/deep strict"
attempt strict "rm -r strict; ln -s $PWD/soft strict"
attempt strict "rm -r strict; ln -s again strict; ln -s /proc/self/cwd/soft again; mkdir -p soft/soft; touch soft/soft/decoy"
attempt now "ln -sfn soft now"
# What only moves is found.
git checkout -q -B pr main
git mv strict other
ln -s other strict
commit "moved, and the old name leads there"
expect_exit 0 "$BENCHCTL" gate --mode stored --against main strict/benchctl.yaml --allow-missing-baseline

# A folder that becomes a submodule brings its own branches; what CI says is about the repository around it.
cd ..
new_repo around
git -c protocol.file.allow=always submodule --quiet add "$PWD/../linked" strict
commit "a submodule"
git -C strict checkout -q main
expect_exit 2 env GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=main "$BENCHCTL" -C strict/strict gate
expect_contains "$ERR" "this folder is a submodule of $PWD"
