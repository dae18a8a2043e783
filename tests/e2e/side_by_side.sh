#!/usr/bin/env bash
# Commands without a configuration: one with its figures, several side by side, parameters, hyperfine's JSON.
. "$ROOT/tests/e2e/lib.sh"

new_repo
cat >work.sh <<'END'
#!/bin/sh
i=0
while [ $i -lt "$1" ]; do i=$((i + 1)); done
END
chmod +x work.sh

# One command: mean, deviation and range, as its samples have them.
expect_exit 0 "$BENCHCTL" run -r 5 --export-json one.json -- ./work.sh 10
expect_contains "$OUT" "mean"
expect_contains "$OUT" "sd"
expect_lacks "$OUT" "against the best"
jq -e '.results[0] | .command == "./work.sh 10" and (.times | length) == 5 and .min == (.times | min)
	and .max == (.times | max) and (.mean - (.times | add / 5) | fabs) < 1e-12 and .median == (.times | sort | .[2])
	and ((.stddev * .stddev) - (.mean as $m | .times | map(. - $m | . * .) | add / 4) | fabs) < 1e-12
	and .exit_codes == [0, 0, 0, 0, 0] and (has("parameters") | not)' one.json >/dev/null || fail "$(cat one.json)"

# Two: the ratio with its interval; each is measured in turns with the other.
expect_exit 0 "$BENCHCTL" run -N -r 8 --export-json two.json -- ./work.sh 10 -- ./work.sh 20000
expect_contains "$OUT" "work.sh-10 wins"
grep -q 'work.sh-20000 .*x ([0-9.]* to [0-9.]*)' "$OUT" || fail "no interval: $(cat "$OUT")"
expect_exit 0 "$BENCHCTL" import two.json
expect_contains "$ERR" "hyperfine"
expect_contains "$OUT" "./work.sh 20000"
expect_exit 0 "$BENCHCTL" compare two.json two.json

# Parameters: all combinations, of those that a command has; a comma of its own.
expect_exit 0 "$BENCHCTL" run -r 2 --export-json list.json -L n 1,10 -L word 'a\,b,c' -- 'echo {n} {word} {n}' -- 'true {n}'
[ "$(jq -c '[.results[] | [.command, .parameters]]' list.json)" = '[["echo 1 a,b 1",{"n":"1","word":"a,b"}],["echo 1 c 1",{"n":"1","word":"c"}],["echo 10 a,b 10",{"n":"10","word":"a,b"}],["echo 10 c 10",{"n":"10","word":"c"}],["true 1",{"n":"1"}],["true 10",{"n":"10"}]]' ] ||
	fail "$(jq -c '[.results[] | [.command, .parameters]]' list.json)"
expect_contains "$OUT" "true/n=10"

# Names; a command with an option behind its own --; the same command twice.
expect_exit 0 "$BENCHCTL" run -r 2 --export-json - -n first -n second -- true -- echo a -- -b
expect_contains "$OUT" '"command": "second"'
expect_exit 0 "$BENCHCTL" run -r 2 -i -- sh -c 'exit 3' -- sh -c 'exit 3'
expect_contains "$OUT" "sh-c-exit-3/2"
expect_contains "$OUT" "no winner"

# One fails: the others are shown, and it is in no file.
expect_exit 3 "$BENCHCTL" run -r 2 --export-json some.json -- true -- false
expect_contains "$OUT" "failed"
[ "$(jq -c '[.results[].command]' some.json)" = '["true"]' ] || fail "$(cat some.json)"

expect_exit 2 "$BENCHCTL" run -L m 1 -- 'echo {n}'
expect_contains "$ERR" "no command has {m}"
expect_exit 2 "$BENCHCTL" run -L n 1 -L n 2 -- 'echo {n}'
expect_contains "$ERR" "'n' is given twice"
expect_exit 2 "$BENCHCTL" run -L n
expect_contains "$ERR" "--parameter-list needs two values: NAME A,B,..."
expect_exit 2 "$BENCHCTL" run -n a -n b -- true
expect_contains "$ERR" "--name is given 2 times, but there is 1 command"
expect_exit 2 "$BENCHCTL" run -- -- true
expect_contains "$ERR" "a command is missing"
expect_exit 2 "$BENCHCTL" run --export-json nowhere/x -- true
[ ! -e nowhere ] || fail "a folder was made"
