#!/usr/bin/env bash
# A gate that could not judge still writes its reports, and they say why.
. "$ROOT/tests/e2e/lib.sh"

new_repo
config() { # BUILD
	cat >benchctl.yaml <<-END
		benchmark: { name: demo, machine_class: pool }
		build: '$1'
		defaults: { runs: 5, warmup: 0 }
		suite: [{ name: a, command: "true" }]
	END
}
config 'echo "a<b: an error"; echo "\`\`\`"; false'
commit "does not build"
config 'echo "another error"; false'
commit "does not build either"

reports=(--report junit=r.xml --report markdown=r.md --report json=r.json --report text=r.txt --report github=r.gh)
# unjudged STATUS COMMAND...: writes all five reports again, complete.
unjudged() {
	rm -f r.*
	expect_exit "$@" "${reports[@]}"
	[ "$(jq -c '[.exit, (.fault | type), .rows]' r.json)" = "[$1,\"string\",[]]" ] || fail "$(cat r.json)"
	xmllint --noout --schema "$ROOT/tests/golden/junit.xsd" r.xml 2>/dev/null || fail "$(cat r.xml)"
	[ "$(xmllint --xpath 'string(/testsuites/@errors)' r.xml)" = 1 ] || fail "$(cat r.xml)"
	grep -q "^::error " r.gh || fail "$(cat r.gh)"
	[ "$(wc -l <"$OUT")" -eq 0 ] || fail "said twice: $(cat "$OUT")"
	expect_contains r.txt "exit $1"
}
unjudged 4 "$BENCHCTL" gate --against HEAD~1
expect_contains r.md "### ❌ the base cannot be built: 'echo"
expect_contains r.md "a<b: an error"
expect_contains r.md '````text'
expect_contains r.xml "a&#60;b: an error"
expect_contains r.txt "a<b: an error"
expect_contains r.gh "exited with status 1"
[ "$(jq -r '.outcome, .mode, .head.commit' r.json)" = "$(printf '%s\n' no-verdict paired "$(git rev-parse HEAD)")" ] ||
	fail "$(cat r.json)"
# The comparison is also stored beside the run.
expect_exit 0 "$BENCHCTL" report last --report markdown=again.md
cmp r.md again.md

config "test -e only-now"
touch only-now
unjudged 4 "$BENCHCTL" gate --against HEAD~1
expect_contains r.md "the base cannot be built"
expect_contains r.gh "the base cannot be built"

# No base, no policy, and no benchmark to judge.
unjudged 4 "$BENCHCTL" gate --mode stored
expect_contains r.md "no baseline for suite 'demo' on machine class pool"
expect_contains r.md "benchctl baseline refresh --commit"
unjudged 2 "$BENCHCTL" gate --against nowhere
expect_contains r.md "there is no revision 'nowhere'"
unjudged 2 "$BENCHCTL" gate --filter nothing
expect_contains r.xml "matches no benchmark"
sed -i 's/suite:/nonsense: 1\n&/' benchctl.yaml
unjudged 2 "$BENCHCTL" gate
expect_contains r.json "unknown key 'nonsense'"
