#!/usr/bin/env bash
# The environment of a command: variables, folder, input, shell.
. "$ROOT/tests/e2e/lib.sh"

new_repo
mkdir sub
printf 'one\ntwo\n' >lines
printf '#!/bin/sh\nenv | sort >"$OUTFILE"; pwd >>"$OUTFILE"; printf "<%%s>" "$@" >>"$OUTFILE"; cat >>"$OUTFILE"\n' >probe
chmod +x probe

# probe YAML...: runs it once; the file seen has what it saw.
probe() {
	rm -f seen
	{
		printf 'benchmark: { name: demo }\nsuite:\n  - name: a\n    runs: 1\n    warmup: 0\n'
		printf '    env: { OUTFILE: %s/seen%s }\n' "$PWD" "${EXTRA_ENV-}"
		printf '    %s\n' "$@"
	} >benchctl.yaml
	expect_exit 0 "$BENCHCTL" run
}
saw() { expect_contains seen "$1"; }

EXTRA_ENV=", EMPTY: '', SPACES: 'a b  c', HOME: /elsewhere"
OUTER=inherited probe "command: ./probe 'two words' \"\" x"
saw "<two words><><x>"
saw "OUTER=inherited"
saw "SPACES=a b  c"
saw "HOME=/elsewhere"
grep -qx "EMPTY=" seen || fail "an empty variable is lost"
saw "BENCHCTL_RUN_ID=run-001"
saw "BENCHCTL_RUN_DIR=$PWD/results/run-001"
saw "BENCHCTL_OUTPUT_DIR=$PWD/results"
saw "BENCHCTL_CONFIG_PATH=$PWD/benchctl.yaml"
grep -qx "$PWD" seen || fail "it ran in another folder"

# What `defaults:` adds is for benchmarks; build: has the environment of benchctl alone.
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: env >built
defaults: { runs: 1, warmup: 0, env: { ADDED: everywhere } }
suite:
  - { name: a, command: ["sh", "-c", "env >seen"] }
END
OUTER=inherited expect_exit 0 "$BENCHCTL" run
saw "ADDED=everywhere"
expect_contains built "OUTER=inherited"
expect_lacks built "ADDED="

EXTRA_ENV=
OUTER=inherited probe "command: [./probe, '\$HOME', '*', a;b]" "clean_env: true"
saw '<$HOME><*><a;b>'
expect_lacks seen "OUTER="
saw "PATH="

# The folder does not depend on where benchctl starts.
probe "command: ../probe" "cwd: sub" "input: ../lines"
grep -qx "$PWD/sub" seen || fail "cwd is not kept"
(cd sub && expect_exit 0 "$BENCHCTL" run)
expect_exit 0 "$BENCHCTL" -C sub run
[ ! -e sub/results ] || fail "runs are stored beside the configuration, not where one stands"
saw "<>one"
saw "two"
probe "command: ./probe"
expect_lacks seen "<>one"

# Shells.
probe 'command: ./probe $((1 + 2)) | cat'
saw "<3>"
probe 'command: ./probe $0' "shell: bash"
saw "<bash>"
expect_exit 3 "$BENCHCTL" run --shell none
expect_contains "$OUT" "needs a shell, but shell is none"
expect_exit 3 "$BENCHCTL" run --shell no-such-shell
expect_contains "$OUT" "no-such-shell"

# A command on the command line is a list of words, or a shell line if it is one word.
OUTFILE=$PWD/seen expect_exit 0 "$BENCHCTL" run -r 1 -w 0 -- ./probe 'a b' '$HOME'
saw '<a b><$HOME>'
OUTFILE=$PWD/seen expect_exit 0 "$BENCHCTL" run -r 1 -w 0 --name line -- './probe a; true'
saw '<a>'
expect_contains "$OUT" "line"

# No variables at all.
printf 'benchmark: { name: demo }\nbuild: "true"\nsuite:\n  - { name: a, runs: 1, command: "true" }\n' >benchctl.yaml
expect_exit 0 env -i "$BENCHCTL" run

# A parent that ignores SIGCHLD, or that closed the standard streams.
printf 'benchmark: { name: demo }\nsuite:\n  - { name: a, command: "false" }\n' >benchctl.yaml
expect_exit 3 env --ignore-signal=CHLD "$BENCHCTL" run
expect_contains "$OUT" "exited with status 1"
printf 'benchmark: { name: demo }\nsuite:\n  - { name: a, runs: 1, command: "read line; test -e /proc/self/fd/0" }\n' >benchctl.yaml
expect_exit 0 "$BENCHCTL" run <&- 2>&-
closed=0
"$BENCHCTL" run <&- >&- 2>"$OUT" || closed=$?
[ "$closed" = 3 ] || fail "a closed output is not noticed: $closed"
expect_contains "$OUT" "cannot write to standard output"
