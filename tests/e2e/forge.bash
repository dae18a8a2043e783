# Functions of the scenarios that post; forge_server.py acts as the forges.
# shellcheck shell=bash disable=SC2034

a=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
b=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
# The token must never be seen.
token=ghs_token-of-the-job

# start_forge: sets url.
start_forge() {
	python3 "$ROOT/tests/e2e/forge_server.py" "$E2E_DIR" &
	forge_server=$!
	trap 'kill $forge_server; wait $forge_server 2>/dev/null || true' EXIT
	wait_until test -s "$E2E_DIR/port"
	url=http://127.0.0.1:$(<"$E2E_DIR/port")
}

# control [JSON]: begins anew, with these members.
control() {
	echo "${1-}" >"$E2E_DIR/control.new"
	mv "$E2E_DIR/control.new" "$E2E_DIR/control"
}
state() { jq -r "$1" "$E2E_DIR/state"; }
expect_state() { # VALUE FILTER
	local got
	got=$(state "$2")
	[ "$got" = "$1" ] && return
	cat "$OUT" "$ERR"
	fail "$2 is '$got' instead of '$1'"
}
