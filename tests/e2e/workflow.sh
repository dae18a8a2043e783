#!/usr/bin/env bash
# Workflows on this machine: stages in order, in the background, in cases, and what happens when one fails.
. "$ROOT/tests/e2e/lib.sh"

new_repo
last() { # FILTER
	local run
	for run in results/run-*; do :; done
	jq -r "$1" "$run/metadata.json"
}

# Every spelling of a schema is the same; stages run in order, with their variables.
cat >benchctl.yaml <<'Y'
benchmark: { name: flow }
hosts: { local: }
stages:
  - { name: one, command: 'echo "one $BENCHCTL_RUN_ID $BENCHCTL_HOST $BENCHCTL_STAGE $WORD" >>order' }
  - { name: two, host: local, script: two.sh, env: { WORD: stage } }
  - { name: three, command: "echo '{{.Names}} {{hosts.local}} $WORD' >>order" }
  - { name: four, command: "[[ two == t* ]] && printf '%s\n' four >>order", shell: bash }
cleanup:
  - { name: tidy, command: echo tidy >>order }
Y
printf '#!/bin/sh\necho "two $WORD" >>order\n' >two.sh
expect_exit 0 "$BENCHCTL" run --dry-run
expect_contains "$OUT" "local  two.sh"
for path in order results; do [ ! -e $path ] || fail "the plan has made $path"; done
expect_exit 0 "$BENCHCTL" run -m engine=v2 -e WORD=given
diff - order <<'T' || fail "wrong order"
one run-001 local one given
two given
{{.Names}} 127.0.0.1 $WORD
four
tidy
T
[ "$(last '.notes[0] | .key + "=" + .value')" = engine=v2 ] || fail "the note is not stored"
[ "$(last '[.stages[] | .name + ":" + .status] | join(" ")')" = "one:ok two:ok three:ok four:ok tidy:ok" ] || fail "wrong stages"
expect_exit 0 "$BENCHCTL" run --skip two
[ "$(last '[.stages[].status] | join(" ")')" = "ok skipped ok ok ok" ] || fail "a stage was not skipped"

# A failure ends the workflow; cleanup runs, and the failure is stored with its circumstances.
fails() { # STAGE TEXT
	cat >benchctl.yaml <<Y
benchmark: { name: flow }
stages:
  - { name: server, command: 'trap "echo stopped >>order; exit" TERM; touch up; sleep 4711.1 & wait', background: true, health_check: { type: file, target: up } }
  - $1
  - { name: never, command: echo never >>order }
cleanup:
  - { name: tidy, command: echo tidy >>order }
Y
	rm -f order up
	expect_exit 3 "$BENCHCTL" run
	printf 'stopped\ntidy\n' | diff - order || fail "no cleanup"
	expect_contains "$OUT" "$2"
	[ "$(last .status)" = failed ] || fail "the run has not failed"
	expect_no_process 'sleep 4711.1'
}
fails "{ name: load, command: 'echo boo; exit 7' }" "stage 'load' on local exited with status 7"
expect_contains "$OUT" boo
[ "$(last '.stages[] | select(.status == "failed") | .name + .host + .tail')" = loadlocalboo ] || fail "the failure is not stored"
fails "{ name: load, command: 'kill -SEGV \$\$' }" "was killed by SIGSEGV"
fails "{ name: load, command: sleep 4711.2, timeout: 100ms }" "ran longer than its timeout of 100 ms"
expect_no_process 'sleep 4711.2'
fails "{ name: load, command: 'true', health_check: { type: port, target: '1', retries: 0 } }" "is not ready after 1 attempt in"
fails "{ name: load, command: 'true', health_check: { type: file, target: nothing, timeout: 200ms, retries: 2 } }" "exited with status 1"
fails "{ name: load, command: 'exit 9', background: true, health_check: { type: file, target: nothing } }" "exited with status 9"
printf '#!/bin/sh\r\nexit 0\r\n' >two.sh
cat >benchctl.yaml <<'Y'
benchmark: { name: flow }
stages:
  - { name: first, command: echo first >>order2 }
  - { name: two, script: two.sh }
Y
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "the line ends of Windows"
[ ! -e order2 ] || fail "a stage has run"

# Health checks of all types; those that become true later.
cat >benchctl.yaml <<Y
benchmark: { name: flow }
stages:
  - name: server
    command: "$PROGRAMS/server 0 plain >/dev/null & sleep 0.1; echo \$\$ >pid; touch late; exec sleep 4711.3"
    background: true
    health_check: { type: file, target: late }
  - { name: process, command: 'true', health_check: { type: process, target: sleep } }
  - { name: pidfile, command: 'true', health_check: { type: process, target: pid } }
  - { name: command, command: 'true', health_check: { type: command, target: "test -e late" } }
Y
expect_exit 0 "$BENCHCTL" run
expect_no_process 'sleep 4711.3'
[ "$(last '.stages[-1] | .name + ":" + .status')" = server:stopped ] || fail "the server was not stopped"

# Cases and repetitions: one benchmark each, one folder for each pass.
cat >benchctl.yaml <<'Y'
benchmark: { name: flow }
repeat: 3
warmup: 1
cases:
  - { name: small, env: { SIZE: 1 } }
  - { name: large, env: { SIZE: 9 } }
