#!/usr/bin/env bash
# A change that loosens the rules by which it is judged, or replaces what is measured, is judged by its own rules, but
# every report says so first; with `loosening: fail` in the base it fails.
# long
. "$ROOT/tests/e2e/lib.sh"

JSON=$E2E_DIR/report.json

# suite: one benchmark, whose figure is what the file cost, once built, says.
suite() {
	cat >benchctl.yaml <<-'END'
		benchmark: { name: demo }
		build: cp cost built
		defaults: { warmup: 0 }
		suite:
		  - name: job
		    command: sh ./prog
		    metric: size
	END
	cat >prog <<-'END'
		printf 'size %s B\nlength 5 B\n' "$(cat built)" >"$BENCHCTL_METRICS"
	END
	printf '%s\n' built results/ >.gitignore
	echo 1000 >cost
}

changes() { jq -r '.rule_changes[]' "$JSON"; }
value() { jq -r ".rows[] | select(.id == \"job\") | .$1" "$JSON"; }

# attempt STATUS EXPECTED [EDIT...]: head is 20% worse and makes the edit; EXPECTED are its rule changes.
attempt() {
	local status=$1 want=$2
	shift 2
	git checkout -qf -B pr main
	git clean -qfdx
	echo 1200 >cost
	[ $# = 0 ] || eval "$*"
	commit "change: $*"
	expect_exit "$status" "$BENCHCTL" gate --against main --report "json=$JSON"
	[ "$(changes)" = "$want" ] || fail "said: $(changes) instead of: $want"
}
add() { printf '%s\n' "$@" >>benchctl.yaml; }
edit() { sed -i "$@" benchctl.yaml; }

new_repo
git checkout -q -B main
suite
commit base
attempt 1 ""
attempt 0 "this change loosens job: threshold 5% -> 50%" 'add "gate: { threshold: 50% }"'
expect_contains "$OUT" "warning: this change loosens job: threshold 5% -> 50%"
[ "$(head -1 "$OUT")" = "  warning: this change loosens job: threshold 5% -> 50%" ] || fail "$(head -1 "$OUT")"

# In every report, at its top, and again when the report is made later.
"$BENCHCTL" gate -q --against main --report "markdown=$E2E_DIR/md" --report "junit=$E2E_DIR/xml" \
	--report "github=$E2E_DIR/github" || fail "it passes"
expect_contains "$E2E_DIR/md" "this change loosens or replaces 1 rule"
sed -n 3p "$E2E_DIR/md" | grep -q "this change loosens job" || fail "$(cat "$E2E_DIR/md")"
expect_contains "$E2E_DIR/xml" 'name="the rules of the gate"'
expect_contains "$E2E_DIR/xml" "<skipped"
head -1 "$E2E_DIR/github" | grep -q "^::warning title=this change loosens or replaces 1 rule::this change loosens job" ||
	fail "$(cat "$E2E_DIR/github")"
expect_exit 0 "$BENCHCTL" report "$JSON"
expect_contains "$OUT" "warning: this change loosens job"

# However it is written.
attempt 0 "this change loosens job: threshold 5% -> 50%" 'add "gate: { only: { \"*\": { threshold: 50% } } }"'
attempt 0 "this change loosens job: threshold 5% -> 90%" 'add "gate: { metrics: { siz?: { threshold: 90% } } }"'
attempt 0 "this change loosens job: action fail -> warn" 'add "gate: { only: { job: { action: warn } } }"'
attempt 0 "this change loosens job: threshold 5% -> 50%" \
	'add "gate: { metrics: { size: &soft { threshold: 50% }, other: *soft } }"'
attempt 0 "this change replaces the metric of job: size -> length
this change loosens job size: action fail -> off" 'edit "s/metric: size/metric: length/"'

# The base runs its own command: its figure stays, whatever head runs.
attempt 0 "this change replaces the command of job: sh ./prog -> sh ./fake" \
	'edit "s/prog/fake/"; echo "echo size 900 B >\"\$BENCHCTL_METRICS\"" >fake'
[ "$(value base.median) $(value head.median)" = "1000 900" ] || fail "$(jq -c .rows "$JSON")"
attempt 0 "this change replaces the build of the suite: cp cost built -> echo 900 > built" \
	'edit "s/^build.*/build: echo 900 > built/"'
[ "$(value base.median) $(value head.median)" = "1000 900" ] || fail "$(jq -c .rows "$JSON")"
attempt 1 "this change replaces the env of job: (none) -> COST=1" 'add "    env: { COST: 1 }"'
attempt 1 "this change replaces the cwd of job: (none) -> sub
this change replaces the command of job: sh ./prog -> sh ./../fake" \
	'mkdir sub; echo x >sub/x; cp prog fake; edit "s/prog/..\/fake/"; add "    cwd: sub"; sed -i "s/built/..\/built/" fake'
[ "$(value base.median) $(value head.median)" = "1000 1200" ] || fail "$(jq -c .rows "$JSON")"
# Through an include and defaults there.
attempt 1 "this change replaces the shell of job: auto -> none
this change replaces the command of job: sh ./prog -> sh prog" \
	'edit "/^suite/,\$d"; add "include: more.yaml"
	 printf "defaults: { shell: none }\nsuite: [{ name: job, command: sh prog, metric: size, warmup: 0 }]\n" >more.yaml'

# The base's files are read by the base's links, not by those that the change makes.
git checkout -qf main
mkdir conf easy
printf "suite: [{ name: job, command: sh ./prog, metric: size }]\n" >conf/suite.yaml
printf "suite: [{ name: job, command: sh ./fake, metric: size }]\n" >easy/suite.yaml
edit "/^suite/,\$d"
add "include: conf/suite.yaml"
commit "two includes"
attempt 1 "this change replaces the command of job: sh ./prog -> sh ./fake" \
	'rm -r conf; ln -s easy conf; cp prog fake'
[ "$(value base.median) $(value head.median)" = "1000 1200" ] || fail "$(jq -c .rows "$JSON")"
git checkout -qf main
git reset -q --hard HEAD~1

# Another default name, which counts before the base's, or a configuration nearer to the folder.
git checkout -qf main
git mv benchctl.yaml benchctl.yml
commit "another name"
attempt 0 "this change loosens job: threshold 5% -> 50%" \
	'cp benchctl.yml benchctl.yaml; add "gate: { threshold: 50% }"'
git checkout -qf main
git reset -q --hard HEAD~1

# Another default name for another file of the base: the base reads its own default all the same.
git checkout -qf main
sed "s/name: demo/name: easy/; s/name: job/name: other/" benchctl.yaml >easy.yaml
commit "an easy suite"
attempt 1 "this change replaces the benchmark.name of the suite: demo -> easy" \
	'git rm -q benchctl.yaml; git mv easy.yaml benchctl.yml'
jq -e '.rows[] | select(.id == "job" and .verdict == "missing")' "$JSON" >/dev/null || fail "$(jq -c .rows "$JSON")"
git checkout -qf main
git reset -q --hard HEAD~1

# What is renamed onto a living benchmark is missing, and a benchmark that is still there is not renamed.
git checkout -qf main
# shellcheck disable=SC2016
add '  - { name: second, command: [sh, -c, "echo size 7 B >$BENCHCTL_METRICS"], metric: size }'
commit second
attempt 4 "this change renames job to second, but the base also has that name; so job counts as missing" \
	'edit "/name: job/,/metric/d"; add "renamed: { job: second }"'
jq -e '.rows[] | select(.id == "job" and .verdict == "missing")' "$JSON" >/dev/null || fail "$(jq -c .rows "$JSON")"
git checkout -qf -B pr main
add "renamed: { second: job }"
commit "still there"
expect_exit 2 "$BENCHCTL" gate --against main
expect_contains "$ERR" "renamed: 'second' is still a benchmark of this suite"
git checkout -qf main
git reset -q --hard HEAD~1

# A selection by the command line: the base says what it selects, too.
edit "s/    metric: size/&\n    tags: quick/"
add "  - { name: second, command: \"true\", tags: quick }"
commit tags
git checkout -qf -B pr main
edit "s/^    tags: quick/    tags: slow/"
commit "another tag"
expect_exit 4 "$BENCHCTL" gate --against main --tag quick --report "json=$JSON"
[ "$(changes)" = "this change replaces the tags of job: quick -> slow" ] || fail "$(changes)"
git checkout -qf -B pr main
edit "/name: second/d"
commit gone
expect_exit 4 "$BENCHCTL" gate --against main --filter "*o*" --report "json=$JSON"
jq -e '.rows[] | select(.id == "second" and .verdict == "missing")' "$JSON" >/dev/null || fail "$(jq -c .rows "$JSON")"
git checkout -qf main
git reset -q --hard HEAD~1

# gate.loosening is the base's; head's counts where it is stricter.
attempt 1 "this change loosens job: threshold 5% -> 50%" 'add "gate: { threshold: 50%, loosening: fail }"'
expect_contains "$OUT" "gate.loosening is fail"
git checkout -qf main
add "gate: { loosening: fail }"
commit "loosening fails"
attempt 1 ""
attempt 1 "this change itself accepts a loss of job size" \
	'"$BENCHCTL" accept job --max +30% --reason planned >/dev/null'
[ "$(value verdict)" = accepted ] || fail "$(jq -c .rows "$JSON")"
attempt 1 "this change loosens the suite: loosening fail -> warn
this change loosens job: threshold 5% -> 50%" 'edit "/^gate/d"; add "gate: { threshold: 50% }"'
"$BENCHCTL" gate -q --against main --report "markdown=$E2E_DIR/md" --report "junit=$E2E_DIR/xml" \
	--report "github=$E2E_DIR/github" && fail "it fails"
expect_contains "$E2E_DIR/md" "❌"
expect_contains "$E2E_DIR/md" "which gate.loosening forbids"
expect_contains "$E2E_DIR/xml" 'failures="1"'
expect_contains "$E2E_DIR/github" "::error title=this change loosens or replaces 2 rules%2C which gate.loosening forbids"
# Stricter rules and a better figure pass.
git checkout -qf -B pr main
edit "s/^gate.*/gate: { loosening: fail, threshold: 1%, new: fail }/"
commit stricter
expect_exit 0 "$BENCHCTL" gate --against main --report "json=$JSON"
[ "$(changes)" = "" ] || fail "$(changes)"

# Against a stored baseline, too.
git checkout -qf main
edit -e "/^build/d" -e "s/^gate.*/gate: { only: { job: { threshold: 5% } } }/"
edit "s/name: demo/name: demo, machine_class: pool/"
echo 1000 >built
git add -f built
commit stored
expect_exit 0 "$BENCHCTL" baseline refresh --commit -q
stored=$(basename "$(printf '%s\n' results/run-* | tail -n1)")
git checkout -qf -B pr main
echo 1200 >built
edit "s/^gate.*/gate: { only: { job: { threshold: 25% } } }/"
commit "softer and worse"
expect_exit 0 "$BENCHCTL" gate --against main --report "json=$JSON"
[ "$(changes)" = "this change loosens job: threshold 5% -> 25%" ] || fail "$(changes)"

# A run as the base: the rules of its commit.
expect_exit 0 "$BENCHCTL" gate --against "$stored" --report "json=$JSON"
[ "$(changes)" = "this change loosens job: threshold 5% -> 25%" ] || fail "$(changes)"

# A file of the repository as the base: the change can edit it, and a link that leads to it.
git checkout -qf main
mkdir strict easy
for folder in strict easy; do
	cp "results/$stored/run.json" $folder/base.json
done
commit "what to compare with"
git checkout -qf -B pr main
expect_exit 0 "$BENCHCTL" gate --against strict/base.json --report "json=$JSON"
[ "$(changes)" = "" ] || fail "$(changes)"
jq '(.. | .samples? // empty) |= map(. * 2)' easy/base.json >strict/base.json
commit "half as strict"
expect_exit 0 "$BENCHCTL" gate --against strict/base.json --report "json=$JSON"
[ "$(changes)" = "this change edits strict/base.json, the file that it is compared with" ] || fail "$(changes)"
rm -r strict
ln -s easy strict
commit "a link"
expect_exit 0 "$BENCHCTL" gate --against strict/base.json --report "json=$JSON"
[ "$(changes)" = "this change edits strict/base.json, the file that it is compared with" ] || fail "$(changes)"
git checkout -qf main
git reset -q --hard HEAD~1

# A file as the base, which was measured where this version cannot read the configuration.
git checkout -qf main
echo "nonsense: 1" >>benchctl.yaml
commit "a key of another version"
unreadable=$(git rev-parse HEAD)
git reset -q --hard HEAD~1
jq --arg commit "$unreadable" '.runs[].commit = $commit' "results/$stored/run.json" >"$E2E_DIR/run.json"
expect_exit 0 "$BENCHCTL" gate --against "$E2E_DIR/run.json" --report "json=$JSON"
[[ $(changes) == "the gate uses only this change's own rules, because benchctl cannot read the base's configuration (benchctl.yaml:"*"nonsense"* ]] ||
	fail "$(changes)"

# Where the base has a baseline, but no configuration, no rule of the base limits the change.
git checkout -qf main
git rm -q benchctl.yaml
commit "no configuration"
git checkout -qf -B pr main
git checkout -q main~1 -- benchctl.yaml
edit "s/name: demo/name: demo/; s/^gate.*/gate: { threshold: 50% }/"
echo 1200 >built
commit "its own rules"
expect_exit 0 "$BENCHCTL" gate --against main --report "json=$JSON"
[ "$(changes)" = "the gate uses only this change's own rules, because the base has no benchctl.yaml" ] || fail "$(changes)"
