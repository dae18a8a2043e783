#!/usr/bin/env bash
# Built-in benchmarks of the machine: what they report, and what they refuse.
# long
. "$ROOT/tests/e2e/lib.sh"

# Tiny, so that nothing here depends on the speed of the machine.
SMALL=(--set cpu.time=1ms --set memory.time=1ms --set memory.size=256KiB --set "sizes=16KiB,64KiB")

git init -q . && git config user.email a@b && git config user.name a
expect_exit 0 "$BENCHCTL" --tests cpu,memory --runs 2 "${SMALL[@]}"
run=results/run-001/run.json
jq -e '[.runs[0].results[].id]
	| contains(["cpu/int/single", "cpu/float/single", "cpu/sha256/single", "cpu/hash/single",
		"cpu/branchy/single", "cpu/vector/single", "memory/copy/single", "memory/scale/single",
		"memory/add/single", "memory/triad/single", "memory/latency/16KiB",
		"memory/latency/64KiB"])' "$run" >/dev/null || fail "$(cat "$run")"
jq -e 'all(.runs[0].results[]; .status == "ok" and (.metrics | to_entries[0].value.samples | length) == 2
	and all(.metrics[].samples[]; . > 0))' "$run" >/dev/null || fail "$(cat "$run")"
expect_contains "$OUT" "STREAM asks for 4 times"
expect_exit 0 "$BENCHCTL" show
expect_contains "$OUT" "based on a variant of the STREAM benchmark code"

# Calls of the kernel, and a disk; nothing of its file stays.
expect_exit 0 "$BENCHCTL" --tests syscall,disk --runs 2 --set time=1ms --set disk.size=2MiB --set payload=100B
jq -e '[.runs[0].results[] | select(.status == "ok") | .id]
	| contains(["syscall/getppid", "syscall/pipe/same", "syscall/eventfd/same", "syscall/futex/same",
		"syscall/unix/same", "disk/rand_read", "disk/rand_write", "disk/seq_read", "disk/seq_write"])' \
	results/run-002/run.json >/dev/null || fail "$(cat results/run-002/run.json)"
jq -e 'all(.runs[0].results[].metrics; .latency.samples[0] > 0 and ."latency.p99".samples[0] >= .latency.samples[0])' \
	results/run-002/run.json >/dev/null || fail "$(cat results/run-002/run.json)"
expect_exit 0 "$BENCHCTL" show
expect_contains "$OUT" "round trips of 100 B, 1 pair"
expect_contains "$OUT" "the device got"
expect_exit 0 "$BENCHCTL" --tests disk --runs 1 --set time=1ms --set size=64KiB --set block=8KiB \
	--set patterns=rand_write --set direct=false --set sync=fdatasync --set depth=3
expect_exit 0 "$BENCHCTL" show
expect_contains "$OUT" "buffered, blocks of 8192 B, depth 3 with "
[ -z "$(find . -name '.benchctl-disk*')" ] || fail "a file of the disk benchmark is left"

# How more than one read or write at the same time is done.
disk() { # STATUS SETTING...
	local status=$1 setting set=()
	shift
	for setting; do set+=(--set "$setting"); done
	expect_exit "$status" "$BENCHCTL" --tests disk --runs 1 --set time=1ms --set size=64KiB --set block=4KiB "${set[@]}"
}
disk 0 depth=4 engine=threads sync=fsync
expect_exit 0 "$BENCHCTL" show
expect_contains "$OUT" "depth 4 with threads, fsync"
disk 0 depth=4 sync=fdatasync
expect_exit 0 "$BENCHCTL" show
by_ring=$(grep -c 'depth 4 with io_uring, fdatasync' "$OUT" || true)
[ "$by_ring" -gt 0 ] || grep -q 'depth 4 with threads, fdatasync' "$OUT" || fail "$(cat "$OUT")"
jq -e 'all(.runs[0].results[]; .status == "ok" and .metrics.bandwidth.samples[0] > 0
	and .metrics["latency.max"].samples[0] >= .metrics.latency.samples[0])' "$(printf '%s\n' results/run-*/run.json | tail -n1)" \
	>/dev/null || fail "$(cat "$OUT")"
