#!/usr/bin/env bash
# `make dist` compiles the same bytes in two folders; lintian accepts the Debian package, which installs in a bare
# Debian and leaves nothing behind. Needs root and Debian's package servers (MIRROR names another one).
. "$ROOT/tests/e2e/lib.sh"
"$ROOT/ci/deps" dist chroot
for folder in one two/below; do
	git clone -q "$ROOT" "$folder"
	make -s -C "$folder" -j2 dist deb OUT="$PWD/out-${folder%/*}"
done
diff -r out-one out-two || fail "another folder gives other bytes"
deb=$(echo out-one/*.deb)
if command -v lintian >/dev/null; then
	# It also complains about a maintainer's address, which is that of the commit here.
	lintian --allow-root --fail-on error,warning --suppress-tags \
		bogus-mail-host,bogus-mail-host-in-debian-changelog,mail-contact "$deb"
fi

# The static program is the same from two folders, needs no library, and gates.
for folder in one two/below; do
	"$folder/ci/musl"
	TARGET=x86_64-linux-musl "$folder/ci/dist" "$folder/build/musl/benchctl" "static-${folder%/*}"
done
diff -r static-one static-two || fail "another folder gives another static program"
! readelf -dW one/build/musl/benchctl | grep NEEDED || fail "it needs a library"
BUILD=$PWD/one/build/musl
make -s -C "$ROOT" BUILD="$BUILD" programs
expect_exit 3 "$BUILD/benchctl" serve
expect_contains "$ERR" "this benchctl is statically linked and cannot open libmicrohttpd"
"$ROOT/ci/run-e2e" "$BUILD" version validate one_program compare_files show together

[ "$(id -u)" -eq 0 ] || skip "the rest needs root"
debootstrap --variant=minbase --include=git bookworm bare "${MIRROR:-http://deb.debian.org/debian}" >"$OUT" 2>&1
files() { find bare -xdev -not -path 'bare/proc/*' -not -path 'bare/var/*' -not -path 'bare/tmp/*' | sort; }
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C DEBIAN_FRONTEND=noninteractive chroot bare "$@"; }
cp /etc/resolv.conf bare/etc/resolv.conf
inside apt-get install -qq -y --no-install-recommends libyaml-0-2 libmd0 >/dev/null
files >before
cp "$deb" bare/tmp/benchctl.deb
inside apt-get install -qq -y --no-install-recommends /tmp/benchctl.deb >/dev/null
inside benchctl --version
inside sh -c 'cd /tmp && benchctl run -q --runs 3 -- true && rm -r results'
inside apt-get purge -qq -y benchctl >/dev/null
files | diff before - || fail "the package left files behind"
