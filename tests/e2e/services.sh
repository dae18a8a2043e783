#!/usr/bin/env bash
# Servers of benchmarks: started, waited for, watched and stopped, whatever they do.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo
cp "$PROGRAMS/server" ./server.bin
SERVER=$PWD/server.bin
# A client: ./get http://HOST:PORT/
cat >./get <<'G'
#!/usr/bin/env bash
set -e
address=${1#http://} address=${address%%/*}
host=${address%:*} host=${host#[} host=${host%]}
exec 3<>"/dev/tcp/$host/${address##*:}"
printf 'GET / HTTP/1.0\r\n\r\n' >&3
grep -qE '^HTTP/1.1 20[04]' <&3
G
chmod +x get

# config SERVICE [COMMAND]: one benchmark with this service.
config() {
	printf 'benchmark: { name: demo }\nsuite:\n  - name: api\n    runs: 2\n    warmup: 0\n    service: %s\n    command: %s\n' \
		"$1" "${2-./get {url\}/}" >benchctl.yaml
}
# run STATUS SERVICE [COMMAND]
run() {
	local status=$1
	shift
	config "$@"
	expect_exit "$status" "$BENCHCTL" run
	expect_no_process "$SERVER"
}
server() { printf '{ command: "%s {port} %s", health_attempts: %s%s }' "$SERVER" "$1" "${2-20}" "${3-}"; }
last() { # FILTER
	local run
	for run in results/run-*; do :; done
	jq -r "$1" "$run"/metadata.json
}

# What runs, where it is found, and what is recorded.
run 0 "$(server plain)"
[ "$(last '.services | length')" = 1 ] || fail "the service is not recorded"
port=$(last '.services[0].port')
[ "$(last '.services[0].url')" = "http://127.0.0.1:$port" ] || fail "the URL is wrong"
[ "$(last '.services[0].pid')" -gt 1 ] || fail "no process id"
jq -e '.runs[0].results[0].metrics | .startup.samples[0] > 0 and .startup.samples[0] < 15 and .wall' \
	results/run-001/run.json >/dev/null || fail "startup is not measured"
run 0 "{ command: '$SERVER \$PORT plain', variant: fast }" \
	'sh -c "test $BENCHCTL_URL = {url} && test $BENCHCTL_PORT = {port} && test $BENCHCTL_VARIANT = fast && ./get $BENCHCTL_URL/"'
[ "$(last '.services[0].variant')" = fast ] || fail "the variant is not recorded"
run 0 "{ command: '$SERVER {port} plain', starts: 3 }"
[ "$(jq '.runs[0].results[0].metrics.startup.samples | length' results/run-003/run.json)" = 3 ] || fail "not three starts"

# Servers that are slow, odd or loud, but good.
run 0 "$(server root)"
run 0 "$(server '503 5')"
run 0 "$(server ipv6)"
expect_contains <(last '.services[0].url') "http://[::1]:"
run 0 "$(server chatty)"
log=$(last '.services[0].log')
[ "$(wc -c <"$log")" -ge $((10 << 20)) ] || fail "the log lacks output"
jq -e .runs "${log%/*}/run.json" >/dev/null || fail "the run is damaged"
run 0 "$(server stubborn 20 ', grace: 200ms')"
run 0 "$(server 'workers 3')"
run 0 "$(server plain 20 ', health: port')"
run 0 "$(server plain 20 ', health: process, health_interval: 100ms')" "./get {url}/ || true"
run 0 "{ command: 'sleep 1; touch ready; exec $SERVER {port}', health: 'file:ready' }" "./get {url}/ || true"
run 0 "$(server plain 20 ', health: "command:./get http://localhost:$PORT/"')"

# Servers that are broken: what, how, and what they printed.
run 3 "$(server silent 2 ', health_interval: 100ms')"
expect_contains "$OUT" "is not ready after 2 attempts"
expect_contains "$OUT" "Connection refused"
run 3 "$(server mute 2 ', health_interval: 100ms, health_timeout: 100ms')"
expect_contains "$OUT" "no answer in time"
run 3 "$(server '503 1000000' 2 ', health_interval: 100ms')"
expect_contains "$OUT" "status 503"
run 3 "$(server garbage 2 ', health_interval: 100ms')"
expect_contains "$OUT" "an answer that is not HTTP"
began=$(date +%s)
run 3 "$(server 'exits 3' 30 ', health_interval: 20s')"
[ $(($(date +%s) - began)) -lt 20 ] || fail "the exit is not noticed at once"
expect_contains "$OUT" "exited with status 3 before it was ready"
expect_contains "$OUT" "no database here"
run 3 "$(server background)"
expect_contains "$OUT" "start it in the foreground"
run 3 "$(server 'dies 1')"
expect_contains "$OUT" "out of ideas"
expect_contains "$OUT" "exited with status 7 in sample"
: "before the first sample: when the setup needs it, or the first requests"
config "$(server 'dies 0')" "'true'
    setup: ./get \$BENCHCTL_URL/"
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "exited with status 7 before the first sample"
config "$(server 'dies 0')"
sed -i 's|^    command: .*|    http: /|' benchctl.yaml
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "exited with status 7 before the first sample"
expect_contains "$OUT" "out of ideas"
run 3 "{ command: './no-such-server {port}' }"
expect_contains "$OUT" "no-such-server does not exist"
run 3 "{ app_dir: nowhere }"
expect_contains "$OUT" "nowhere does not exist"

# A port that is taken.
"$SERVER" 0 silent & other=$!
python3 -c 'import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); print(s.getsockname()[1], flush=True); time.sleep(1234.25)' >taken & holder=$!
wait_until test -s taken
kill $other
wait $other 2>/dev/null || true
run 3 "$(server plain 20 ", port: $(cat taken)")"
expect_contains "$OUT" "port $(cat taken) is taken"
kill $holder
wait $holder 2>/dev/null || true
run 0 "$(server plain 20 ", port: $(cat taken)")"

# A server that loses its port to another program gets another one.
printf '#!/bin/sh\nif [ ! -e once ]; then touch once; echo "bind: Address already in use" >&2; exit 1; fi\nexec %s "$@"\n' "$SERVER" >unlucky
chmod +x unlucky
run 0 '{ command: "./unlucky {port}" }'
[ -e once ] || fail "it was not unlucky"

# The configuration.
bad() { # SERVICE TEXT
	config "$1"
	expect_exit 2 "$BENCHCTL" validate
	expect_contains "$ERR" "$2"
}
bad '{ command: x, port: 0 }' "port: '0' is below the minimum, 1"
bad '{ command: x, port: 65536 }' "port: '65536' is above the maximum, 65535"
bad '{ command: x, port: x }' "port: 'x' is not a count"
bad '{ variant: x }' "has nothing to start"
bad '{ }' "has nothing to start"
bad 'api' "services: has no service 'api'"
bad '{ command: x, tls: true, health: /x }' "health: '/x' is a check without TLS, but the service has tls: true; write port or command:COMMAND"
bad '{ command: x, health: health }' "health: 'health' is not a check"
bad '{ app_dir: ., framework: nope }' "framework not found: nope (known: spikard-rust"
