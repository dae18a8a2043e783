#!/usr/bin/env bash
# Another architecture with processor counters and cgroups of version 2: Debian for arm64 on a processor that qemu
# emulates. Runs unit tests, scenarios and tests/optional/guest there. Needs root, Debian's qemu-system-arm,
# debootstrap and gcc-aarch64-linux-gnu, and Debian's package servers the first time (MIRROR names another one).
# GUEST_DIR (build/guest-system) keeps the guest's system. With GUEST_RUN=SCRIPT the guest runs this script instead, and
# GUEST_DIR/reference gets the folder of that name that it has made in the repository.
. "$ROOT/tests/e2e/lib.sh"

for program in qemu-system-aarch64 aarch64-linux-gnu-gcc debootstrap mke2fs; do
	command -v $program >/dev/null ||
		skip "$program is missing; ci/deps guest"
done
[ "$(id -u)" -eq 0 ] || skip "must be root, for debootstrap"

guest=${GUEST_DIR:-$ROOT/build/guest-system}
system=$guest/system
mkdir -p "$guest"
exec 8>"$guest/lock"
flock -n 8 || fail "$guest is in use"

packages=git,jq,procps,python3-minimal,python3-yaml,libc6-dev,libyaml-dev,libcjson-dev,libmd-dev
packages+=,libgit2-dev,libxml2-dev,libcurl4-openssl-dev,libmicrohttpd-dev,libwslay-dev,libcmocka-dev
packages+=,libxml2-utils,linux-perf,busybox-static,linux-image-cloud-arm64

# Unpacking is enough; of the packages' scripts only this is needed.
build_system() {
	rm -rf --one-file-system "$system" "$system.new"
	debootstrap --foreign --arch=arm64 --variant=minbase --include=$packages bookworm "$system.new" \
		"${MIRROR:-http://deb.debian.org/debian}" >"$guest/debootstrap.log" 2>&1 ||
		{ tail -n20 "$guest/debootstrap.log"; fail "debootstrap failed"; }
	rm -f "$system.new/proc" # a link to this machine's
	for package in "$system.new"/var/cache/apt/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$package" | tar -x -C "$system.new" --keep-directory-symlink
	done
	rm -rf "$system.new"/{debootstrap,var/cache/apt/archives}
	mkdir -p "$system.new"/{proc,sys,dev,tmp,repo,build}
	# The linker would follow these to files of this machine.
	find "$system.new/usr/lib/aarch64-linux-gnu" -maxdepth 1 -lname '/lib/aarch64-linux-gnu/*' -printf '%l %p\n' |
		while read -r target link; do ln -sf "${target##*/}" "$link"; done
	ln -sf mawk "$system.new/usr/bin/awk"
	for name in passwd group; do
		cp "$system.new/usr/share/base-passwd/$name.master" "$system.new/etc/$name"
	done
	echo "127.0.0.1 localhost guest" >"$system.new/etc/hosts"
	echo "$packages" >"$system.new/packages"
	mv "$system.new" "$system"
}
[ "$(cat "$system/packages" 2>/dev/null)" = "$packages" ] || build_system

target=${GUEST_RUN:+all}
target=${target:-everything}
export PKG_CONFIG_SYSROOT_DIR=$system
export PKG_CONFIG_LIBDIR=$system/usr/lib/aarch64-linux-gnu/pkgconfig:$system/usr/share/pkgconfig
make -s -C "$ROOT" -j"$(nproc)" CC="aarch64-linux-gnu-gcc --sysroot=$system" BUILD="$guest/build" \
	LDFLAGS=-Wl,-S "$target"

# The working tree and the build.
rm -rf "$system"/{repo,build}
mkdir "$system"/{repo,build}
git -C "$ROOT" ls-files -z | tar -c -C "$ROOT" --null -T - | tar -x -C "$system/repo"
(cd "$guest/build" && find . -type f -perm -100 -print0) |
	tar -c -C "$guest/build" --null -T - | tar -x -C "$system/build"
rm -f "$guest/disk"
truncate -s 3G "$guest/disk"
mke2fs -q -t ext4 -d "$system" "$guest/disk"

# icount: the guest's clock follows its instructions, so they are counted and a busy host does not matter; shift=0
# is one instruction per nanosecond. While the guest waits, its clock follows the host's, like the disk.
qemu-system-aarch64 -M virt -cpu max -icount shift=0 -smp 2 -m 2G -nographic -no-reboot -nic none \
	-kernel "$system"/boot/vmlinuz-* \
	-append "root=/dev/nvme0n1 rw console=ttyAMA0 loglevel=3 panic=-1 init=/repo/tests/optional/guest/init${GUEST_RUN:+ GUEST_RUN=$GUEST_RUN}" \
	-drive "if=none,id=disk,file=$guest/disk,format=raw,cache=unsafe" -device nvme,drive=disk,serial=1 \
	</dev/null 2>&1 | sed -u 's,\r$,,' | tee "$guest/console"
if [ -n "${GUEST_RUN-}" ]; then
	rm -rf "$guest/reference"
	debugfs -R "rdump /repo/reference $guest" "$guest/disk" 2>/dev/null
fi
rm -f "$guest/disk"
expect_contains "$guest/console" "guest: exit status 0"
