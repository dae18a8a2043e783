#!/usr/bin/env bash
# Two benchctl in one worktree: the second one waits for the first, and says so.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
build: "[ ! -e building ] && touch building; [ ! -e hold ] || { touch here; while [ -e hold ]; do sleep 0.02; done; }; rm building"
defaults: { runs: 3, warmup: 0 }
suite:
  - { name: one, command: "true" }
END_OF_FILE
printf "%s\n" results here >.gitignore
commit "a suite"

touch hold
"$BENCHCTL" run -q &
first=$!
wait_until [ -e here ]
for signal in INT:130 TERM:143; do
	rm -f "$E2E_DIR/second"
	env --default-signal=INT "$BENCHCTL" run -q 2>"$E2E_DIR/second" &
	wait_until grep -qxF "benchctl: waiting for another benchctl that is measuring here (process $first)" "$E2E_DIR/second"
	kill "-${signal%:*}" $!
	status=0
	wait $! || status=$?
	[ $status -eq "${signal#*:}" ] || fail "exit status $status after SIG${signal%:*}"
	expect_lines "$E2E_DIR/second" 1
done
rm "$E2E_DIR/second"
"$BENCHCTL" run -q 2>"$E2E_DIR/second" &
second=$!
wait_until grep -qF "waiting for another" "$E2E_DIR/second"
# Without a configuration both have nothing to build here, so none waits.
expect_exit 0 "$BENCHCTL" run -q --runs 1 -- true
expect_lacks "$ERR" "waiting"
# Another worktree has another lock.
git worktree add -q ../other
(cd ../other && expect_exit 0 "$BENCHCTL" run -q && expect_lacks "$ERR" "waiting")
git commit -q --allow-empty -m "meanwhile"
rm hold
wait $first || fail "the first ended with status $?"
wait $second || fail "the second ended with status $?"
grep -q "HEAD moved from $(git rev-parse --short=8 HEAD^) to $(git rev-parse --short=8 HEAD) meanwhile" "$E2E_DIR/second" ||
	fail "nothing says that HEAD moved: $(cat "$E2E_DIR/second")"
[ -z "$(git status --porcelain)" ] || fail "not clean: $(git status --porcelain)"

# A killed benchctl holds no lock.
touch hold
rm here
"$BENCHCTL" run -q &
wait_until [ -e here ]
kill -KILL $!
wait $! || true
rm -f hold building
expect_exit 0 "$BENCHCTL" run -q
expect_lacks "$ERR" "waiting"

# A benchctl inside a benchmark does not wait for its parent.
cat >nested.yaml <<END_OF_FILE
benchmark: { name: nested }
suite:
  - { name: nested, command: "$BENCHCTL run -q benchctl.yaml", runs: 1, warmup: 0 }
END_OF_FILE
expect_exit 0 "$BENCHCTL" run -q nested.yaml

# The branch is switched while a gate builds.
sed -i 's/^build:.*/build: "[ ! -e switch ] || git switch -q --detach HEAD^"/' benchctl.yaml
commit "a build"
commit "a change"
touch switch
expect_exit '0|1|4' "$BENCHCTL" gate
tr -s ' \n' ' ' <"$OUT" >"$E2E_DIR/line"
expect_contains "$E2E_DIR/line" "note: HEAD moved from"

# To another branch, while a baseline is measured: the commit goes to the branch that the user was on.
git switch -q main
sed -i 's/git switch -q --detach HEAD^/git switch -q elsewhere/' benchctl.yaml
commit "another switch"
git branch -q elsewhere HEAD^
tip=$(git rev-parse elsewhere)
expect_exit 0 "$BENCHCTL" baseline refresh --commit
expect_contains "$OUT" "on main"
expect_contains "$ERR" "benchctl: HEAD moved from"
[ "$(git rev-parse elsewhere)" = "$tip" ] || fail "committed to the other branch"
[ "$(git log -1 --format=%s main)" = "benchmarks: refresh the baseline of demo" ] || fail "not committed to main"
[ -z "$(git status --porcelain)" ] || fail "not clean: $(git status --porcelain)"

# A gate says it once.
git switch -q main
expect_exit '0|1|4' "$BENCHCTL" gate --mode stored
tr -s ' \n' ' ' <"$OUT" >"$E2E_DIR/line"
expect_contains "$E2E_DIR/line" "note: HEAD moved from"
expect_lacks "$ERR" "HEAD moved"
