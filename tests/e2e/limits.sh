#!/usr/bin/env bash
# Memory limits, and values sampled over a process tree while it runs.
# long
. "$ROOT/tests/e2e/lib.sh"

new_repo

# result BENCHMARK FILTER: a value of the newest run.
result() {
	jq -r --arg id "$1" ".runs[0].results[] | select(.id == \$id) | $2" \
		"$(printf '%s\n' results/run-*/run.json | tail -n1)"
}

cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 3, warmup: 0, memory_limit: 64 MiB }
suite:
  - { name: over, command: $PROGRAMS/allocate 200 }
  - { name: tree, command: $PROGRAMS/allocate 100 1234567 fork }
  - { name: shell, command: "$PROGRAMS/allocate 100 1234567 fork; true" }
  - { name: within, command: $PROGRAMS/allocate 20 }
  - { name: roomy, command: $PROGRAMS/allocate 200, memory_limit: 1 GiB }
END

# expect_kept COMMAND...: this benchctl command enforces the limit.
expect_kept() {
	local name
	expect_exit 3 "$@" run
	for name in over tree shell; do
		[ "$(result $name .status)" = error ] || fail "$name is not an error"
		[[ $(result $name .reason) == "memory_limit: "*" of memory with a limit of 64.0 MiB"* ]] ||
			fail "the reason of $name is: $(result $name .reason)"
	done
	for name in within roomy; do
		[ "$(result $name .status)" = ok ] || fail "$name failed: $(result $name .reason)"
	done
	expect_no_process "allocate 100 1234567"
	expect_contains "$OUT" "memory_limit: "
}
kept_by() {
	jq -r '.runs[0].memory_limit_by' "$(printf '%s\n' results/run-*/run.json | tail -n1)"
}
expect_kept "$BENCHCTL"
# The same without cgroups, as for most users; memory_cgroup.sh tests cgroups.
if [ "$(kept_by)" != looking ]; then
	mounts=--mount
	[ "$(id -u)" -eq 0 ] || mounts=--map-root-user\ --mount
	# shellcheck disable=SC2086,SC2016
	expect_kept unshare $mounts sh -c 'mount -t tmpfs none /sys/fs/cgroup && exec "$@"' sh "$BENCHCTL"
	[ "$(kept_by)" = looking ] || fail "kept by $(kept_by), which was hidden"
fi
[[ $(result tree .reason) == *" (benchctl, which checks every 20 ms, killed the program) in sample 1"* ]] ||
	fail "the reason of tree is: $(result tree .reason)"
[[ $(result over .reason) == *" (benchctl, which checks"* || $(result over .reason) == *" (benchctl saw this only after"* ]] ||
	fail "the reason of over is: $(result over .reason)"

# The gate fails too.
cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 3, warmup: 0 }
suite:
  - { name: grows, command: $PROGRAMS/allocate 20, memory_limit: 64 MiB }
END
echo results >.gitignore
commit "small"
expect_exit 0 "$BENCHCTL" baseline refresh --commit
sed -i 's/allocate 20/allocate 200/' benchctl.yaml
commit "large"
expect_exit 3 "$BENCHCTL" gate
expect_contains "$OUT" "memory_limit"

# A run of ten intervals is sampled. A grandchild in its own session counts.
cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 2, warmup: 0, sample: 20ms }
suite:
  - { name: long, command: $PROGRAMS/allocate 200 400 fork }
  - { name: short, command: $PROGRAMS/allocate 1 50 }
  - { name: unseen, command: $PROGRAMS/allocate 1 400, sample: 0 }
  - { name: busy, command: $PROGRAMS/burn 500 }
END
expect_exit 0 "$BENCHCTL" run
for name in short unseen; do
	[ "$(result $name '.metrics | has("tree.rss.peak")')" = false ] || fail "$name was sampled"
done
[ "$(result long '.metrics["tree.rss.peak"].samples | length == 2 and min > 200e6 and max < 300e6')" = true ] ||
	fail "peak of the tree: $(result long '.metrics["tree.rss.peak"].samples')"
[ "$(result long '.metrics["tree.threads.peak"].samples | min >= 3')" = true ] || fail "threads of the tree"
[ "$(result long '.metrics["tree.fds.peak"].samples | min >= 3')" = true ] || fail "open files of the tree"
for name in rss cpu threads fds; do
	[ "$(result busy "[.metrics[\"tree.$name.avg\", \"tree.$name.p95\", \"tree.$name.peak\"].samples[0]] |
		.[0] <= .[2] and .[1] <= .[2]")" = true ] || fail "average, p95 and peak of $name"
done
[ "$(result busy '.metrics["tree.cpu.peak"].samples | max > 0.1 and max < 1.3')" = true ] ||
	fail "a loop uses so much of a processor: $(result busy '.metrics["tree.cpu.peak"].samples')"

# Steady growth is a leak; a warm-up, a saw-tooth or a constant is not.
cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 1, warmup: 0, sample: 20ms, leak: rss }
suite:
  - { name: rss, command: $PROGRAMS/leak rss 1200 }
  - { name: fds, command: $PROGRAMS/leak fds 1200, leak: fds }
  - { name: other, command: $PROGRAMS/leak rss 1200, leak: fds }
  - { name: warm, command: $PROGRAMS/leak warm 1200 }
  - { name: saw, command: $PROGRAMS/leak saw 1200 }
  - { name: flat, command: $PROGRAMS/leak flat 1200 }
  - { name: "off", command: $PROGRAMS/leak rss 1200, leak: off }
  - { name: short, command: $PROGRAMS/leak rss 100 }
END
expect_exit 3 "$BENCHCTL" run
for name in other warm saw flat off; do
	[ "$(result $name .status)" = ok ] || fail "$name failed: $(result $name .reason)"
done
[[ $(result rss .reason) =~ ^leaks\ [0-9.]+\ MiB\ per\ s\ \([0-9.]+\ to\ [0-9.]+\)$ ]] ||
	fail "the reason of rss is: $(result rss .reason)"
[[ $(result fds .reason) =~ ^leaks\ [0-9.]+\ open\ files\ per\ s\ \([0-9.]+\ to\ [0-9.]+\)$ ]] ||
	fail "the reason of fds is: $(result fds .reason)"
[[ $(result short .reason) == "leak: "*" samples of a run are too few, a decision needs 20"* ]] ||
	fail "the reason of short is: $(result short .reason)"
# A megabyte every 20 ms, or somewhat later on a busy machine.
[ "$(result rss '.metrics["leak.rss"] | .unit == "B/s" and (.samples | length == 1 and min > 5e6 and max < 55e6)')" \
	= true ] || fail "the slope is $(result rss '.metrics["leak.rss"]')"

for bad in "memory_limit: 64" "memory_limit: 1 KiB" "sample: 5" "sample: -1s"; do
	printf 'benchmark: { name: demo }\nsuite: [{ name: a, command: "true", %s }]\n' "$bad" >benchctl.yaml
	expect_exit 2 "$BENCHCTL" validate
done
