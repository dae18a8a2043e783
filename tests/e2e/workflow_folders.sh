#!/usr/bin/env bash
# The folder of a stage is a folder of its host. Where a script is on this machine does not depend on it.
. "$ROOT/tests/e2e/lib.sh"

. "$ROOT/tests/e2e/sshd.bash"
home=$WORK/home # of the host "there"; only there a relative path leads to a folder
mkdir -p "$home/only-there" only-here
start 3 "ForceCommand cd $home && exec sh -c \"\$SSH_ORIGINAL_COMMAND\""
echo 'echo "$BENCHCTL_STAGE in $(pwd)"' >script.sh
config <<Y
  there: { ip: 127.0.0.1, port: ${port[3]}, username: $(id -un), key_file: keys/user, key_password: '\${KEYPASS}', known_hosts: keys/known }
stages:
  - { name: command, host: there, cwd: only-there, command: 'echo "command in \$(pwd)"' }
  - { name: script, host: there, cwd: only-there, script: script.sh }
  - { name: server, host: there, cwd: only-there, command: 'touch up; $sleep.1 & wait', background: true, health_check: { type: file, target: $home/only-there/up } }
  - { name: here, cwd: only-here, script: script.sh }
Y
expect_exit 0 "$BENCHCTL" run
for line in "command in $home/only-there" "script in $home/only-there" "here in $PWD/only-here"; do
	grep -qFx "$line" results/run-001/logs/* || fail "no stage has printed: $line"
done

# Between SIGTERM and SIGKILL every stage has its grace, also here and in the foreground.
cat >benchctl.yaml <<'Y'
benchmark: { name: cluster }
stages:
  - { name: stubborn, command: "trap 'sleep 1; echo saved >saved; exit' TERM; : >ready; while :; do sleep 0.1; done", timeout: 500ms, grace: 60s }
Y
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "stage 'stubborn' on local ran longer than its timeout of 500 ms"
[ -e saved ] || fail "the stage did not get its grace"
nothing_left
