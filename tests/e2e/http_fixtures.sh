#!/usr/bin/env bash
# run --app-dir: a server without a configuration gets exactly the requests of fixtures, and its answers are
# compared with what the fixtures expect; workloads send the same bytes for the same seed.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

mkdir app testing_data testing_data/items
cat >app/server.py <<'END_OF_FILE'
import http.server, json, os, sys

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def answer(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode()
        with open('../requests.log', 'a') as log:
            log.write(json.dumps([self.command, self.path, dict(self.headers), body, os.environ.get('BENCHCTL_VARIANT')]) + '\n')
        out = b'{ "z": [1, 2.50],\n "a": null }'
        self.send_response(201)
        self.send_header('Content-Type', 'application/json; charset=utf-8')
        self.send_header('X-Kind', 'item')
        self.send_header('Content-Length', str(len(out)))
        self.end_headers()
        self.wfile.write(out)
    def do_GET(self):
        if self.path in ('/health', '/'):
            self.send_response(204)
            self.end_headers()
        else:
            self.answer()
    do_POST = do_PUT = answer
    def log_message(self, *arguments):
        pass

http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
END_OF_FILE
fixture() { # NAME JQ
	jq -n '{ name: "an item", handler: {},
		request: { method: "POST", path: "/items/${seq}", query_params: { q: ["a b", "c&d"], n: 1.5 },
			headers: { "X-Token": "$${rand}" }, cookies: { id: "7" },
			body: { "n": 35.4, "list": [ 1, "two  blanks" ] } },
		expected_response: { status_code: 201, headers: { "x-kind": "item", "Content-Type": "application/json" },
			body: { a: null, z: [1, 2.5] } } } | '"$2" >"testing_data/items/$1.json"
}
measure() { # STATUS ARGUMENT...
	local status=$1
	shift
	: >requests.log
	expect_exit "$status" "$BENCHCTL" run --app-dir app --duration "${duration-500ms}" --concurrency 1 --runs 1 --warmup 0 "$@"
}
sent() {
	[ -s requests.log ] || fail "there was no request"
	jq -se "all($1)" requests.log >/dev/null || fail "not so: $1: $(head -n3 requests.log)"
}

# The request, byte for byte; nothing in it is a template.
fixture 01 .
measure 0 --fixture items/01 --variant blue
expect_contains "$ERR" "detected framework: python"
# shellcheck disable=SC2016
sent '.[0] == "POST" and .[1] == "/items/${seq}?q=a%20b&q=c%26d&n=1.5" and .[2]["X-Token"] == "$${rand}" and
	.[2].Cookie == "id=7" and .[2]["Content-Type"] == "application/json" and .[4] == "blue" and
	(.[3] | test("^{\"n\":35.4,\"list\":\\[1,\"two  blanks\"\\]}$"))'
jq -e '.runs[0] | .results[0].id == "items/01" and .services[0].variant == "blue"' results/run-001/run.json \
	>/dev/null || fail "$(cat results/run-001/run.json)"
jq -e '.services[0].app_dir == "app" and (.loads[0] | .benchmark == "items/01" and .concurrency == 1 and .duration == 0.5
	and .warmup == 0.2 and .rounds == 1 and .total_requests > 0 and .failed == 0 and .success_rate == 1)' \
	results/run-001/metadata.json >/dev/null || fail "$(cat results/run-001/metadata.json)"
expect_exit 0 "$BENCHCTL" show run-001
expect_contains "$OUT" "over 1 connection in 1 round of 500 ms, each after 200 ms of warm-up"

# Answers that differ from what is expected.
fixture 02 '.expected_response.status_code = 200'
fixture 03 '.expected_response.headers = { "X-Kind": "other" }'
fixture 04 '.expected_response.body.z = [1, 2]'
fixture 05 '.expected_response.body = "text"'
fixture 06 '.request = { method: "POST", path: "/form", form_data: { a: "1 2", b: true } }'
fixture 07 '.request = { method: "PUT", path: "/raw", body: "{\"cut\": ", headers: { "Content-Type": "application/json" } }'
fixture 08 '.request.trailers = []'
fixture 09 'del(.handler)'
fixture 10 '.request = { method: "POST", path: "/upload", data: { a: "b" },
	files: [{ field_name: "f", filename: "x.bin", magic_bytes: "50", content: "TkcK", content_encoding: "base64" }] }'