if [ "$by_ring" -gt 0 ]; then
	disk 0 engine=io_uring direct=false
	disk 0 depth=256 engine=io_uring patterns=rand_write,seq_read
else
	disk 3 engine=io_uring
	expect_contains "$OUT" "engine: io_uring cannot be used: "
fi

# A file that a killed benchmark has left goes; others stay.
true &
wait $!
touch ".benchctl-disk-$!" ".benchctl-disk-$$" .benchctl-disk-1x
disk 0
rm ".benchctl-disk-$$" .benchctl-disk-1x || fail "a file that is not left over is gone"
[ ! -e ".benchctl-disk-$!" ] || fail "a file that a killed process has left stays"

# A system without io_uring, a file system that refuses O_DIRECT, one that cannot make a file without a name (and then
# kills the process that has made one), and one that says it has room.
cat >refuse.c <<'END_OF_FILE'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>
#define NEXT(f) __typeof__(&f) next = (__typeof__(&f))dlsym(RTLD_NEXT, #f)
void *dlopen(const char *file, int mode)
{
	NEXT(dlopen);
	return next(file && strstr(file, "uring") ? "libnone.so" : file, mode);
}
int open64(const char *path, int flags, ...)
{
	NEXT(open64);
	va_list args;
	va_start(args, flags);
	int mode = va_arg(args, int);
	va_end(args);
	if (getenv("NAMED") && (flags & O_TMPFILE) == O_TMPFILE) return errno = EOPNOTSUPP, -1;
	return next(path, flags, mode);
}
int open(const char *path, int flags, ...) __attribute__((alias("open64")));
int unlink(const char *path)
{
	NEXT(unlink);
	if (getenv("DIES") && strstr(path, ".benchctl-disk-")) raise(SIGKILL);
	return next(path);
}
int fstatfs64(int fd, struct statfs64 *fs)
{
	NEXT(fstatfs64);
	int rc = next(fd, fs);
	if (getenv("ROOM")) fs->f_bavail = 1 << 30;
	return rc;
}
int fstatfs(int fd, struct statfs *fs) __attribute__((alias("fstatfs64")));
int fcntl64(int fd, int command, ...)
{
	int (*next)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl64");
	va_list args;
	va_start(args, command);
	void *arg = va_arg(args, void *);
	va_end(args);
	if (command == F_SETFL && ((long)arg & O_DIRECT)) return errno = EINVAL, -1;
	return next(fd, command, arg);
}
int fcntl(int fd, int command, ...) __attribute__((alias("fcntl64")));
END_OF_FILE
if ! ldd "$BENCHCTL" | grep -q asan && cc -shared -fPIC -o refuse.so refuse.c -ldl 2>/dev/null; then
	preload=$PWD/refuse.so
	LD_PRELOAD=$preload disk 0 depth=2
	expect_contains "$OUT" "refuses O_DIRECT (Invalid argument), so reads and writes go through the page cache"
	expect_exit 0 "$BENCHCTL" show
	expect_contains "$OUT" "depth 2 with threads"
	LD_PRELOAD=$preload disk 3 engine=io_uring
	expect_contains "$OUT" "engine: io_uring cannot be used: liburing.so.2 cannot be opened; install the package liburing2; give"
	LD_PRELOAD=$preload disk 3 direct=true
	expect_contains "$OUT" "refuses O_DIRECT: Invalid argument; give direct=auto"
	LD_PRELOAD=$preload NAMED=1 disk 0
	[ -z "$(find . -name '.benchctl-disk*')" ] || fail "a file with a name is left"
	LD_PRELOAD=$preload NAMED=1 DIES=1 disk 3
	expect_contains "$OUT" "crashed in open: SIGKILL"
	[ -n "$(find . -name '.benchctl-disk*')" ] || fail "the file of the killed process is not there"
	disk 0
	[ -z "$(find . -name '.benchctl-disk*')" ] || fail "a file of a killed process is left"

	# The disk is full in the middle of the first write; the folder is read-only.
	mkdir small
	if unshare -m true 2>/dev/null; then
		expect_exit 3 unshare -m sh -c 'mount -t tmpfs -o size=256k none small && LD_PRELOAD=$1 ROOM=1 "$2" --tests disk \
			--runs 1 --set time=1ms --set size=1MiB --set dir=small; status=$?; find small -type f; exit $status' \
			sh "$preload" "$BENCHCTL"
		expect_contains "$OUT" "cannot write 1048576 B to small: No space left on device (after 262144 B)"
		expect_lacks "$OUT" .benchctl-disk
		expect_exit 3 unshare -m sh -c 'mount -t tmpfs -o ro none small && exec "$1" --tests disk --runs 1 --set dir=small' \
			sh "$BENCHCTL"
		expect_contains "$OUT" "dir: cannot make a file in small: Read-only file system"
	fi
