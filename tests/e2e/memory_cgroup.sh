#!/usr/bin/env bash
# memory_limit enforced by the kernel: in a cgroup inside ours. limits.sh tests what is the same everywhere.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v jq >/dev/null || skip "there is no jq"

# group CONTROLLERS: its path in /proc/self/cgroup.
group() {
	awk -F: -v want="$1" '{ n = split($2, c, ","); for (i = 1; i <= n || i == 1; i++) if (c[i] == want) {
		sub(/^[^:]*:[^:]*:/, ""); print; exit } }' /proc/self/cgroup
}
v1=/sys/fs/cgroup/memory$(group memory)
v2=/sys/fs/cgroup$(group "")
if mkdir "$v1/e2e.$$" 2>/dev/null && rmdir "$v1/e2e.$$"; then
	keeper="cgroup v1" own=$v1
elif [ -w "$v2/cgroup.subtree_control" ] && ! [ -e "$v2/cgroup.type" ] &&
	grep -qw memory "$v2/cgroup.controllers"; then # the root may have groups beside its processes
	keeper="cgroup v2" own=$v2
else
	skip "no memory cgroup can be made here: benchctl was only seen to look by itself (limits)"
fi
own=${own%/}

# result BENCHMARK FILTER: a value of the newest run.
result() {
	jq -r --arg id "$1" ".runs[0].results[] | select(.id == \$id) | $2" "$(newest)"
}
newest() {
	printf '%s\n' results/run-*/run.json | tail -n1
}
kept_by() {
	jq -r '.runs[0].memory_limit_by' "$(newest)"
}
groups() {
	find "$own" -mindepth 1 -maxdepth 1 -name 'benchctl.*'
}
expect_no_group() {
	wait_until eval '[ -z "$(groups)" ]'
}

new_repo
echo results >.gitignore
head -c $((96 << 20)) /dev/zero >file
cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 3, warmup: 0, memory_limit: 64 MiB, timeout: 60s }
suite:
  - { name: over, command: $PROGRAMS/allocate 400 }
  - { name: tree, command: $PROGRAMS/allocate 100 1234567 fork }
  - { name: parent, command: "$PROGRAMS/allocate 100; exec $PROGRAMS/allocate 1 1234568" }
  - { name: unmoved, command: "$PROGRAMS/allocate 100; true" }
  - { name: within, command: $PROGRAMS/allocate 20 }
  - { name: file, setup: "sync file; dd if=file iflag=nocache count=0", command: dd if=file of=/dev/null bs=1M }
  - { name: roomy, command: $PROGRAMS/allocate 200, memory_limit: 1 GiB }
END
kept=(within roomy file)
if [ "$(stat -f -c %T .)" = tmpfs ]; then # where a file is memory
	sed -i '/name: file,/d' benchctl.yaml
	kept=(within roomy)
fi
log=$E2E_DIR/log.jsonl
expect_exit 3 "$BENCHCTL" run --log-json "$log"
[ "$(kept_by)" = "$keeper" ] || fail "kept by $(kept_by), not $keeper"
for name in over tree parent unmoved; do
	[[ $(result $name .reason) == "memory_limit: "*" used 64.0 MiB of memory with a limit of 64.0 MiB (the \
program tried to use more; the kernel killed it by a cgroup) in sample 1"* ]] || fail "the reason of $name is: $(result $name .reason)"
done
for name in "${kept[@]}"; do
	[ "$(result "$name" .status)" = ok ] || fail "$name failed: $(result "$name" .reason)"
done
expect_no_process "allocate 100 1234567"
expect_no_process "allocate 1 1234568"
# The kernel's high-water mark.
jq -s -e --arg by "$keeper" '[.[] | select(.outcome == "over_memory")] | length == 4 and
	all(.seen_by == $by and .memory_B > 60e6 and .memory_B <= 67108864)' "$log" >/dev/null ||
	fail "the kernel saw more than the limit: $(cat "$log")"
expect_no_group

# Each run of a burst counts alone: only the twentieth exceeds the limit.
cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 60, warmup: 0, memory_limit: 16 MiB, shell: none }
suite:
  - { name: burst, command: [$PWD/often] }
  - { name: steady, command: $PROGRAMS/allocate 10 }
  - { name: unlimited, command: $PROGRAMS/allocate 30, memory_limit: 1 GiB }
