#!/usr/bin/env bash
# `check-tools` finds programs in PATH with their versions, and fails only without a required one.
. "$ROOT/tests/e2e/lib.sh"

tool() { # NAME TEXT: a program that prints it
	printf '#!/bin/sh\n%s\n' "$2" >"tools/$1"
	chmod +x "tools/$1"
}

row() { # JQ: about the program `t`
	jq -e --arg t "$1" ".tools[] | select(.name == \$t) | $2" "$OUT" >/dev/null || fail "$1: not $2: $(cat "$OUT")"
}

mkdir tools
tool git 'echo "git version 2.39.5"'
tool sh ':'
tool oha 'echo "oha 1.2.3-beta"'
tool wrk 'echo "wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012" >&2; exit 1'
tool k6 '[ "$1" = version ] && echo "k6 v0.49.0 (go1.21.6, linux/amd64)"'
tool fio 'echo "no version here: 7"; printf "\033[2J\n"'
mkdir tools/uv
printf 'not executable\n' >tools/ruby
expect_exit 0 env PATH="$PWD/tools" "$BENCHCTL" check-tools --json
row git '.required and .version == "2.39.5" and (.path | endswith("/tools/git"))'
row oha '(.required | not) and .version == "1.2.3-beta"'
row wrk '.version == "4.1.0-3+b2"'
row k6 '.version == "0.49.0"'
row fio '.version == null and .path != null'
row uv '.path == null'
row ruby '.path == null'
row node '.path == null and .version == null'
row perf ".path == null and (.use | test(\"profiler\"))"
jq -e 'all(.tools[]; .use != "")' "$OUT" >/dev/null || fail "a program has no use"

expect_exit 0 env PATH="$PWD/tools" "$BENCHCTL" check-tools
expect_contains "$OUT" "1.2.3-beta"
expect_contains "$OUT" "missing"
expect_lacks "$OUT" "missing, required"

# What a benchmark needs is required.
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: web }
suite: [{ name: home, http: { url: "http://127.0.0.1:1/", tool: wrk } }]
END_OF_FILE
expect_exit 0 env PATH="$PWD/tools" "$BENCHCTL" check-tools --json
row wrk '.required'
row oha '.required | not'
sed 's/wrk/bombardier/' benchctl.yaml >other.yaml
expect_exit 1 env PATH="$PWD/tools" "$BENCHCTL" check-tools other.yaml
expect_contains "$OUT" "missing, required"
expect_exit 2 "$BENCHCTL" check-tools nowhere.yaml

rm tools/git
expect_exit 1 env PATH="$PWD/tools" "$BENCHCTL" check-tools
expect_contains "$OUT" "missing, required"
expect_exit 1 env PATH="$PWD/tools" "$BENCHCTL" check-tools --json
row git '.path == null'