fi

# Which processors may be used, and how many threads that makes.
expect_exit 0 taskset -c "$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')" \
	"$BENCHCTL" --tests cpu --runs 1 --set kernels=int "${SMALL[@]}" --no-affinity
expect_exit 0 "$BENCHCTL" show
expect_lacks "$OUT" int/all

# The most specific setting wins: flag, environment, benchmark, module, all modules.
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: host }
modules: { kernels: float, cpu.kernels: hash, time: 1ms, memory.size: 64KiB }
suite:
  - { name: a, builtin: cpu }
  - { name: b, builtin: cpu, with: { kernels: int } }
END_OF_FILE
expect_exit 0 "$BENCHCTL" run --runs 1
expect_contains "$OUT" a/hash/single
expect_contains "$OUT" b/int/single
BENCHCTL_SET_KERNELS=vector expect_exit 0 "$BENCHCTL" run --runs 1
expect_contains "$OUT" a/vector/single
BENCHCTL_SET_KERNELS=vector expect_exit 0 "$BENCHCTL" run --runs 1 --set kernels=branchy
expect_contains "$OUT" b/branchy/single
BENCHCTL_SET_TIME=3ms expect_exit 0 "$BENCHCTL" config show --origin --set cpu.affinity=false
for row in 'cpu.affinity +false +flag' 'cpu.time +3ms +environment' 'cpu.kernels +hash +module' \
	'memory.kernels +float +global' 'disk.dir +. +default'; do
	grep -qE "$row" "$OUT" || fail "$row is not in $(cat "$OUT")"
done
rm benchctl.yaml

# The profiles, and what a cluster gets.
for profile in smoke soak; do
	expect_exit 0 "$BENCHCTL" validate "$ROOT/ci/profiles/$profile.yaml"
	expect_contains "$OUT" "5 benchmarks, no problem"
