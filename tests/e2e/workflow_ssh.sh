#!/usr/bin/env bash
# Workflows over two hosts: two ssh servers on this machine, with keys that are made here.
# long
. "$ROOT/tests/e2e/lib.sh"

. "$ROOT/tests/e2e/sshd.bash"
export TOKEN=secrettoken88

# A service on one host, load on the other, files between them; what is collected becomes metrics.
printf '#!/usr/bin/env bash\n[[ $WORD == "a '"'"' b" ]] && echo "script on $BENCHCTL_HOST" >%s/script\n' "$far" >script.sh
chmod +x script.sh
config <<Y
stages:
  - { name: hello, host: [db, app], command: 'echo "hi \$BENCHCTL_HOST \$BENCHCTL_RUN_ID"; echo error >&2; test \$TOKEN = secrettoken88', env: { TOKEN: '\${TOKEN}' } }
  - name: server
    host: db
    background: true
    command: |
      trap 'echo "90 ms,2026-01-31T12:00:01Z" >>$far/data.csv; exit' TERM
      printf 'time(s),when\r\n1.5,2026-01-31T12:00:00Z\r\n2.5,' >$far/data.csv
      touch $far/ready
      $sleep.1 & wait
    health_check: { type: file, target: $far/ready }
    outputs:
      - name: raw
        remote_path: $far/data.csv
  - { name: script, host: app, script: script.sh, env: { WORD: "a ' b" } }
  - { name: make, host: app, command: "printf 'load (ms), n\n10,1\n30,2\n20,3' >$far/load.csv", outputs: [ { name: load, remote_path: $far/load.csv, data_schema: [ { name: load, type: float, unit: ms } ] } ] }
  - { name: copy, copy: { from: 'app:$far/script', to: 'db:$far/copied file' } }
  - { name: send, copy: { from: script.sh, to: 'db:$far/sent' } }
  - { name: move, copy: { from: 'db:$far/sent', to: 'app:$far/moved' } }
  - { name: right, host: app, command: 'test -x $far/moved' }
  - { name: back, copy: { from: 'db:$far/copied file', to: here } }
  - { name: check, host: app, command: true, health_check: { type: port, target: '${port[1]}' } }
Y
expect_exit 0 "$BENCHCTL" run --log-json log.json
[ "$(cat here)" = "script on app" ] || fail "the file was not copied"
dir=results/run-001
last() { jq -r "$1" $dir/metadata.json; }
[ "$(cat $dir/logs/01-hello-db.log)" = "hi db run-001"$'\n'error ] || fail "wrong log"
expect_contains $dir/data.csv "90 ms"
[ "$(jq -c '.runs[0].results[] | [.id, .metrics.load.samples]' $dir/run.json)" = '["workflow/load",[0.02]]' ] || fail "wrong metric"
[ "$(last '.machines | map(.alias) | join(" ")')" = "db app" ] || fail "no machines"
[ "$(last '.outputs[0].sha256')" = "$(sha256sum <$dir/load.csv | cut -d' ' -f1)" ] || fail "wrong digest"
! grep -rqF -e opensesame77 -e secrettoken88 results log.json "$OUT" "$ERR" || fail "a secret was written"
jq -se 'map(select(.process == "make" and .event != "stage")) | length == 2' log.json >/dev/null || fail "no events"

# What goes wrong, several at once. fails NAME TEXT <STAGES, and failed: what became of them
declare -A text
fails() {
	text[$1]=$2
	[ -e "$1.yaml" ] || config "$1.yaml"
	{ "$BENCHCTL" run "$1.yaml" >"$1.out" 2>&1 && echo 0 >"$1.status" || echo $? >"$1.status"; } &
}
failed() {
	local name
	wait
	for name in "${!text[@]}"; do
		expect_contains "$name.out" "${text[$name]}"
		[ "$(cat "$name.status")" = "${1-3}" ] || fail "$name: exit status $(cat "$name.status")"
	done
	text=()
	nothing_left
}
fails status "stage 'a' on app exited with status 255 after" <<<"stages: [ { name: a, host: app, command: exit 255 } ]"
fails signal "exited with status 139 (SIGSEGV)" <<<"stages: [ { name: a, host: app, command: 'kill -SEGV \$\$' } ]"
fails timeout "ran longer than its timeout" <<<"stages: [ { name: a, host: app, timeout: 300ms, command: 'setsid $sleep.2 & $sleep.3' } ]"
fails output "output 'o': host db (127.0.0.1): /nothing/here does not exist" <<<"stages: [ { name: a, host: db, command: true, outputs: [ { name: o, remote_path: /nothing/here } ] } ]"
fails service "service 'a' (sleep 0.1; exit 4) exited with status 4" <<<"stages: [ { name: a, host: db, background: true, command: sleep 0.1; exit 4, health_check: { type: file, target: /nothing } } ]"
fails folder "it is not a file, but a folder or a device" <<<"stages: [ { name: a, copy: { from: script.sh, to: 'db:$far' } } ]"
fails check "the last check: '$sleep.8'" <<<"stages: [ { name: a, host: db, command: 'true', health_check: { type: command, target: '$sleep.8', timeout: 1s, retries: 1 } } ]"
fails full "/dev/full" <<<"stages: [ { name: a, copy: { from: script.sh, to: 'db:/dev/full/x' } } ]"
failed
fails left "left processes running on db" <<<"stages: [ { name: a, host: db, command: '$sleep.4 & echo left' } ]"
failed 0

