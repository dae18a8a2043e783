#!/usr/bin/env bash
# The profile of a server: its profiler writes the report after SIGTERM, which ends the server.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v node >/dev/null || skip "node is not installed"
command -v python3 >/dev/null || skip "python3 is not installed"

new_repo
mkdir js py
cat >js/server.js <<'END_OF_FILE'
function busy() { let sum = 0; for (let i = 0; i < 200000; i++) sum += Math.sqrt(i); return sum }
require('http').createServer((request, response) => response.end('' + busy())).listen(process.argv[2], '127.0.0.1')
END_OF_FILE
echo '{ "name": "js" }' >js/package.json
cat >py/server.py <<'END_OF_FILE'
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.end_headers()
    def log_message(self, *arguments):
        pass

http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
END_OF_FILE
# As py-spy does, it runs what follows -- and writes its report when that has ended.
mkdir bin
cat >bin/py-spy <<'END_OF_FILE'
#!/bin/sh
while [ "$1" != -- ]; do
	[ "$1" != --output ] || out=$2
	shift
done
shift
"$@"
echo "main;handle $(($? == 143))" >"$out"
END_OF_FILE
chmod +x bin/py-spy
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
defaults: { runs: 1, warmup: 0 }
suite:
  - { name: js, profile: true, service: { app_dir: js }, http: { path: /, count: 200, warmup: 0, concurrency: 2 } }
  - { name: py, service: { app_dir: py }, http: { path: /, count: 5, warmup: 0, concurrency: 1 }, profiler: py-spy }
END_OF_FILE
expect_exit 0 "$BENCHCTL" run
expect_contains results/run-001/profile/js/head.folded "busy server.js"
[ ! -e results/run-001/profile/py ] || fail "a profile that nobody asked for"
expect_exit 0 env PATH="$PWD/bin:$PATH" "$BENCHCTL" profile py
expect_contains "$OUT" "handle"
expect_contains results/profile-001/profile/py/head.folded "main;handle "
expect_lacks results/profile-001/profile/py/head.folded "handle 0"
expect_no_process "$PWD/py/server.py"

sed -i 's/service: { app_dir: py }, http: { path: \/,/http: { url: "http:\/\/127.0.0.1:1\/",/' benchctl.yaml
expect_exit 2 "$BENCHCTL" validate
expect_contains "$ERR" "'profiler' has no effect on a benchmark with 'http'"
