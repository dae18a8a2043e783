#!/usr/bin/env bash
# Colour, progress and control characters: for terminals, not for files.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >benchctl.yaml <<'END'
benchmark: { name: demo, order: sequential }
defaults: { runs: 2, warmup: 0 }
suite:
  - { name: first, command: "true" }
  - { name: second, command: "while [ ! -e go ]; do sleep 0.02; done" }
END
escape=$'\e'
touch go

# No stream is a terminal: no progress for short runs, no escapes.
expect_exit 0 "$BENCHCTL" run
expect_lines "$ERR" 0
expect_lacks "$OUT" "$escape"
expect_exit 0 "$BENCHCTL" run -q
expect_lines "$OUT" 0
expect_lines "$ERR" 0
expect_exit 0 "$BENCHCTL" compare last last
expect_lacks "$OUT" "$escape"
expect_exit 0 "$BENCHCTL" compare last last -q
expect_lines "$OUT" 0

# on_terminal COMMAND: the file typescript has its output.
on_terminal() {
	TERM=xterm script -qefc "$1" typescript >/dev/null </dev/null || fail "$1: exit status $?"
}
# A progress line that disappears at the end.
rm go
on_terminal '"$BENCHCTL" run' &
wait_until grep -qs "of 2 done" typescript
touch go
wait $!
expect_contains typescript $'\r\e[K'
[[ $(tr -d '\n' <typescript) != *"of 2 done"*"of 2 done"*"median"*"of 2 done"* ]] || fail "progress after the result"
[[ $(tr -d '\n' <typescript) == *"of 2 done"*$'\r\e[K'*"median"* ]] || fail "the progress line is not removed"
on_terminal '"$BENCHCTL" run -q'
expect_lacks typescript "of 2 done"
on_terminal '"$BENCHCTL" run 2>/dev/null'
expect_lacks typescript "of 2 done"

# A workflow on a terminal: its steps in one block, which is redrawn in place and goes away.
cat >flow.yaml <<'END'
benchmark: { name: demo }
stages:
  - { name: server, command: "echo \"$(printf '\\033[31mup %s' $TOKEN)\"; while :; do sleep 0.02; done", background: true, env: { TOKEN: "${TOKEN}" } }
  - { name: load, command: "echo a line that is longer than this terminal and is cut; while [ ! -e go ]; do sleep 0.02; done" }
cleanup:
  - { name: tidy, command: "true" }
END
export TOKEN=secrettoken99
rm go
COLUMNS=60 on_terminal '"$BENCHCTL" run flow.yaml' &
wait_until grep -qs 'up \*.*' typescript
wait_until grep -qs 'a line that is longer th' typescript
touch go
wait $!
block=$(sed 's/\r//g' typescript)
[[ $block == *"server  local"*"load    local"*"tidy    local"*"${escape}[3A${escape}[J"*"median"* ]] || fail "no block that goes away"
[[ $block != *median*local* ]] || fail "the block is still there"
expect_contains typescript '\x1b[31mup'
expect_lacks typescript secrettoken99
! grep -qE '(server|load) +local.{43}' <<<"$block" || fail "a line is wider than COLUMNS"
on_terminal '"$BENCHCTL" run flow.yaml -q'
expect_lacks typescript "server"
expect_exit 0 "$BENCHCTL" run flow.yaml
expect_lacks "$ERR" "$escape"
expect_contains "$ERR" "load on local: ok after"
expect_exit 0 "$BENCHCTL" run flow.yaml -q --log-json log.json
expect_lines "$ERR" 0
[ "$(jq -r 'select(.event == "stage") | .process + ":" + .state' log.json | paste -sd' ')" = \
	"server:running load:running load:ok server:stopped tidy:running tidy:ok" ] || fail "wrong events"

# Colour needs a terminal that supports it and a user who did not disable it.
printf 'gate: { max: 1ns }\n' >>benchctl.yaml
colours() { grep -qE "$escape\[[0-9;]*[1-9][0-9;]*m" typescript; }
on_terminal '"$BENCHCTL" compare last last || true'
colours || fail "no colour on a terminal"
on_terminal 'NO_COLOR=1 "$BENCHCTL" compare last last || true'
! colours || fail "colour in spite of NO_COLOR"
on_terminal 'NO_COLOR= "$BENCHCTL" compare last last || true'
colours || fail "an empty NO_COLOR counts"
on_terminal 'TERM=dumb "$BENCHCTL" compare last last || true'
expect_lacks typescript "$escape"
on_terminal 'LC_ALL=C "$BENCHCTL" compare last last || true'
! grep -q $'[\x80-\xff]' typescript || LC_ALL=C fail "more than ASCII in the C locale"

# A benchmark's output reaches the terminal only escaped.
cat >rude.yaml <<'END'
benchmark: { name: demo }
suite:
  - { name: rude, command: [printf, '\033]0;owned\007\033[2J'] }
  - { name: bad, command: 'printf "\033[31mred" >&2; exit 1' }
END
on_terminal '"$BENCHCTL" run rude.yaml || true'
expect_lacks typescript "owned"
expect_lacks typescript "${escape}[31m"
expect_contains typescript '\x1b[31mred'
