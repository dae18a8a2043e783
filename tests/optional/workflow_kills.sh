#!/usr/bin/env bash
# SIGKILL at a random moment of a workflow over two hosts, KILLS (200) times: nothing stays on the hosts, and the next
# start removes what is left here.
. "$ROOT/tests/e2e/lib.sh"
. "$ROOT/tests/e2e/sshd.bash"

kills=${KILLS:-200}
head -c 30000000 /dev/zero >large
config <<Y
stages:
  - { name: server, host: db, background: true, command: "touch $far/ready; $sleep.1", health_check: { type: file, target: $far/ready } }
  - { name: send, copy: { from: large, to: 'app:$far/sent' } }
  - { name: load, host: app, command: "cat $far/sent >$far/load.csv; setsid $sleep.2 & sleep 0.05", outputs: [ { name: load, remote_path: $far/load.csv, local_path: load.csv } ] }
cleanup:
  - { name: tidy, host: [db, app], command: "rm -f $far/ready $far/sent $far/load.csv" }
Y
began=$(date +%s%N)
expect_exit 0 "$BENCHCTL" run
took=$((($(date +%s%N) - began) / 1000))
no_draft() { ! compgen -G "$far/sent.*" >/dev/null; }
for ((n = 0; n < kills; n++)); do
	"$BENCHCTL" run >/dev/null 2>&1 &
	pid=$!
	sleep "$(printf '0.%06d' $(((RANDOM * 32768 + RANDOM) % (took < 999999 ? took : 999999))))"
	kill -KILL $pid 2>/dev/null || true
	wait $pid 2>/dev/null || true
	nothing_left
	wait_until no_draft
done
expect_exit 0 "$BENCHCTL" run
nothing_left
for file in results/run-*/metadata.json; do jq -e . "$file" >/dev/null || fail "$file is incomplete"; done
! find results -name '.*' | grep . || fail "drafts are left"
echo "$kills kills"
