#!/usr/bin/env bash
# What a release offers: archives with the same bytes from two folders, a Debian package, and lists of the parts.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v dpkg-shlibdeps >/dev/null || skip "no dpkg-dev"

# Two copies of the sources, in two folders, as the same commit.
export GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z'
mkdir one two
git -C "$ROOT" ls-files -z | tar -C "$ROOT" --null -T - -cf - | tar -C one -xf -
git -C one init -q
git -C one add -A
git -C one commit -qm "the sources"
cp -a one two/below
version=$("$BENCHCTL" --version)
version=${version#benchctl }
name=benchctl-v$version
binary=$name-$(uname -m)-linux-gnu

one/ci/dist "$BENCHCTL" first
(umask 077 && TZ=Asia/Tokyo two/below/ci/dist "$BENCHCTL" second)
diff -r first second || fail "another folder gives other bytes"
(cd first && sha256sum --quiet -c SHA256SUMS)
[ "$(cut -c67- first/SHA256SUMS | paste -sd' ')" = \
	"$name.tar.gz $binary.cdx.json $binary.spdx.json $binary.tar.gz" ] || fail "sums of: $(cat first/SHA256SUMS)"

tar -xzf "first/$name.tar.gz"
diff -r --exclude .git one "$name" || fail "the archive is not the sources"
tar -xzf "first/$binary.tar.gz"
[ "$("$binary/bin/benchctl" --version)" = "benchctl $version" ]
for file in LICENSE share/man/man1/benchctl.1 include/benchctl/plugin.h share/zsh/site-functions/_benchctl \
	share/bash-completion/completions/benchctl share/fish/vendor_completions.d/benchctl.fish; do
	[ -s "$binary/$file" ] || fail "the archive lacks $file"
done
tar --numeric-owner -tvzf "first/$binary.tar.gz" >"$OUT"
! grep -v ' 0/0 .* 2026-01-02 ' "$OUT" || fail "owners or times"

# The document names each library that the program links or opens, and no other.
sed -n 's/^| `\(lib[^`]*\.\(so\|a\)\)[^|]*| \(linked\|opened\|static\)[ ;].*/\3 \1/p' "$ROOT/docs/install.md" | LC_ALL=C sort >documented
cut -f1,2 "$binary/LIBRARIES" | sed 's/\t/ /; s/\(\.so\).*/\1/' | LC_ALL=C sort | diff documented - ||
	fail "docs/install.md has other libraries than the program"
grep -rhoE 'LAZY_OPEN\([^;]*"lib[a-z0-9]+\.so' "$ROOT"/src --include='*.c' | grep -oE 'lib[a-z0-9]+\.so' | sort -u >opened
[ -s opened ] || fail "no use of LAZY_OPEN"
while read -r library; do
	grep -q "^opened $library" documented || fail "docs/install.md lacks $library, which the program opens"
done <opened

# The required fields of both formats; each package is there once, and each id that is used exists.
expect_jq() { # FILE CONDITION
	[ "$(jq "$2" "first/$binary.$1.json")" = true ] || fail "$1 is not: $2"
}
expect_jq spdx '.spdxVersion == "SPDX-2.3" and .dataLicense == "CC0-1.0" and .SPDXID == "SPDXRef-DOCUMENT"'
expect_jq spdx '[.name, .documentNamespace, .creationInfo.created, .creationInfo.creators[0]] | all(type == "string")'
expect_jq spdx '.creationInfo.created == "2026-01-02T03:04:05Z" and (.documentNamespace | contains("#") | not)'
expect_jq spdx '.packages | all(has("SPDXID") and has("name") and has("downloadLocation") and .versionInfo)'
expect_jq spdx '[.packages[].SPDXID] | (sort == unique) and all(test("^SPDXRef-[A-Za-z0-9.-]+$"))'
expect_jq spdx '[.packages[].SPDXID] as $ids | .relationships | all([.spdxElementId, .relatedSpdxElement] - $ids - ["SPDXRef-DOCUMENT"] == [])'
expect_jq cdx '.bomFormat == "CycloneDX" and .specVersion == "1.5" and .version == 1'
expect_jq cdx '.serialNumber | test("^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")'
expect_jq cdx '[.components[].name] | index("libc6") and index("libyaml-dev") and index("libcurl4") and index("zlib1g")'
expect_jq cdx '.components | all(.type == "library" and .name and (.purl | startswith("pkg:deb/")))'
expect_jq cdx '[.components[]."bom-ref"] as $refs | .dependencies[0].dependsOn | length > 5 and (. - $refs == [])'

# The package has what it should have.
one/ci/deb "$BENCHCTL" first >"$OUT"
deb=$(cat "$OUT")
[ "$(dpkg-deb -f "$deb" Version)" = "$version" ]
dpkg-deb -f "$deb" Depends Recommends >"$OUT"
expect_contains "$OUT" 'libc6 '
expect_contains "$OUT" 'libgit2-1'
dpkg-deb -x "$deb" unpacked
for package in libyaml-dev libmd-dev; do
	cmp "/usr/share/doc/$package/copyright" "unpacked/usr/share/doc/benchctl/copyright.$package"
	cmp "/usr/share/doc/$package/copyright" "$binary/copyright.$package"
done
"unpacked/usr/bin/benchctl" help >/dev/null
(cd unpacked && dpkg-deb --ctrl-tarfile "$deb" | tar -xOf - ./md5sums | md5sum --quiet -c -)

# Changes that belong to no commit are refused.
echo >>one/README.md
expect_exit 2 one/ci/dist "$BENCHCTL" third
expect_contains "$ERR" 'the worktree has changes'