measure 3 --fixture testing_data
expect_contains "$OUT" "status 201 instead of 200"
expect_contains "$OUT" "has the header X-Kind: item instead of other"
expect_contains "$OUT" 'expected: {"a":null,"z":[1,2]}'
expect_contains "$OUT" "expected: text"
expect_contains "$OUT" "8 benchmarks, 4 failed" # what it says of 02 to 05
expect_contains "$ERR" "08.json: benchctl does not know the key request.trailers"
expect_contains "$ERR" "09.json: handler is missing"
sent 'if .[1] == "/form" then .[3] == "a=1%202&b=true" and .[2]["Content-Type"] == "application/x-www-form-urlencoded"
	elif .[1] == "/upload" then .[2]["Content-Type"] == "multipart/form-data; boundary=benchctl-1" and
		(.[3] | test("name=\"a\"\r\n\r\nb\r\n") and test("filename=\"x.bin\"\r\nContent-Type: application/octet-stream\r\n\r\nPNG\n"))
	elif .[1] == "/raw" then .[3] == "{\"cut\": " else .[0] == "POST" end'

# The same seed sends the same bytes; JSON is JSON, and a form is a form.
duration=400ms measure 0 --suite json-bodies
jq -sr 'map([.[1], .[3]]) | unique | .[] | .[1]' requests.log >first
duration=400ms measure 0 --suite json-bodies
jq -sr 'map([.[1], .[3]]) | unique | .[] | .[1]' requests.log >second
cmp first second || fail "another payload"
jq -e 'has("name")' first >/dev/null || fail "no JSON: $(head -c 300 first)"
[ "$(wc -l <first)" -eq 4 ] || fail "a workload without a payload of its own: $(cut -c1-80 first)"

# What cannot work is told before anything starts.
refused() { # SENTENCE ARGUMENT...
	local sentence=$1
	shift
	expect_exit 2 "$BENCHCTL" run "$@"
	expect_contains "$ERR" "$sentence"
}
refused "there is no file 'items/99'" --app-dir app --fixture items/99
refused "handler is missing" --app-dir app --fixture items/09
refused "benchctl does not know the key request.trailers" --app-dir app --fixture items/08
refused "there are: all, json-bodies, path-params" --app-dir app --suite json
refused "framework not found: nope (known: " --app-dir app --framework nope
refused "--port" --app-dir app --port 65536
refused "is not a folder" --app-dir elsewhere
refused "--suite needs --app-dir" --suite all
refused "--rate: '0' is below the minimum" --app-dir app --rate 0
refused "--warmup-time needs --app-dir" --warmup-time 0s
refused "exclude each other" --app-dir app --suite all --path /

# In a configuration.
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
defaults: { runs: 1, warmup: 0 }
suite:
  - { name: mix, service: { app_dir: app }, http: { fixtures: [testing_data/items/01.json], count: 20, concurrency: 1 } }
  - { name: forms, service: { app_dir: app }, http: { workload: forms, seed: 7, count: 20, concurrency: 1 } }
END_OF_FILE
expect_exit 0 "$BENCHCTL" run
expect_exit 0 "$BENCHCTL" compare --frameworks mix,forms
expect_contains "$OUT" "requests_per_second"
expect_exit 0 "$BENCHCTL" compare --frameworks python,forms
expect_exit 2 "$BENCHCTL" compare --frameworks mix,form
expect_contains "$ERR" "the run has no result and no framework named 'form'"
sed -i 's/seed: 7/path: \//' benchctl.yaml
expect_exit 2 "$BENCHCTL" run
expect_contains "$ERR" "'path' and 'workload' exclude each other"
