#!/usr/bin/env bash
# A change that makes the folder of the suite a repository of its own, to bring its own base and
# settings that run programs.
. "$ROOT/tests/e2e/lib.sh"

new_repo app
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
		expect_contains "$ERR" "/sub is a repository without a worktree"
	done
done
# Measuring needs no repository, and the run claims no commit.
expect_exit 0 "$BENCHCTL" -C sub run
expect_contains "$ERR" "the run is kept without its commit"
[ ! -e "$E2E_DIR/ran" ] || fail "a program of the change ran"

# The repository around it is the right one from its own folders.
mv sub/benchctl.yaml .
expect_exit 4 "$BENCHCTL" gate
expect_contains "$ERR" "no baseline"
[ ! -e "$E2E_DIR/ran" ] || fail "a program of the change ran"
