#!/usr/bin/env bash
# ci/release-check: a repository that may be released, then each line red for its own reason.
# long
. "$ROOT/tests/e2e/lib.sh"
new_repo repo
version=$("$BENCHCTL" --version)
version=${version#benchctl }
mkdir -p ci docs include/benchctl
cp -r "$ROOT"/ci/{release-check,sbom,sbom.d,libraries} ci
cp "$ROOT/include/benchctl/plugin.h" include/benchctl
page() { "$BENCHCTL" "${@:2}" >"docs/$1"; }
page configuration.md schema --markdown
page commands.md help markdown
page benchctl.1 help man
printf '# Changelog\n\n## %s\n\n- Everything is faster.\n\n## 0.0.9\n\n- It works.\n' "$version" >CHANGELOG.md
printf 'results\n' >.gitignore
printf '#!/bin/sh\necho "size 1000 B" >$BENCHCTL_METRICS\n' >b
chmod +x b
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: demo, machine_class: pool }
build: "true"
suite:
  - { name: b, command: ./b, metric: size, shell: none, warmup: 0, runs: 5 }
END_OF_FILE
commit "a suite"
"$BENCHCTL" baseline refresh --commit -q >"$OUT"
git reset -q --hard
echo 'one' >source
commit "old"
git tag v0.0.9
echo '# nothing' >>b
commit "new"
good=$(git rev-parse HEAD)

check() { # STATUS [CHECK...]
	expect_exit "$1" ci/release-check "$BENCHCTL" "${@:2}"
}
# red CHECK TEXT: its line is red and says the text; goes back to the good commit.
red() {
	check 1 "$1"
	expect_contains "$OUT" "RED  $1"
	expect_contains "$OUT" "$2"
	expect_contains "$OUT" '0 ok, 1 red'
	git reset -q --hard "$good"
	git clean -qfd
}

check 0
[ "$(sed -n 's/^ok   //p' "$OUT" | paste -sd' ')" = \
	'clean version changelog schema plugin baselines documents sbom speed tag' ] || fail "checks: $(cat "$OUT")"
expect_contains "$OUT" "release $version, $(git rev-parse --short HEAD), since v0.0.9"

echo stray >stray
red clean stray
git tag v99.0.0
red version "is not newer than v99.0.0"
git tag -d v99.0.0 >/dev/null
sed -i "s/^## $version/## Unreleased/" CHANGELOG.md
red changelog "is 'Unreleased'"
sed -i '/faster/d' CHANGELOG.md
red changelog "entry $version of CHANGELOG.md is empty"
echo more >>docs/commands.md
red documents 'docs/commands.md is not what benchctl help markdown prints'
sed -i 's/runs: 5/runs: 6/' benchctl.yaml
commit "another suite"
red baselines 'is older than benchctl.yaml'
echo '{' >baselines/demo/pool.json
commit "a broken baseline"
red baselines 'baselines/demo/pool.json is unreadable'
git rm -qr baselines
commit "no baseline"
red baselines 'there is no baseline'
sed -i '/uint32_t version;/d' include/benchctl/plugin.h
commit "a plugin's field is gone"
red plugin 'lacks fields of v0.0.9'
sed -i 's/spdx.json/spdx.gone/' ci/sbom
red sbom 'spdx.json'
sed -i s/1000/3000/ b
commit "slower"
red speed 'is slower than v0.0.9'
git tag "v$version" HEAD~1
red tag "the tag v$version is another commit"
git tag -f "v$version" >/dev/null
check 0 tag
git config user.signingkey nobody
red tag 'is not signed'
git config --unset user.signingkey

# The middle number must rise with the options; a patch release changes none.
git tag -d "v$version" >/dev/null
git tag "v${version%.*}.99" v0.0.9
git tag -d v0.0.9 >/dev/null
check 0 schema
echo "| new | option |" >>docs/configuration.md
commit "an option"
red schema 'the options or commands differ'

# All lines are printed, whatever fails; an unknown check is a usage error.
echo stray >stray
echo more >>docs/commands.md
check 1
expect_contains "$OUT" '3 red'
[ "$(grep -cE '^(ok  |RED )' "$OUT")" -eq 10 ] || fail "lines are missing: $(cat "$OUT")"
check 2 nothing
