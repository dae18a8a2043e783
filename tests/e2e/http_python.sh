#!/usr/bin/env bash
# A Python server of HTTP/1.0, which ends each connection: new connections are counted and no errors. What a
# configuration says that cannot work is told before anything runs; what breaks in mid-load is an error.
. "$ROOT/tests/e2e/lib.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

new_repo
cat >server.py <<'END_OF_FILE'
import http.server, os, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith('/die') and os.path.exists('armed'):
            os._exit(7)
        self.send_response(200)
        self.send_header('Content-Length', '6')
        self.end_headers()
        self.wfile.write(b'hello\n')
    def log_message(self, *arguments):
        pass

http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
END_OF_FILE
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
defaults: { runs: 2, warmup: 0 }
suite:
  - name: home
    service: { app_dir: . }
    http: { path: /, count: 60, concurrency: 2, warmup: 0 }
END_OF_FILE
commit "base"
expect_exit 0 "$BENCHCTL" run
jq -e '.runs[0].results[0].metrics | .errors.samples == [0, 0] and (.reconnects.samples | all(. >= 50))' \
	results/run-001/run.json >/dev/null || fail "$(cat results/run-001/run.json)"

# Each round had a process that had just started; reuse keeps one.
starts() {
	jq -e ".runs[0] | (.results[0].metrics.startup.samples | length == $2) and (.services | length == 1)" \
		"results/$1/run.json" >/dev/null || fail "not $2 starts: $(cat "results/$1/run.json")"
}
starts run-001 2
sed -i 's/app_dir: ./app_dir: ., reuse: true/' benchctl.yaml
expect_exit 0 "$BENCHCTL" run
starts run-002 1

# The server dies under load.
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
defaults: { runs: 2, warmup: 0 }
suite:
  - name: dies
    service: { app_dir: . }
    http: { path: /die, count: 60, concurrency: 2, warmup: 0 }
    prepare: touch armed
END_OF_FILE
expect_exit 3 "$BENCHCTL" run
expect_contains "$OUT" "status 7"
expect_no_process "[ /]server.py [0-9]"

cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
suite:
  - { name: nowhere, http: / }
  - { name: twice, service: { app_dir: . }, http: { url: "http://127.0.0.1:1/" } }
  - { name: words, service: { app_dir: . }, http: { rate: 5, concurency: 3 } }
  - { name: path, service: { app_dir: . }, http: { path: "/${nothing}" } }
END_OF_FILE
expect_exit 2 "$BENCHCTL" run
expect_contains "$ERR" "benchctl.yaml:3:5: http: no server is given; add service: { app_dir: . } or url:"
expect_contains "$ERR" "benchctl.yaml:4:5: http: has both url: and service:; remove one of them"
expect_contains "$ERR" "rate: '5' needs a rate"
expect_contains "$ERR" "unknown key 'concurency' in http; did you mean 'concurrency'?"
# shellcheck disable=SC2016
expect_contains "$ERR" 'http: request 1: ${nothing} is unknown'