# The connection is cut in the middle of a stage; benchctl is killed: the hosts end what it has started.
fails cut "lost its connection" <<<"stages: [ { name: a, host: db, command: '$sleep.5' } ]"
wait_until pgrep -f "^$sleep.5" >/dev/null
# The nearest server above it: that of an ordinary user is no child of the listener.
session=$(pgrep -f "^$sleep.5")
until [[ $(cat "/proc/$session/comm") = sshd* ]]; do
	session=$(ps -o ppid= -p "$session" | tr -d ' ')
done
kill -9 "$session"
failed
config <<<"stages:
  - { name: a, host: db, background: true, command: $sleep.6 }
  - { name: b, host: app, command: '$sleep.7' }"
"$BENCHCTL" run >"$OUT" 2>"$ERR" &
pid=$!
wait_until pgrep -f "$sleep.7" >/dev/null
kill -9 $pid
wait $pid || true
nothing_left

# A copy that ends in the middle leaves nothing there: the disk is full, or benchctl is killed.
no_half() { ! compgen -G "$far/half*" >/dev/null; }
if [ "$(id -u)" -eq 0 ] && mkdir "$far/small" && mount -t tmpfs -o size=1m tmpfs "$far/small" 2>/dev/null; then
	trap 'stop; umount "$far/small"' EXIT
	truncate -s 8M large
	fails small "was written only in part; is the disk of the host full?" <<<"stages: [ { name: a, copy: { from: large, to: 'db:$far/small/x' } } ]"
	failed
	[ -z "$(ls -A "$far/small")" ] || fail "left on a full disk: $(ls -A "$far/small")"
fi
truncate -s 64G huge
config <<<"stages: [ { name: a, copy: { from: huge, to: 'db:$far/half' } } ]"
"$BENCHCTL" run >"$OUT" 2>"$ERR" &
pid=$!
wait_until compgen -G "$far/half*" >/dev/null
kill -9 $pid
wait $pid || true
wait_until no_half
nothing_left
fails slow "stage 'a': copy: it ran longer than its timeout of 300 ms" <<<"stages: [ { name: a, timeout: 300ms, copy: { from: huge, to: 'db:$far/half' } } ]"
failed
wait_until no_half
rm huge

# Connections that are refused. refused NAME TEXT EDIT: the configuration edited
config <<<"stages: [ { name: a, host: db, command: 'true' } ]"
refused() {
	sed "$3" benchctl.yaml >"$1.yaml"
	fails "$1" "$2"
}
stranger=$(cut -d' ' -f1,2 keys/stranger.pub)
sed "s, ssh-ed25519 .*, $stranger," keys/known >keys/changed
: >keys/unknown
refused wrong "Permission denied" 's,keys/user\,,keys/stranger\,,; s/key_password: [^,]*, //'
refused changed "the key of the host has changed" 's,keys/known,keys/changed,'
install -m 644 keys/user keys/open
refused open "other users can read key_file, so ssh does not use it: chmod 600" 's,keys/user\,,keys/open\,,'
refused unknown "its key is unknown" 's,keys/known,keys/unknown,'
refused password "Permission denied" 's/key_password: [^,]*/password: wrong/; s/key_file: [^,]*, //'
refused asked "host db (127.0.0.1): ssh cannot connect: " 's/key_password: [^,]*, //'
start 3 'MaxSessions 0'
refused sessions "its sshd allows too few sessions: raise MaxSessions" "s/port: ${port[1]}/port: ${port[3]}/"
refused down "Connection refused" "s/port: ${port[1]}/port: 1/"
failed

# Base and head by turns on the same host: each deploys its own commit.
config <<Y
build: "true"
repeat: 1
stages:
  - { name: deploy, copy: { from: server.sh, to: "db:$far/\${BENCHCTL_COMMIT}.sh" } }
  - name: load
    host: db
    command: "sh $far/\$BENCHCTL_COMMIT.sh >$far/\$BENCHCTL_COMMIT.csv; rm $far/\$BENCHCTL_COMMIT.sh"
    outputs: [ { name: load, remote_path: "$far/\${BENCHCTL_COMMIT}.csv", local_path: load.csv, data_schema: { latency: { type: float, unit: ms } } } ]
Y
printf 'results\nkeys\n' >.gitignore
printf '%s\n' 'printf "latency\n20\n"' >server.sh
git add benchctl.yaml server.sh .gitignore
git commit -qm base
printf '%s\n' 'printf "latency\n10\n"' >server.sh
git commit -qam head
expect_exit 0 "$BENCHCTL" gate --against HEAD~1 --report json=gate.json
[ "$(jq -c '.rows[] | [.id, .verdict, .base.median, .head.median]' gate.json)" = '["workflow/load","improvement",0.02,0.01]' ] ||
	fail "base and head have not run their own commits"
! compgen -G "$far/*.sh" >/dev/null || fail "a stage has not run"
nothing_left
