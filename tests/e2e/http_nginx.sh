#!/usr/bin/env bash
# nginx under load, with workers of its own: connections that it closes are counted and no errors, an open load has
# latency as its metric, and a wrong answer is told before the first round.
. "$ROOT/tests/e2e/lib.sh"
command -v nginx >/dev/null || skip "nginx is not installed"

new_repo
cat >serve <<'END_OF_FILE'
#!/bin/sh
mkdir -p tmp
cat >tmp/conf <<END
daemon off; worker_processes 2; pid $PWD/tmp/pid; error_log stderr;
events {}
http {
	access_log off; keepalive_requests 50; client_body_temp_path $PWD/tmp;
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
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
defaults: { runs: 3, warmup: 0 }
services: { web: { command: "./serve {port}" } }
suite:
  - { name: closed, service: web, http: { path: /, count: 1000, concurrency: 4, warmup: 0 } }
  - { name: open, service: web, http: { path: /, rate: 1000/s, duration: 200ms } }
  - { name: mix, service: web, http: { count: 200, requests: [
        { path: /, weight: 3 }, { path: /post, method: POST, body: "n=${seq}", expect_status: 201 } ] } }
END_OF_FILE
commit "base"
expect_exit 0 "$BENCHCTL" run
run=results/run-001/run.json
is() {
	jq -e ".runs[0].results[] | select(.id == \"$1\") | $2" "$run" >/dev/null ||
		fail "not so of $1: $2: $(cat "$run")"
}
for id in closed open mix; do
	is "$id" '.metrics.errors.samples == [0, 0, 0]'
	is "$id" '.metrics["latency.p99"].samples | length == 3 and all(. > 0)'
	is "$id" '.metrics.memory.samples | all(. > 100000)'
done
is closed '.metrics | keys_unsorted[0] == "requests_per_second"'
is closed '.metrics.reconnects.samples | all(. >= 12)'
is closed '.metrics.bytes_per_response.samples == [6, 6, 6]'
is open '.metrics | keys_unsorted[0] == "latency"'
is open '.metrics["client.delay"].samples | length == 3'
is mix '.metrics.bytes_per_response.samples | all(. > 5 and . < 6)'
expect_no_process "$PWD/tmp"

cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
suite:
  - { name: lost, service: { command: "./serve {port}" }, http: { path: /lost } }
END_OF_FILE
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "the answer to GET /lost has status 404 instead of a status from 200 to 299"