done
expect_exit 0 "$BENCHCTL" validate "$ROOT/ci/profiles/reference.yaml"
mapfile -t classes < <(printf '%s\n' "$ROOT"/baselines/reference/*.json)
[ ${#classes[@]} -ge 2 ] || fail "there are ${#classes[@]} reference runs"
expect_exit 4 "$BENCHCTL" compare "${classes[0]}" "${classes[1]}"
expect_contains "$OUT" "the sides ran on different"
expect_exit 0 "$BENCHCTL" run "$ROOT/ci/profiles/smoke.yaml" --output-dir "$PWD/smoke" --runs 1 --warmup 0 --set time=1ms \
	--set disk.size=2MiB --set memory.size=256KiB
jq -e '[.runs[0].results[] | select(.status == "ok").id | sub("/.*"; "")] | unique
	== ["cpu", "disk", "memory", "network", "syscall"]' smoke/run-001/run.json >/dev/null || fail "$(cat smoke/run-001/run.json)"
if python3 -c 'import yaml' 2>/dev/null; then
	python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' <"$ROOT/ci/k8s/job.yaml" >job.json
	jq -e '.kind == "Job" and .spec.template.spec.containers[0].command == ["benchctl", "run", "--shard", "auto"]
		and (.spec.completions | tostring) == (.spec.template.spec.containers[0].env[] | select(.name == "JOB_COMPLETIONS").value)' \
		job.json >/dev/null || fail "$(cat job.json)"
fi
while read -r word rest; do # what the image is made with is there
	[ "$word" != RUN ] || [ -x "$ROOT/${rest%% *}" ] || fail "$rest"
done <"$ROOT/ci/k8s/Containerfile"

expect_exit 0 "$BENCHCTL" doctor --json
jq -e '[.findings[] | .name] | contains(["noise", "governor", "turbo", "smt", "quota", "steal", "neighbours",
	"swap", "counters", "aslr", "folder"])' "$OUT" >/dev/null || fail "$(cat "$OUT")"
expect_exit 0 "$BENCHCTL" doctor
expect_contains "$OUT" "measurements less reliable"

# One line each: what the user writes, the status, what the user reads.
refuse() {
	local status=$1 sentence=$2
	shift 2
	expect_exit "$status" "$BENCHCTL" "$@" --runs 1
	cat "$OUT" >>"$ERR"
	expect_contains "$ERR" "$sentence"
}
refuse 2 "--tests: 'cup' is not one of: cpu, memory, disk, network, syscall" --tests cpu,cup
refuse 2 "exclude each other; give one of them" run --tests cpu -- true
refuse 2 "'cpu.tme' is not a setting of cpu; did you mean 'time'?" --tests cpu --set cpu.tme=1
refuse 2 "there is no built-in benchmark 'gpu.time'" --tests cpu --set gpu.time=1s
refuse 2 "--set: 'time' is not SETTING=VALUE" --tests cpu --set time
refuse 2 "time: 'soon' needs a time" --tests cpu --set time=soon
refuse 2 "threads: 0 is not from 1 to" --tests cpu --threads 0
refuse 2 "threads: 100000 is not from 1 to" --tests memory --threads 100000
refuse 2 "kernels: 'quantum' is not one of: all, int" --tests cpu --set kernels=int,quantum
refuse 3 "kernels: 'latency' is not one of: all, int" --tests cpu --set kernels=latency # which memory has
refuse 2 "size: '0' is less than one cache line" --tests memory --set memory.size=0
refuse 3 "are more than the memory that is available" --tests memory --set memory.size=1000TiB
refuse 3 "dir: cannot make a file in $E2E_DIR/absent: No such file" --tests disk --set "dir=$E2E_DIR/absent"
refuse 3 "nothing was written" --tests disk --set size=20GiB
refuse 3 "is more than the free space in ., " --tests disk --set size=1000GiB --set quota=2000GiB
refuse 2 "block: '0' needs a size" --tests disk --set block=0 --set size=64KiB
refuse 3 "sizes: 1e300B is more than the memory" --tests memory --set sizes=1e300B
refuse 3 "a block of 1048576 B is larger than the file, 65536 B" --tests disk --set size=64KiB --set block=1MiB
refuse 2 "sync: 'x' is not none, fsync or fdatasync" --tests disk --set sync=x
refuse 2 "depth: '0' is not from 1 to 256" --tests disk --set depth=0
refuse 2 "payload: '0B' is not from 1.00 B to 64.0 KiB" --tests syscall --set payload=0B
refuse 2 "sizes: '16' needs a size" --tests memory --set sizes=16 --set memory.size=64KiB
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: host }
modules: { spead: 1 }
suite:
  - { name: a, builtin: cpus }
  - { name: b, builtin: cpu, with: { threds: 1 } }
  - { name: c, with: { threads: 1 } }
  - { name: d, builtin: cpu, shell: none }
END_OF_FILE
refuse 2 "builtin: 'cpus' is not one of: cpu, memory, disk, network, syscall; did you mean 'cpu'?" run
expect_contains "$ERR" "with: 'threds' is not an option of cpu; did you mean 'threads'?"
expect_contains "$ERR" "neither builtin: nor plugin: to use them"
expect_contains "$ERR" "'shell' has no effect on a benchmark with 'builtin'"
expect_contains "$ERR" "modules: 'spead' is not a setting of a built-in benchmark"
rm benchctl.yaml

# However benchctl ends, so does the process of the benchmark: helper, scope and module share its name.
has_module() { [ "$(pgrep -fc -- time=59.125s)" -ge 4 ]; }
for signal in INT TERM KILL; do
	"$BENCHCTL" --tests cpu --set time=59.125s --set kernels=int >"$OUT" 2>"$ERR" &
	pid=$!
	wait_until has_module
	kill "-$signal" "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -gt 128 ] || fail "exit status $status after SIG$signal: $(cat "$ERR")"
	expect_no_process time=59.125s
done
