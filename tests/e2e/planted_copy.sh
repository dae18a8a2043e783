#!/usr/bin/env bash
# What builds and runs of a change leave in the cache of copies does not become the base.
. "$ROOT/tests/e2e/lib.sh"

JSON=$E2E_DIR/report.json

# prog says what the file cost, once built, says.
new_repo
git checkout -q -B main
cat >benchctl.yaml <<'END'
benchmark: { name: demo }
build: sh ./make
defaults: { warmup: 0 }
suite: [{ name: job, command: sh ./prog, metric: size }]
END
echo 'cp cost built' >./make
echo 'echo "size $(cat built) B" >"$BENCHCTL_METRICS"' >prog
printf '%s\n' built results/ >.gitignore
echo 1000 >cost
commit base
copy() { find "$HOME/.cache/benchctl" -maxdepth 1 -type d -name 'bctl-*'; }

# The build of head finds the copy of the base, which has just been built, and changes it.
git checkout -q -B pr
echo 1200 >cost
echo 'for copy in "$HOME"/.cache/benchctl/bctl-*/; do [ "$copy" -ef . ] || echo 5000 >"$copy/built"; done' >>./make
commit "a hostile build"
expect_exit 3 "$BENCHCTL" gate --against main
expect_contains "$ERR" "has changed since it was built; does the build of head write to it?"

# A copy from an earlier gate: a tracked file that was changed, with a record that agrees.
git checkout -q main make
commit "a harmless build"
expect_exit 1 "$BENCHCTL" gate -q --against main --report "json=$JSON"
[ "$(jq .rows[0].base.median "$JSON")" = 1000 ] || fail "$(jq -c .rows "$JSON")"
planted=$(copy)
echo 'echo "size 5000 B" >"$BENCHCTL_METRICS"' >"$planted/prog"
state="$(printf '%o' "0x$(stat -c %f "$planted/prog")") $(stat -c '%s %i %.9Y %.9Z' "$planted/prog")"
sed -z "/^prog\$/{n;s/.*/$state/}" "$planted.built" >"$E2E_DIR/record"
cmp -s "$E2E_DIR/record" "$planted.built" && fail "the record was not changed"
cp "$E2E_DIR/record" "$planted.built"
expect_exit 1 "$BENCHCTL" gate --against main --report "json=$JSON"
[ "$(jq .rows[0].base.median "$JSON")" = 1000 ] || fail "$(jq -c .rows "$JSON")"
