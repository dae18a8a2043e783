#!/usr/bin/env bash
# `list-fixtures` lists what is good, sorted, and warns about each bad file with its path.
. "$ROOT/tests/e2e/lib.sh"

fixture() { # FILE [JQ]
	jq -n "{ name: \"the $1\", handler: {}, request: { method: \"GET\", path: \"/a\" },
		expected_response: { status_code: 200, body: [1] } } | ${2:-.}" >"testing_data/$1.json"
}

mkdir -p testing_data/headers testing_data/forms/deeper
fixture headers/02
fixture headers/01 '.request.method = "POST" | .expected_response.status_code = 422'
fixture forms/01 '.name = "\u001b[31mred"'
fixture headers/no-handler 'del(.handler)'
fixture headers/no-path 'del(.request.path)'
fixture headers/status '.expected_response.status_code = 1000'
fixture headers/list '[.]'
fixture headers/schema '{}'
fixture forms/deeper/ignored
printf '{ "name": ' >testing_data/forms/cut.json
: >testing_data/forms/empty.json
mkdir testing_data/forms/folder.json
mkfifo testing_data/forms/pipe.json
printf 'notes\n' >testing_data/headers/README.md

expect_exit 0 "$BENCHCTL" list-fixtures --json
[ "$(jq -r '.fixtures[].file' "$OUT" | paste -sd ' ')" = "forms/01.json headers/01.json headers/02.json" ] ||
	fail "$(cat "$OUT")"
jq -e '.fixtures[1] == { file: "headers/01.json", category: "headers", name: "the headers/01", method: "POST",
	path: "/a", status: 422 }' "$OUT" >/dev/null || fail "$(cat "$OUT")"
for bad in headers/no-handler headers/no-path headers/status headers/list forms/cut forms/empty forms/pipe; do
	expect_contains "$ERR" "testing_data/$bad.json"
done
expect_contains "$ERR" "handler is missing"
expect_lacks "$ERR" schema.json

expect_exit 0 "$BENCHCTL" list-fixtures
expect_lines "$OUT" 3
expect_contains "$OUT" "headers/01.json: the headers/01 (POST /a -> 422)"
expect_lacks "$OUT" $'\e'

mv testing_data elsewhere
expect_exit 0 "$BENCHCTL" list-fixtures --dir elsewhere --category forms
expect_lines "$OUT" 1
expect_exit 0 "$BENCHCTL" list-fixtures --dir elsewhere/headers
expect_lines "$OUT" 2
expect_exit 2 "$BENCHCTL" list-fixtures --dir elsewhere --category header
expect_contains "$ERR" "did you mean 'headers'?"
expect_exit 2 "$BENCHCTL" list-fixtures
expect_contains "$ERR" "testing_data"
mkdir none
expect_exit 2 "$BENCHCTL" list-fixtures --dir none
