#!/usr/bin/env bash
# Services that benchmarks share, both sides of a gate, interruptions, many benchctl at once, and real servers.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
cp "$PROGRAMS/server" ./server.bin
printf 'results\n*.seen\n*.log\n' >.gitignore
SERVER=$PWD/server.bin
alive() { pgrep -f -- "$SERVER" >/dev/null; }

# One server for two benchmarks, which needs another one first.
cat >benchctl.yaml <<Y
benchmark: { name: demo }
defaults: { runs: 2, warmup: 0 }
services:
  api:
    command: '$SERVER {port} plain {db.port}'
    after: db
    env: { DB: '{db.url}' }
  db: { command: '$SERVER {port} root' }
  idle: { command: 'exit 1' }
suite:
  - { name: a, service: api, command: 'printenv BENCHCTL_PORT BENCHCTL_API_URL BENCHCTL_DB_PORT BENCHCTL_DB_URL | tee a.seen' }
  - { name: b, service: { use: api }, command: 'echo {port} {api.url} {db.port} {db.url} | tee b.seen' }
  - { name: c, command: 'echo {port} | tee c.seen' }
Y
expect_exit 0 "$BENCHCTL" run
expect_no_process "$SERVER"
[ "$(jq -c '[.services[].name]' results/run-001/metadata.json)" = '["db","api"]' ] || fail "not one of each, db first"
[ "$(tr '\n' ' ' <a.seen)" = "$(cat b.seen) " ] || fail "they see different servers: $(cat a.seen b.seen)"
[ "$(cat c.seen)" = '{port}' ] || fail "a benchmark without a service got a port"
[ "$(jq '[.runs[0].results[].metrics["startup"]|values]|length' results/run-001/run.json)" = 1 ] || fail "startup is not once"
jq -e '.runs[0].results[0].metrics["db.startup"]' results/run-001/run.json >/dev/null || fail "the start of db is not measured"

# What does not fit together.
bad() { # SED TEXT
	sed "$1" benchctl.yaml >bad.yaml
	expect_exit 2 "$BENCHCTL" validate bad.yaml
	expect_contains "$ERR" "$2"
}
bad 's/after: db/after: dc/' "services: has no service 'dc'; did you mean 'db'?"
bad 's/after: db/after: api/' "after: 'api' waits for itself"
bad "s/db: {/db: { after: api,/" "waits for itself"
bad 's/{ use: api }/{ use: api, port: 80 }/' "use: 'api' is a service of the file"
bad 's/  idle:/  "i dle":/' "the name 'i dle' of a service"

# A service that cannot start fails each benchmark that needs it, once.
sed "s/db: {.*/db: { command: 'echo x >>tries.log; exit 4' }/" benchctl.yaml >broken.yaml
expect_exit 3 "$BENCHCTL" run broken.yaml
expect_contains "$OUT" "service db"
expect_contains "$OUT" "exited with status 4"
expect_lines tries.log 1

# In paired mode each side has its own, from its own tree, and both live while their turns alternate.
cat >build.sh <<'S'
#!/bin/sh
cp server.bin server; pwd >tree
S
chmod +x build.sh
cat >benchctl.yaml <<Y
benchmark: { name: demo }
gate: { threshold: 100000% } # no time decides
build: ./build.sh
suite:
  - name: api
    runs: 4
    service: { command: './server {port} plain', build: 'test -s tree; echo built >>built.log', env: { BODY: '{port}' } }
    command: 'sh -c "test -s tree && echo \$BENCHCTL_PORT \$(cat tree) >>{out}"'
Y
sed -i "s|{out}|$PWD/turns.seen|" benchctl.yaml
printf 'server\ntree\n' >>.gitignore
commit one
commit two
expect_exit 0 "$BENCHCTL" gate --against HEAD~1
expect_no_process "server [0-9]* plain"
sort -u turns.seen >servers.seen # the base has one more, before anything is measured
[ "$(cut -d' ' -f2 servers.seen | sort -u | wc -l)" = 2 ] || fail "not two trees: $(cat servers.seen)"
[ "$(cut -d' ' -f1 servers.seen | sort | uniq -d | wc -l)" = 0 ] || fail "base and head share a port: $(cat servers.seen)"
compgen -G 'results/*/api.log' >/dev/null || fail "a log is missing"
compgen -G 'results/*/api.base.log' >/dev/null || fail "a log is missing"

# Nothing outlives benchctl, however it ends.
ends() { # SIGNAL STATUS BEHAVIOUR
	rm -f began.seen
	cat >benchctl.yaml <<Y
benchmark: { name: demo }
suite:
  - { name: api, service: { command: '$SERVER {port} $3', grace: 300ms, health_interval: 100ms }, command: 'touch began.seen; sleep 1234.5' }
Y
	"$BENCHCTL" run >"$OUT" 2>"$ERR" & local pid=$!
	if [ "$3" = silent ]; then wait_until alive; else wait_until test -e began.seen; fi
	kill "-$1" $pid
	local got=0
	wait $pid || got=$?
	[ $got = "$2" ] || fail "exit status $got after $1"
	expect_no_process "$SERVER"
	expect_no_process "sleep 1234.5"
}
ends INT 130 plain
ends TERM 143 'workers 3'
ends INT 130 stubborn
ends INT 130 silent
ends KILL 137 stubborn
ends KILL 137 'workers 2'

# Twenty at once get twenty ports.
mkdir many
for i in $(seq 20); do
	mkdir "many/$i"
	cat >"many/$i/benchctl.yaml" <<Y
benchmark: { name: demo }
suite: [{ name: api, runs: 1, warmup: 0, service: { command: '$SERVER {port} plain' }, command: 'echo {port} | tee port.seen' }]
Y
	(cd "many/$i" && exec "$BENCHCTL" run >out.log 2>&1) & pids[i]=$!
done
for i in $(seq 20); do
	wait "${pids[i]}" || fail "number $i failed: $(cat "many/$i/out.log")"
done
[ "$(cat many/*/port.seen | wc -l)" = 20 ] || fail "some have no port"
expect_no_process "$SERVER"

# Real servers, detected.
real() { # NAME
	printf 'benchmark: { name: demo }\nsuite:\n  - name: api\n    runs: 1\n    service: { app_dir: app }\n    command: [sh, -c, "test -n {url}"]\n' >benchctl.yaml
	expect_exit 0 "$BENCHCTL" run
	expect_contains "$ERR" "detected framework: $1 (from "
	[ "$(jq -r '.services[0].framework' "$(printf '%s\n' results/run-* | tail -n1)"/metadata.json)" = "$1" ] || fail "$1 is not recorded"
	rm -rf app
}
mkdir app
cat >app/server.py <<'P'
import http.server, sys
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
P
real python
if command -v node >/dev/null; then
	mkdir app
	echo '{}' >app/package.json
	echo 'require("http").createServer((q, s) => s.end("ok")).listen(Number(process.argv[2]))' >app/server.js
	real node
fi
