#!/usr/bin/env bash
# Base and head built and measured side by side: verdicts, failing builds, equal bytes, cached copies, a killed
# gate, two gates at once; and the user's files stay unchanged.
# long
. "$ROOT/tests/e2e/lib.sh"

# The name is long enough for copies with paths of the same length in the scenario's cache.
new_repo "an-application-whose-path-is-as-long-as-that-of-its-copies"
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo }
build: ./build
gate: { threshold: 400% } # slow is more than ten times slower
suite:
  - { name: prog, command: ./prog, shell: none, warmup: 0, runs: 5 }
END_OF_FILE
cat >build <<'END_OF_FILE'
#!/bin/sh
echo "$PWD" >>"$E2E_DIR/builds"
# Another gate may be running it now.
{ echo '#!/bin/sh'; cat source; } >prog.$$
chmod +x prog.$$
mv prog.$$ prog
test ! -e hold || . ./hold
test ! -e broken || { cat broken; exit 7; }
END_OF_FILE
chmod +x build
printf 'results\nprog\nprog.*\n*.json\n' >.gitignore
: >source
commit "base"
git tag base
echo "# other bytes, same speed" >source
commit "same"
git tag same
echo "sleep 0.05" >source
commit "slow"
git tag slow

state() {
	git status --porcelain=v2 --branch --untracked-files=all
	cksum .git/index
	git for-each-ref
	git worktree list
}
# gate STATUS ARGS...: checks that the user's files are unchanged. $JSON is the report.
JSON=$E2E_DIR/report.json
gate() {
	local before status=$1
	before=$(state)
	shift
	: >"$E2E_DIR/builds"
	expect_exit "$status" "$BENCHCTL" gate -q --report "json=$JSON" "$@"
	[ "$(state)" = "$before" ] || fail "changed: $(diff <(echo "$before") <(state))"
}
verdict() {
	[ "$(jq -r '[.rows[].verdict] | unique | join(" ")' "$JSON")" = "$1" ] || fail "not $1: $(cat "$JSON")"
}
builds() {
	[ "$(wc -l <"$E2E_DIR/builds")" -eq "$1" ] || fail "not $1 builds: $(cat "$E2E_DIR/builds")"
}
copies() { find "$HOME/.cache/benchctl" -maxdepth 1 -name 'bctl-*' "$@"; }

