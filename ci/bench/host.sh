#!/usr/bin/env bash
# The built-in benchmarks beside other programs that measure the same with the same settings, in turns: sysbench,
# STREAM's rules in a plain C file, fio, iperf3, sockperf, perf bench, and a plain pointer chase. Prints the ratio of
# the best of each, because neighbours only make things worse, and for each metric its floor of noise: the half width
# of the middle 50% of samples, of the median.
# The same means: huge pages, memory that was just used, as long, on the same processor; and a separate server process
# on another processor.
# The bar is 5%, and 15% for disks; a ratio beyond it has an asterisk. A busy machine misses the bar. make bench-peers
# installs the programs.
# BENCHCTL=build/release/benchctl ROUNDS=7 TESTS=cpu,memory,syscall,disk,network DEPTH=1 (of disk; fio then has io_uring)
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"
size=$((128 << 20)) chase=$((1 << 20)) file=64
tests=${TESTS:-cpu,memory,syscall,disk,network} depth=${DEPTH:-1} engine=psync
[ "$depth" -eq 1 ] || engine=io_uring
wants() { [[ ,$tests, == *,$1,* ]]; }

compile stream -fno-tree-loop-distribute-patterns <<END
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
static double *array(void)
{
	void *v = mmap(NULL, $size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(v, $size, MADV_HUGEPAGE);
	return v;
}
int main(void)
{
	size_t n = $size / sizeof(double);
	double *a = array(), *b = array(), *c = array(), s = 0.41421356237309503;
	for (size_t i = 0; i < n; i++) a[i] = 1, b[i] = 2, c[i] = 0;
	for (int k = 0; k < 4; k++) {
		double t0 = now(), t1, t2, t3, t4;
		for (size_t i = 0; i < n; i++) c[i] = a[i];
		t1 = now();
		for (size_t i = 0; i < n; i++) b[i] = s * c[i];
		t2 = now();
		for (size_t i = 0; i < n; i++) c[i] = a[i] + b[i];
		t3 = now();
		for (size_t i = 0; i < n; i++) a[i] = b[i] + s * c[i];
		t4 = now();
		if (k) printf("%g %g %g %g\n", 2.0 * $size / (t1 - t0), 2.0 * $size / (t2 - t1), 3.0 * $size / (t3 - t2),
			3.0 * $size / (t4 - t3));
	}
	return a[n / 2] > 2;
}
END
compile chase <<END
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
int main(void)
{
	size_t n = $chase / 64;
	void **ring = aligned_alloc(1 << 21, 1 << 21), **p;
	madvise(ring, 1 << 21, MADV_HUGEPAGE);
	size_t *order = malloc(n * sizeof *order);
	struct timespec f, t;
	for (size_t i = 0; i < n; i++) order[i] = i;
	for (size_t i = n - 1; i > 0; i--) { size_t j = random() % i, h = order[i]; order[i] = order[j]; order[j] = h; }
	for (size_t i = 0; i < n; i++) ring[i * 8] = ring + order[i] * 8;
	p = ring;
	for (size_t i = 0; i < n; i++) p = *p;
	clock_gettime(CLOCK_MONOTONIC, &f);
	for (size_t i = 0; i < 2000000; i++) p = *p;
	clock_gettime(CLOCK_MONOTONIC, &t);
	printf("%g\n", ((t.tv_sec - f.tv_sec) + (t.tv_nsec - f.tv_nsec) * 1e-9) / 2000000 + (p == NULL));
}
END
# keep NAME VALUE: a value of the other program.
keep() { echo "$2" >>"peer.$1"; }
mapfile -t cpus < <(taskset -pc $$ | sed 's/.*: //; s/[-,]/\n/g')
cpu=${cpus[0]} other=${cpus[-1]}
listening() { until ss -ltn | grep -q ":$1"; do sleep 0.05; done; }
# own MODULE SETTING...: its samples.
own() {
	local module=$1
	shift
	"$benchctl" --tests "$module" -q --runs 3 "${@/#/--set=}" >/dev/null
}
on_one() { (taskset -pc "$cpu" "$BASHPID" >/dev/null && own "$@"); }

run_memory() {
	local copy scale add triad k
	own memory size=${size}B sizes=1MiB
	while read -r copy scale add triad; do
		keep memory.copy.single "$copy"
		keep memory.scale.single "$scale"
		keep memory.add.single "$add"
		keep memory.triad.single "$triad"
	done < <(taskset -c "$cpu" ./stream)
	for ((k = 0; k < 10; k++)); do keep memory.latency.1MiB "$(taskset -c "$cpu" ./chase)"; done
}
# perf_bench SUITE BENCHMARK CALLS OPTION...: seconds for a call.
perf_bench() {
	taskset -c "$cpu" perf bench -f simple "$1" "$2" -l "$3" "${@:4}" 2>/dev/null | awk -v n="$3" 'NF { print $1 / n }'
}
run_syscall() {
	local k
	on_one syscall time=5ms calls=getppid,pipe payload=4B
	have perf || return 0
	for ((k = 0; k < 3; k++)); do
		keep syscall.getppid "$(perf_bench syscall basic 200000)"
		keep syscall.pipe.same "$(perf_bench sched pipe 30000 -T)"
	done
}
run_disk() {
	local row name rw bs k
	own disk size=${file}MiB depth="$depth"
	have fio || return 0
	for row in seq_read:read:1M rand_read:randread:4k seq_write:write:1M rand_write:randwrite:4k; do
		IFS=: read -r name rw bs <<<"$row"
		for ((k = 0; k < 3; k++)); do
			keep "disk.$name" "$(fio --name=x --filename=fio.file --size=${file}M --rw="$rw" --bs="$bs" --direct=1 \
				--ioengine="$engine" --iodepth="$depth" --time_based --runtime=200ms --output-format=json |
				jq '[.jobs[0].read, .jobs[0].write] | map(.bw_bytes) | max')"
		done
	done
}
run_network() {
	taskset -c "$other" "$benchctl" peer --listen 127.0.0.1:7418 >/dev/null &
	listening 7418
	on_one network tests=tcp,latency time=1s peer=127.0.0.1:7418
	kill %%
	wait || true
	if have iperf3; then
		taskset -c "$other" iperf3 -s -1 -p 7419 -B 127.0.0.1 >/dev/null 2>&1 &
		listening 7419
		keep network.tcp "$(taskset -c "$cpu" iperf3 -c 127.0.0.1 -p 7419 -t 3 -i 1 -J |
			jq '[.intervals[].sum.bits_per_second] | max / 8')"
		wait
	fi
	if have sockperf; then
		taskset -c "$other" sockperf server --tcp -i 127.0.0.1 -p 7420 >/dev/null 2>&1 &
		listening 7420
		for _ in 1 2 3; do
			keep network.latency "$(taskset -c "$cpu" sockperf ping-pong --tcp -i 127.0.0.1 -p 7420 -m 64 -t 1 \
				--full-rtt 2>/dev/null | sed -n 's/.*percentile 50.000 = *//p' | awk '{ print $1 * 1e-6 }')"
		done
		kill %%
		wait || true
	fi
}

