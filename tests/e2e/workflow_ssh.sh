#!/usr/bin/env bash
# Workflows over two hosts: two ssh servers on this machine, with keys that are made here.
# long
. "$ROOT/tests/e2e/lib.sh"

sshd=$(PATH=$PATH:/usr/sbin command -v sshd) || skip "there is no sshd"
new_repo
far=$WORK/far # what is "there"
mkdir -p "$far" keys
[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
ssh-keygen -q -a 1 -t ed25519 -N 'opensesame77' -f keys/user
ssh-keygen -q -t ed25519 -N '' -f keys/stranger
declare -a port
# start HOST: its server, on a free port; SHLVL keeps bash from reading .bashrc.
start() {
	local tries=20
	[ -e "keys/host$1" ] || ssh-keygen -q -t ed25519 -N '' -f "keys/host$1"
	until port[$1]=$((20000 + RANDOM % 12000)) && printf '%s\n' "Port ${port[$1]}" 'ListenAddress 127.0.0.1' \
		"HostKey $PWD/keys/host$1" "AuthorizedKeysFile $PWD/keys/user.pub" "PidFile $PWD/keys/pid$1" \
		'StrictModes no' 'UsePAM no' 'PasswordAuthentication no' "SetEnv SHLVL=1 TMPDIR=$far" >"keys/conf$1" &&
		"$sshd" -f "$PWD/keys/conf$1"; do
		[ $((tries -= 1)) -gt 0 ] || fail "no sshd"
	done
	wait_until test -s "keys/pid$1"
	echo "[127.0.0.1]:${port[$1]} $(cut -d' ' -f1,2 "keys/host$1.pub")" >>keys/known
}
stop() { kill "$(cat keys/pid1)" "$(cat keys/pid2)"; }
trap stop EXIT
start 1
start 2
last() { # FILTER
	local run
	for run in results/run-*; do :; done
	jq -r "$1" "$run/metadata.json"
}
nothing_left() {
	expect_no_process 'sleep 4712'
	wait_until no_folder
}
no_folder() { ! compgen -G "$far/benchctl.*" >/dev/null; }
# config [HOST OPTIONS] <STAGES
config() {
	cat >benchctl.yaml <<Y
benchmark: { name: cluster }
hosts:
  db: { ip: 127.0.0.1, port: ${port[1]}, username: $(id -un), key_file: keys/user, key_password: '\${KEYPASS}', known_hosts: keys/known }
  app: { ip: 127.0.0.1, port: ${port[2]}, username: $(id -un), key_file: keys/user, key_password: '\${KEYPASS}', known_hosts: keys/known }
stages:
$(cat)
Y
}
export KEYPASS=opensesame77 TOKEN=secrettoken88

# A service on one host, load on the other, files between them; what is collected becomes metrics.
printf '#!/usr/bin/env bash\n[[ $WORD == "a '"'"' b" ]] && echo "script on $BENCHCTL_HOST" >%s/script\n' "$far" >script.sh
config <<Y
  - { name: hello, host: [db, app], command: 'echo "hi \$BENCHCTL_HOST \$BENCHCTL_RUN_ID"; echo error >&2; test \$TOKEN = secrettoken88', env: { TOKEN: '\${TOKEN}' } }
  - name: server
    host: db
    background: true
    command: |
      trap 'echo "90 ms,2026-01-31T12:00:01Z" >>$far/data.csv; exit' TERM
      printf 'time(s),when\r\n1.5,2026-01-31T12:00:00Z\r\n2.5,' >$far/data.csv
      touch $far/ready
      sleep 4712.1 & wait
    health_check: { type: file, target: $far/ready }
    outputs:
      - name: raw
        remote_path: $far/data.csv
  - { name: script, host: app, script: script.sh, env: { WORD: "a ' b" } }
  - { name: make, host: app, command: "printf 'load (ms), n\n10,1\n30,2\n20,3' >$far/load.csv", outputs: [ { name: load, remote_path: $far/load.csv, data_schema: [ { name: load, type: float, unit: ms } ] } ] }
  - { name: copy, copy: { from: 'app:$far/script', to: 'db:$far/copied file' } }
  - { name: back, copy: { from: 'db:$far/copied file', to: here } }
  - { name: check, host: app, command: true, health_check: { type: port, target: '${port[1]}' } }
Y
expect_exit 0 "$BENCHCTL" run --log-json log.json
[ "$(cat here)" = "script on app" ] || fail "the file was not copied"
dir=results/run-001
[ "$(cat $dir/logs/01-hello-db.log)" = "hi db run-001"$'\n'error ] || fail "wrong log"
expect_contains $dir/data.csv "90 ms"
[ "$(jq -c '.runs[0].results[] | [.id, .metrics.load.samples]' $dir/run.json)" = '["workflow/load",[0.02]]' ] || fail "wrong metric"
[ "$(last '.machines | map(.alias) | join(" ")')" = "db app" ] || fail "no machines"
[ "$(last '.outputs[0].sha256')" = "$(sha256sum <$dir/load.csv | cut -d' ' -f1)" ] || fail "wrong digest"
! grep -rqF -e opensesame77 -e secrettoken88 results log.json "$OUT" "$ERR" || fail "a secret was written"
jq -se 'map(select(.process == "make")) | length == 2' log.json >/dev/null || fail "no events"
nothing_left

# fails TEXT <STAGES
fails() {
	config
	expect_exit 3 "$BENCHCTL" run
	expect_contains "$OUT" "$1"
	nothing_left
}
fails "stage 'a' on app exited with status 255 after" <<<"  - { name: a, host: app, command: exit 255 }"
fails "exited with status 139 (SIGSEGV)" <<<"  - { name: a, host: app, command: 'kill -SEGV \$\$' }"
fails "ran longer than its timeout" <<<"  - { name: a, host: app, timeout: 300ms, command: 'setsid sleep 4712.2 & sleep 4712.3' }"
fails "output 'o': host db (127.0.0.1): /nothing/here does not exist" <<<"  - { name: a, host: db, command: true, outputs: [ { name: o, remote_path: /nothing/here } ] }"
fails "service 'a' (sleep 0.1; exit 4) exited with status 4" <<<"  - { name: a, host: db, background: true, command: sleep 0.1; exit 4, health_check: { type: file, target: /nothing } }"
fails "/dev/full" <<<"  - { name: a, copy: { from: benchctl.yaml, to: 'db:/dev/full/x' } }"
config <<<"  - { name: a, host: db, command: 'sleep 4712.4 & echo left' }"
expect_exit 0 "$BENCHCTL" run
expect_contains "$OUT" "left processes running on db"
nothing_left

# The connection is cut in the middle of a stage.
config <<<"  - { name: a, host: db, command: 'echo \$PPID >$far/ppid; sleep 4712.5' }"
"$BENCHCTL" run >"$OUT" 2>"$ERR" &
pid=$!
wait_until pgrep -f 'sleep 4712.5' >/dev/null
pkill -9 -f "sshd: .*@notty" -P "$(cat keys/pid1)" || pkill -9 -P "$(cat keys/pid1)"
status=0
wait $pid || status=$?
[ $status = 3 ] || fail "status $status"
expect_contains "$OUT" "lost its connection"
nothing_left

# benchctl is killed: the hosts end what it has started, and the next run removes what it has left.
config <<<"  - { name: a, host: db, background: true, command: sleep 4712.6 }
  - { name: b, host: app, command: 'sleep 4712.7' }"
"$BENCHCTL" run >"$OUT" 2>"$ERR" &
pid=$!
wait_until pgrep -f 'sleep 4712.7' >/dev/null
kill -9 $pid
wait $pid || true
nothing_left
config <<<"  - { name: a, host: db, command: 'true' }"
expect_exit 0 "$BENCHCTL" run

# Connections that are refused.
sed -i 's/keys\/user,/keys\/stranger,/; s/key_password: [^,]*, //' benchctl.yaml
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "host db (127.0.0.1): ssh cannot connect: "
expect_contains "$OUT" "Permission denied"
config <<<"  - { name: a, host: db, command: 'true' }"
cp keys/known keys/good
sed "s/ ssh-ed25519 .*/ $(cut -d' ' -f1,2 keys/stranger.pub | sed 's/[\/&]/\\&/g')/" keys/good >keys/known
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "the key of the host has changed"
: >keys/known
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "its key is unknown"
cp keys/good keys/known
KEYPASS=wrong expect_exit 3 "$BENCHCTL" run
sed -i "s/port: ${port[1]}/port: 1/" benchctl.yaml
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "Connection refused"
nothing_left