stages:
  - { name: work, command: 'echo "$BENCHCTL_CASE_NAME $SIZE"' }
Y
expect_exit 0 "$BENCHCTL" run
[ "$(last '.stages | length')" = 8 ] || fail "not eight passes"
run=$(last .id)
[ "$(cat "results/$run/large/sample-3/logs/"*work.log)" = "large 9" ] || fail "the case has no environment"
[ "$(jq -c '[.runs[0].results[] | [.id, (.metrics.wall.samples | length)]]' "results/$run/run.json")" = '[["large",3],["small",3]]' ] ||
	fail "wrong samples"
expect_exit 0 "$BENCHCTL" run --case small --runs 1 --warmup 0
[ "$(last '.stages | length')" = 1 ] || fail "the other case has run"

# A run that failed is resumed: stages that ended are not repeated, services start again, outputs are taken over.
cat >benchctl.yaml <<Y
benchmark: { name: flow }
repeat: 2
stages:
  - { name: server, command: 'echo server >>$WORK/did; exec sleep 4711.6', background: true }
  - { name: prepare, command: 'echo prepare >>$WORK/did; printf "n (ms)\n7\n" >$WORK/n.csv', outputs: [ { name: n, remote_path: $WORK/n.csv, data_schema: { n: { type: float, unit: ms } } } ] }
  - { name: load, command: 'echo load >>$WORK/did; test -e $WORK/good' }
cleanup:
  - { name: tidy, command: rm -f $WORK/n.csv }
Y
rm -f order* late pid up
echo results >.gitignore
commit flow
expect_exit 3 "$BENCHCTL" run
before=$(last .id)
touch "$WORK/good"
: >"$WORK/did"
expect_exit 0 "$BENCHCTL" run --resume "$before"
[ "$(paste -sd' ' "$WORK/did")" = "server load server prepare load" ] || fail "stages were repeated: $(paste -sd' ' "$WORK/did")"
run=$(last .id)
[ "$(last '[.stages[] | select(.name == "prepare") | .status] | join(" ")')" = "skipped ok" ] || fail "wrong stages"
[ "$(last .stages[0].how)" = "it ended in $before" ] || fail "the run does not say where the stage ended"
[ "$(jq -c '.runs[0].results[] | [.id, .metrics.n.samples]' "results/$run/run.json")" = '["workflow/n",[0.007,0.007]]' ] || fail "wrong samples"
cmp "results/$before/sample-1/n.csv" "results/$run/sample-1/n.csv" || fail "the output was not taken over"
expect_exit 2 "$BENCHCTL" run --resume "$run"
# An output that has changed since: its stage runs again.
rm "$WORK/good"
expect_exit 3 "$BENCHCTL" run
echo 8 >>"results/$(last .id)/sample-1/n.csv"
touch "$WORK/good"
: >"$WORK/did"
expect_exit 0 "$BENCHCTL" run --resume last
[ "$(paste -sd' ' "$WORK/did")" = "server prepare load server prepare load" ] || fail "a changed output was taken over"
# The history has the samples; what lies on this machine alone is in the run.
expect_exit 0 "$BENCHCTL" history record last
git show "refs/benchctl/history:$(git ls-tree -r --name-only refs/benchctl/history)" |
	jq -e '.runs[0] | .results[0].id == "workflow/n" and ([has("stages", "outputs", "machines")] | any | not)' >/dev/null || fail "wrong record"

# The uncommitted changes, as a patch that gives this state again; a larger one is not stored.
sed -i '1a patch_limit: 10KiB' benchctl.yaml
printf 'a\0b' >bytes
commit patch
echo more >>.gitignore
printf 'c\0d' >bytes
expect_exit 0 "$BENCHCTL" run --runs 1
run=$(last .id)
[ "$(last .patch)" = changes.patch ] || fail "the metadata do not name the patch"
git clone -q . clone
git -C clone apply "$PWD/results/$run/changes.patch"
for file in .gitignore bytes; do cmp $file clone/$file || fail "the patch lacks $file"; done
rm -rf clone
head -c 20000 /dev/urandom >bytes
expect_exit 0 "$BENCHCTL" run --runs 1
expect_contains "$ERR" "cannot store the uncommitted changes: "
expect_contains "$ERR" "git printed more than 10240 bytes"
[ "$(last .patch)" = null ] || fail "a patch is named that is not there"
git checkout -q .

# An interruption stops what runs and cleans up.
cat >benchctl.yaml <<'Y'
benchmark: { name: flow }
stages:
  - { name: server, command: exec sleep 4711.4, background: true }
  - { name: long, command: 'touch started; exec sleep 4711.5' }
cleanup:
  - { name: tidy, command: touch tidied }
Y
"$BENCHCTL" run >"$OUT" 2>"$ERR" &
pid=$!
wait_until test -e started
kill -INT $pid
status=0
wait $pid || status=$?
[ $status = 130 ] || fail "status $status"
[ -e tidied ] || fail "no cleanup after an interruption"
expect_no_process 'sleep 4711'
