#!/usr/bin/env bash
# nginx under load, with workers of its own: connections that it closes are counted and no errors, an open load has
# latency as its metric, other load generators give the same metrics, and a wrong answer is told before the first round.
. "$ROOT/tests/e2e/lib.sh"
command -v nginx >/dev/null || skip "nginx is not installed"
command -v openssl >/dev/null || skip "openssl is not installed"

new_repo
cat >serve <<'END_OF_FILE'
#!/bin/sh
mkdir -p tmp
cat >tmp/conf <<END
daemon off; worker_processes 2; pid $PWD/tmp/pid; error_log stderr;
events {}
http {
	access_log off; keepalive_requests 50; client_body_temp_path $PWD/tmp;
	ssl_certificate $PWD/certificate; ssl_certificate_key $PWD/key;
	server {
		listen 127.0.0.1:$1;
		location = / { return 200 "hello\n"; }
		location = /post { return 201 "made\n"; }
		location / { return 404 "none\n"; }
	}
}
END
exec nginx -p "$PWD/tmp" -c conf
END_OF_FILE
chmod +x serve
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout key \
	-out certificate 2>"$ERR" || fail "openssl makes no certificate: $(cat "$ERR")"
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
gate: { metrics: { latency: { action: warn } } }
defaults: { runs: 3, warmup: 0 }
services:
  web: { command: "./serve {port}" }
  safe: { command: "./serve '{port} ssl http2'", tls: true }
suite:
  - { name: tls, service: safe, http: { path: /, count: 100, concurrency: 2, warmup: 0, ca_file: certificate } }
  - { name: http2, service: safe, http: { path: /, count: 100, concurrency: 2, warmup: 0, insecure: true, http2: true } }
  - { name: closed, service: web, http: { path: /, count: 1000, concurrency: 4, warmup: 0 } }
  - { name: open, service: web, http: { path: /, rate: 1000/s, duration: 200ms } }
  - { name: mix, service: web, http: { count: 200, requests: [
        { path: /, weight: 3 }, { path: /post, method: POST, body: "n=${seq}", expect_status: 201 } ] } }
END_OF_FILE
# Those that are installed.
for tool in wrk h2load hey ab; do
	! command -v "$tool" >/dev/null || printf '  - { name: by_%s, service: web, runs: 1, http: { path: /, tool: %s, concurrency: 4, %s } }\n' \
		$tool $tool "$([ $tool = wrk ] && echo 'duration: 1s' || echo 'count: 500')" >>benchctl.yaml
done
commit "base"
expect_exit 0 "$BENCHCTL" run
run=results/run-001/run.json
is() {
	jq -e ".runs[0].results[] | select(.id == \"$1\") | $2" "$run" >/dev/null ||
		fail "not so of $1: $2: $(cat "$run")"
}
for id in closed open mix tls http2; do
	is "$id" '.metrics.errors.samples == [0, 0, 0]'
	is "$id" '.metrics["latency.p99"].samples | length == 3 and all(. > 0)'
	is "$id" '.metrics.memory.samples | all(. > 100000)'
done
jq -e '.runs[0].services | any(.name == "safe" and (.url | startswith("https://localhost:")))' "$run" >/dev/null ||
	fail "no https: $(cat "$run")"
is closed '.metrics | keys_unsorted[0] == "requests_per_second"'
is closed '.metrics.reconnects.samples | all(. >= 12)'
is closed '.metrics.bytes_per_response.samples == [6, 6, 6]'
is open '.metrics | keys_unsorted[0] == "latency"'
is open '.metrics["client.delay"].samples | length == 3'
is mix '.metrics.bytes_per_response.samples | all(. > 5 and . < 6)'
sed -n 's/.* name: \(by_[a-z0-9]*\),.*/\1/p' benchctl.yaml >ids
while read -r id; do
	is "$id" '.status == "ok" and .command == "GET /, 4 connections of " + .id[3:]'
	# ab counts in milliseconds, so its largest latency may be 0.
	is "$id" '.metrics | keys_unsorted[0] == "requests_per_second" and .errors.samples == [0]
		and .["latency.max"].samples[0] >= 0
		and all(.["requests_per_second", "latency.mean", "cpu_per_request", "memory", "client.cpu"]; .samples[0] > 0)'
	# Those that report every request have its percentiles and its shape too.
	[ "$id" != by_h2load ] || is "$id" '.metrics | .["latency.p99.9"].samples[0] > 0 and (.latency.shapes[0] | length == 32)'
done <ids

# The latencies of the requests give the index of the shape, also of stored runs; three rounds say little.
expect_exit 0 "$BENCHCTL" run --filter closed
expect_exit '0|1|4' "$BENCHCTL" compare run-001 run-002 --filter closed --report "json=$E2E_DIR/compared.json"
jq -e '[.rows[] | select(.psi_level == "insufficient" and .psi > 0) | .metric] | index("latency")' "$E2E_DIR/compared.json" \
	>/dev/null || fail "$(cat "$E2E_DIR/compared.json")"
jq -e '.runs[0].results[0].metrics.latency.shapes | length == 3 and all(length == 32)' results/run-002/run.json \
	>/dev/null || fail "no shapes: $(cat results/run-002/run.json)"
expect_no_process "$PWD/tmp"

cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
suite:
  - { name: lost, service: { command: "./serve {port}" }, http: { path: /lost } }
  - { name: unknown, service: { command: "./serve '{port} ssl'", tls: true }, http: { path: / } }
  - { name: name, service: { command: "./serve '{port} ssl'", tls: true, host: 127.0.0.1 }, http: { path: /, ca_file: certificate } }
  - { name: old, service: { command: "./serve '{port} ssl'", tls: true }, http: { path: /, insecure: true, http2: true } }
  - { name: plain, service: { command: "./serve {port}", tls: true }, http: { path: / } }
END_OF_FILE
expect_exit 3 "$BENCHCTL" run
for text in "the answer to GET /lost has status 404 instead of a status from 200 to 299" \
	"SSL certificate problem: self-signed certificate" "127.0.0.1'" \
	"the server answers with HTTP/1 instead of HTTP/2" "wrong version number"; do
	expect_contains "$OUT" "$text"
done