for ((i = 0; i < rounds; i++)); do
	for family in memory syscall disk network; do
		if wants $family; then run_$family; fi
	done
done
if wants cpu && have sysbench; then
	one=$(sysbench cpu --threads=1 --time=1 run | awk '/events per second/ { print $4 }')
	all=$(sysbench cpu --threads="$(nproc)" --time=1 run | awk '/events per second/ { print $4 }')
	"$benchctl" --tests cpu -q --runs 5 --set kernels=int >/dev/null
	awk -v one="$one" -v all="$all" 'BEGIN { printf "sysbench: all processors make %.2f of one\n", all / one }'
fi
python3 - <<'END'
import glob, json, os, statistics

samples, better = {}, {}
for path in glob.glob("results/run-*/run.json"):
    for result in json.load(open(path))["runs"][0]["results"]:
        if result["status"] == "ok":
            name, metric = next(iter(result["metrics"].items()))
            better[result["id"]] = min if metric["better"] == "lower" else max
            samples.setdefault(result["id"], []).extend(metric["samples"])


def noise(values):
    quarter = statistics.quantiles(values * 2, n=4)
    return (quarter[2] - quarter[0]) / 2 / statistics.median(values)


one, both = (samples.pop(f"cpu/int/{part}", None) for part in ("single", "all"))
if one and both:
    print(f"benchctl: all processors make {statistics.median(both) / statistics.median(one):.2f} of one")
print(f"{'':28} {'benchctl':>12} {'other':>12}  ratio   noise of each")
for key in sorted(samples):
    own, path = samples[key], "peer." + key.replace("/", ".")
    if not os.path.exists(path):
        print(f"{key:28} {better[key](own):12.4g} {'-':>12}      -   {noise(own):.1%}")
        continue
    other = [float(line) for line in open(path) if line.strip()]
    best, peer = better[key](own), better[key](other)
    bar = 0.15 if key.startswith("disk/") else 0.05
    mark = " " if abs(best / peer - 1) <= bar else "*"
    print(f"{key:28} {best:12.4g} {peer:12.4g} {best / peer:6.2f}{mark}"
          f"  {noise(own):.1%} {noise(other):.1%}")
END