# The same speed is green, a slow head is red; the base is built once for all gates.
git checkout -q same
gate 0 --against base
verdict pass
builds 2
[ "$(jq -r .mode "$JSON")" = paired ] || fail "not side by side"
copy=$(tail -n1 "$E2E_DIR/builds")
[ ${#copy} -eq ${#PWD} ] || fail "$copy is not as long as $PWD"
git checkout -q slow
gate 1 --against base
verdict regression
builds 1
git commit -q --allow-empty -m "the same tree"
git checkout -q HEAD
gate 0 --against slow --mode stored --allow-missing-baseline
gate 0 --against slow
builds 2
gate 0 --against slow --no-build
builds 0

# benchctl measures uncommitted changes and says so.
git checkout -q base
echo "sleep 0.05" >source
gate 1 --against base
verdict regression
[ "$(jq .head.dirty "$JSON")" = true ] || fail "dirty and not said"
git checkout -q .

# benchctl does not run equal bytes.
sed -i "s|runs: 5 |runs: 5, artifacts: prog, conclude: touch $E2E_DIR/ran |" benchctl.yaml
commit artifacts
git tag artifacts
commit "nothing else"
gate 0 --against artifacts
verdict pass
expect_contains "$JSON" "base and head are the same bytes"
[ ! -e "$E2E_DIR/ran" ] || fail "same bytes were run"
echo "# else" >source
gate 0 --against artifacts
[ -e "$E2E_DIR/ran" ] || fail "other bytes were not run"
rm "$E2E_DIR/ran"
git checkout -q .
git checkout -q base

# Either side may fail to build; benchctl prints the last lines and keeps the log.
seq -f 'line %g' 30 >broken
commit "broken"
git tag broken
gate 3 --against base
expect_contains "$ERR" "the head cannot be built"
"$BENCHCTL" list | tail -n1 | grep -q "^run-[0-9]* *failed " || fail "the run is said to go on: $("$BENCHCTL" list | tail -n1)"
git rm -q broken
commit "mended"
gate 4 --against broken
expect_contains "$ERR" "the base cannot be built"
expect_contains "$ERR" "status 7"
expect_contains "$ERR" "line 30"
expect_lacks "$ERR" "line 18"
log=$(sed -n 's/.*Last lines of \(.*\):$/\1/p' "$ERR")
expect_lines "$log" 30
[ "$(copies -type d | wc -l)" -eq 3 ] || fail "half-built copies are left: $(copies)"
gate 2 --against base~9

# A gate killed while the base builds: no process goes on, and the next gate cleans up.
cat >hold <<'END_OF_FILE'
case $PWD in *bctl-*) touch "$E2E_DIR/building"; exec sleep 4321.5 ;; esac
END_OF_FILE
commit "a build that takes its time"
git tag waits
git rm -q hold
commit "no more"
before=$(state)
"$BENCHCTL" gate --against waits >"$OUT" 2>"$ERR" &
killed=$!
wait_until test -e "$E2E_DIR/building"
kill -KILL $killed
wait $killed || true
expect_no_process "sleep 4321.5"
[ "$(copies -type d | wc -l)" -eq 4 ] || fail "no half-built copy to be cleaned up: $(copies)"
gate 0 --against base --filter prog
[ "$(copies -type d | wc -l)" -eq 3 ] || fail "not cleaned up: $(copies)"
[ "$(state)" = "$before" ] || fail "changed: $(diff <(echo "$before") <(state))"

# Two gates at once do not disturb each other.
git checkout -q slow
"$BENCHCTL" gate -q --against base --report json=one.json &
one=$!
"$BENCHCTL" gate -q --against base --report json=two.json &
two=$!
status=0
wait $one || status=$?
[ $status -eq 1 ] || fail "the first gave $status"
status=0
wait $two || status=$?
[ $status -eq 1 ] || fail "the second gave $status"
[ "$(jq -r .head.run one.json)" != "$(jq -r .head.run two.json)" ] || fail "two runs of one name"
[ "$(state)" = "$(git checkout -q slow && state)" ] || fail "changed"

# Another machine confirms a suspect: a clone at the same commit.
gate 4 --against base --emit-confirm suspects.json
verdict unconfirmed
git clone -q . ../clone
cp suspects.json ../clone
cd ../clone
git checkout -q slow
expect_exit 1 "$BENCHCTL" confirm suspects.json --report "json=$JSON"
verdict regression
jq 'del(.base.commit)' suspects.json >unbased.json
expect_exit 2 "$BENCHCTL" confirm unbased.json
expect_contains "$ERR" "names no base commit"
git checkout -q same
expect_exit 2 "$BENCHCTL" confirm suspects.json
expect_contains "$ERR" "git checkout"
expect_exit 2 "$BENCHCTL" confirm benchctl.yaml
# If no machine could confirm suspects, --emit-confirm is refused, and nothing runs.
runs=$(ls results)
expect_exit 2 "$BENCHCTL" gate --against "$OLDPWD/results/run-001/run.json" --emit-confirm left.json
expect_contains "$ERR" "--emit-confirm needs another commit to judge against"
sed '/^build:/d' benchctl.yaml >unbuilt.yaml
expect_exit 2 "$BENCHCTL" gate unbuilt.yaml --against base --emit-confirm left.json
expect_contains "$ERR" "--emit-confirm needs build: in unbuilt.yaml"
[ ! -e left.json ] || fail "something was left to others"
[ "$(ls results)" = "$runs" ] || fail "something was run"
rm unbuilt.yaml
expect_exit 2 "$BENCHCTL" confirm

# --runs and --max-time limit the blocks, except the first two; the configuration does not.
cd ..
new_repo bounded
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo }
build: "true"
defaults: { shell: none, warmup: 0, runs: 2, max_time: 1ms }
gate: { threshold: 0.0001%, confidence: 99.9999% }
suite: [{ name: same, command: /bin/true }]
END_OF_FILE
echo results >.gitignore
commit one
commit two
# bounded SAMPLES NOTE ARGS...: N samples per side, and the note if they cannot decide.
bounded() {
	local n=$1 note=$2 status=0
	shift 2
	# 4 if the few samples look like a loss.
	"$BENCHCTL" gate --against HEAD~1 -q --report "json=$JSON" "$@" >"$OUT" 2>"$ERR" || status=$?
	[ $status -eq 0 ] || [ $status -eq 4 ] || fail "$*: exit status $status"
	jq -e --argjson n "$n" '.rows[0] | .base.n == .head.n and (.head.n == $n or (.head.n < $n and .verdict != "inconclusive"))' \
		"$JSON" >"$OUT" || fail "$*: not $n samples: $(jq -c '.rows[0]' "$JSON")"
	[ "$(jq -r '.rows[0].verdict' "$JSON")" = inconclusive ] || return 0
	jq -r '.rows[0].reason' "$JSON" | grep -q "data may miss changes\|estimate reaches the limit\|do not exclude a loss\|too few or too noisy" || fail "$*: $(jq '.rows[0]' "$JSON")"
	[ "$(jq -r '[.notes[] | select(test("before the data could decide"))] | join(" ")' "$JSON")" = "$note" ] || fail "$*: $(jq -c .notes "$JSON")"
}
bounded 8 "--runs 3..4 stopped measuring same before the data could decide" --runs 3..4
bounded 12 "--runs 15 stopped measuring same before the data could decide" --runs 15
bounded 8 "--max-time 1ms stopped measuring same before the data could decide" --max-time 1ms
bounded 40 ""