END
cat >often <<END
#!/bin/sh
echo >>count
[ \$(wc -l <count) -ne 20 ] || exec $PROGRAMS/allocate 30
END
chmod +x often
expect_exit 3 "$BENCHCTL" run
[[ $(result burst .reason) == "memory_limit: "*"by a cgroup) in sample 20" ]] || fail "$(result burst .reason)"
for name in steady unlimited; do
	[ "$(result $name '.metrics.wall.samples | length')" = 60 ] || fail "$name: $(result $name .reason)"
done
expect_no_group

# Both sides of a paired comparison have the limit; here head exceeds it.
cat >benchctl.yaml <<END
benchmark: { name: demo }
build: "true"
defaults: { runs: 5, warmup: 0, memory_limit: 64 MiB }
suite:
  - { name: grows, command: ./tool }
END
printf '#!/bin/sh\nexec %s/allocate 10\n' "$PROGRAMS" >tool
chmod +x tool
commit "small"
git checkout -q -b change
sed -i 's/allocate 10/allocate 100/' tool
commit "large"
expect_exit 3 "$BENCHCTL" gate --against main
expect_contains "$OUT" "memory_limit: ./tool used 64.0 MiB of memory"
[ "$(kept_by)" = "$keeper" ] || fail "paired: kept by $(kept_by)"
expect_no_group

# No group remains, however benchctl ends; a group in use does not count as a leftover.
cat >benchctl.yaml <<END
benchmark: { name: demo }
defaults: { runs: 1, warmup: 0, memory_limit: 64 MiB }
suite:
  - { name: waits, command: "touch here; until [ -e go ]; do sleep 0.05; done; $PROGRAMS/allocate 200" }
END
git init -q other # where nobody waits for those who measure here
sed 's/touch here.*/true" }/' benchctl.yaml >other/benchctl.yaml
start() {
	rm -f here go
	env --default-signal=INT "$BENCHCTL" run >"$OUT" 2>"$ERR" &
	wait_until [ -e here ]
	[ -n "$(groups)" ] || fail "there is no group while it runs"
}
for signal in INT TERM KILL; do
	start
	kill -$signal $!
	wait $! || true
	expect_no_group
done
# If helper and benchctl both die, the next benchctl removes the group.
start
helper=$(pgrep -P $! benchctl-spawn)
scope=$(pgrep -P "$helper" benchctl-scope)
kill -STOP "$scope" "$helper" $! # so that none of them cleans up after another
kill -KILL "$scope" "$helper" $!
wait $! || true
[ -n "$(groups)" ] || fail "who has removed it?"
(cd other && expect_exit 0 "$BENCHCTL" run)
expect_no_group
# Two at once.
start
mine=$(groups)
(cd other && expect_exit 0 "$BENCHCTL" run && [ "$(kept_by)" = "$keeper" ])
[ "$(groups)" = "$mine" ] || fail "the group of another was taken away: $mine"
touch go
status=0
wait $! || status=$?
[ "$status" -eq 3 ] || fail "exit status $status"
[[ $(result waits .reason) == "memory_limit: "*"by a cgroup) in sample 1"* ]] || fail "$(result waits .reason)"
expect_no_group

# Version 2: alone in a group below the root, benchctl moves to a leaf and back.
if [ "$keeper" = "cgroup v2" ] && [ "$own" = /sys/fs/cgroup ]; then
	mkdir "$own/e2e.$$"
	cd other
	expect_exit 0 sh -c 'echo $$ >"$1/cgroup.procs" && exec "$2" run' sh "$own/e2e.$$" "$BENCHCTL"
	[ "$(kept_by)" = "$keeper" ] || fail "alone in a group: kept by $(kept_by)"
	# Not alone, it samples and does not move the other process.
	expect_exit 0 sh -c 'echo $$ >"$1/cgroup.procs" && "$2" run && grep -qx $$ "$1/cgroup.procs"' \
		sh "$own/e2e.$$" "$BENCHCTL"
	[ "$(kept_by)" = looking ] || fail "with others in a group: kept by $(kept_by)"
	rmdir "$own/e2e.$$" || fail "something is left in the group: $(ls "$own/e2e.$$")"
fi
