#include "app/doctor/doctor.h"

#include <linux/magic.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>

#include "app/app.h"
#include "app/doctor/doctor_own.h"
#include "base/text.h"
#include "base/units.h"
#include "process/procfs.h"

#define SPREAD_GOOD 0.05 /* by which the same work may differ */
#define SHARE_GOOD  0.05 /* of a processor, for others */
#define CLOCK_SLOW  2e-7 /* s: then the clock is read by a system call */

const char *const finding_states[] = { "good", "worse", "unknown" };

/* The first line of a file below root; NULL: it cannot be read. */
static const char *line_of(const struct doctor *d, const char *path)
{
	char text[4096];

	if (!procfs_read(text, sizeof text, arena_printf(d->mem, "%s%s", d->root, path)))
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return arena_string(d->mem, text);
}

static const char *share(const struct doctor *d, double ratio)
{
	return quantity_text(d->mem, ratio, DIM_RATIO);
}

static const char *duration(const struct doctor *d, double seconds)
{
	return isnan(seconds) ? "unknown" : quantity_text(d->mem, seconds, DIM_TIME);
}

static void judge(struct finding *f, bool known, bool worse, const char *remedy)
{
	f->state = !known ? FINDING_UNKNOWN : worse ? FINDING_WORSE : FINDING_GOOD;
	f->remedy = f->state == FINDING_WORSE ? remedy : NULL;
}

/* The check of a file that should have one text. */
static void want(const struct doctor *d, struct finding *f, const char *path, const char *good,
	const char *remedy)
{
	const char *have = line_of(d, path);

	judge(f, have, !text_equal(have, good), remedy);
	f->what = have ? have : "the kernel does not say";
}

static void check_noise(const struct doctor *d, struct finding *f)
{
	double spread = d->measures.spread;

	judge(f, !isnan(spread), spread > SPREAD_GOOD, NULL);
	f->what = "repetitions of the same work";
	if (!isnan(spread))
		f->measured = arena_printf(d->mem,
			"1 in 20 takes at least %s longer than the median", share(d, spread));
}

static void check_processors(const struct doctor *d, struct finding *f)
{
	judge(f, true, d->cpus.n == 1, NULL);
	f->what = arena_printf(d->mem, "benchctl may use %zu processor%s on %zu core%s", d->cpus.n,
		text_s(d->cpus.n), d->cpus.cores, text_s(d->cpus.cores));
	if (d->cpus.n == 1)
		f->measured = "a benchmark shares its processor with benchctl and the system";
}

static void check_governor(const struct doctor *d, struct finding *f)
{
	want(d, f, "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance",
		"sudo cpupower frequency-set -g performance");
	if (!isnan(d->measures.ramp))
		f->measured = arena_printf(d->mem,
			"the first tenth of 0.3 s is %s slower than the last",
			share(d, fmax(d->measures.ramp, 0)));
}

static void check_turbo(const struct doctor *d, struct finding *f)
{
	want(d, f, "/sys/devices/system/cpu/intel_pstate/no_turbo", "1",
		"echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo");
	if (f->state == FINDING_UNKNOWN)
		want(d, f, "/sys/devices/system/cpu/cpufreq/boost", "0",
			"echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost");
	if (f->state != FINDING_UNKNOWN)
		f->what = f->state == FINDING_GOOD ? "off"
						   : "on: speed depends on heat and on "
						     "other processors";
}

static void check_smt(const struct doctor *d, struct finding *f)
{
	want(d, f, "/sys/devices/system/cpu/smt/active", "0",
		"echo off | sudo tee /sys/devices/system/cpu/smt/control");
	if (f->state != FINDING_UNKNOWN)
		f->what = f->state == FINDING_GOOD ? "off" : "on: two processors share a core";
	if (!isnan(d->measures.sibling))
		f->measured = arena_printf(d->mem,
			"while the other thread of its core is busy, work takes %s longer",
			share(d, fmax(d->measures.sibling, 0)));
}

static void check_quota(const struct doctor *d, struct finding *f)
{
	double times = d->measures.after.throttled - d->measures.before.throttled;

	judge(f, true, !isnan(d->cpus.quota),
		"run the job without a CPU limit (docker run without --cpus)");
	f->what = isnan(d->cpus.quota)
		? "none"
		: arena_printf(d->mem, "the control group grants %.3g processors", d->cpus.quota);
	if (times > 0)
		f->measured = arena_printf(d->mem,
			"the quota ran out %.0f time%s, which stopped the group for %s", times,
			text_s((uint64_t)times),
			duration(d, d->measures.after.held - d->measures.before.held));
}

static void check_steal(const struct doctor *d, struct finding *f)
{
	const struct contention *a = &d->measures.before, *b = &d->measures.after;
	double all = b->all - a->all,
	       stolen = all > 0 ? (b->stolen - a->stolen) / all : (double)NAN;

	judge(f, !isnan(stolen), stolen > 0.01, "use a machine with dedicated processors");
	f->what = isnan(stolen) ? "the kernel does not say"
				: "processor time for other virtual machines";
	if (!isnan(stolen))
		f->measured = share(d, stolen);
}

static void check_neighbours(const struct doctor *d, struct finding *f)
{
	const struct doctor_measures *m = &d->measures;
	double waited = (m->after.waited - m->before.waited) / m->passed;
	bool busy = m->busiest && m->busiest_share > SHARE_GOOD;

	judge(f, true, busy || waited > SHARE_GOOD,
		busy ? "stop that process, or move it to other processors: taskset -p; or "
		       "set cpus: in benchctl.yaml"
		     : NULL);
	f->what = busy ? arena_printf(d->mem, "%s used %s of a processor", m->busiest,
				 share(d, m->busiest_share))
		       : "no other process used much of a processor";
	if (!isnan(waited))
		f->measured = arena_printf(d->mem,
			"processes waited for a processor %s of the time",
			share(d, fmin(waited, 1)));
}

static void check_swap(const struct doctor *d, struct finding *f)
{
	const char *path = arena_printf(d->mem, "%s/proc/meminfo", d->root);
	char text[8192];
	bool known = procfs_read(text, sizeof text, path);
	double total = known ? procfs_number(text, "SwapTotal:") : 0,
	       used = known ? total - procfs_number(text, "SwapFree:") : 0;

	judge(f, known, used > 0, "sudo swapoff -a");
	f->what = !known ? "the kernel does not say"
		: total > 0
		? arena_printf(d->mem, "%.0f of %.0f MiB are used", used / 1024, total / 1024)
		: "none";
}

static void check_counters(const struct doctor *d, struct finding *f)
{
	const char *level = line_of(d, "/proc/sys/kernel/perf_event_paranoid");
	long n = level ? strtol(level, NULL, 10) : 0;

	judge(f, level, n > 2, "sudo sysctl kernel.perf_event_paranoid=2");
	f->what = !level ? "this kernel has no performance events"
			 : arena_printf(d->mem, "perf_event_paranoid is %ld", n);
}

static void check_aslr(const struct doctor *d, struct finding *f)
{
	const char *level = line_of(d, "/proc/sys/kernel/randomize_va_space");

	judge(f, level, level && *level == '0', "sudo sysctl kernel.randomize_va_space=2");
	f->what = !level ? "the kernel does not say"
		: *level == '0'
		? "off: all processes have the same memory layout, so a change of the "
		  "layout looks like a change of speed"
		: "on: samples come from many memory layouts";
}

static void check_clock(const struct doctor *d, struct finding *f)
{
	const char *source = line_of(d,
		"/sys/devices/system/clocksource/clocksource0/current_clocksource");

	judge(f, true, d->measures.clock > CLOCK_SLOW,
		"echo tsc | sudo tee "
		"/sys/devices/system/clocksource/clocksource0/current_clocksource");
	f->what = source ? source : "the kernel does not say which";
	f->measured = arena_printf(d->mem, "one reading takes %s", duration(d, d->measures.clock));
}

static void check_heat(const struct doctor *d, struct finding *f)
{
	double heat = d->measures.after.heat;

	judge(f, !isnan(heat), heat > 0, NULL);
	f->what = isnan(heat) ? "the kernel does not say"
			      : "how often heat slowed the processors since boot";
	if (!isnan(heat))
		f->measured = arena_printf(d->mem, "%.0f time%s", heat, text_s((uint64_t)heat));
}

static void check_folder(const struct doctor *d, struct finding *f)
{
	struct statfs fs;
	bool known = statfs(".", &fs) == 0, memory = known && fs.f_type == TMPFS_MAGIC,
	     layered = known && fs.f_type == OVERLAYFS_SUPER_MAGIC;

	judge(f, true, memory || layered,
		"put the repository on a file system of a disk, such as a mounted volume");
	f->what = memory  ? "tmpfs: files are in memory, and count as memory"
		: layered ? "overlay: the first write of a file copies it"
			  : "a disk";
	f->measured = arena_printf(d->mem, "a write of 4 KiB with fsync takes %s",
		duration(d, d->measures.sync));
}

/* In the order of the report. */
static const struct {
	const char *name;
	void (*examine)(const struct doctor *d, struct finding *f);
} checks[] = {
	{ "noise", check_noise },
	{ "processors", check_processors },
	{ "governor", check_governor },
	{ "turbo", check_turbo },
	{ "smt", check_smt },
	{ "quota", check_quota },
	{ "steal", check_steal },
	{ "neighbours", check_neighbours },
	{ "heat", check_heat },
	{ "swap", check_swap },
	{ "clock", check_clock },
	{ "counters", check_counters },
	{ "aslr", check_aslr },
	{ "folder", check_folder },
};

int app_doctor(struct diagnosis *out, struct app *app, const char *root, struct error *err)
{
	struct doctor d = { .mem = &app->mem, .root = root };

	*out = (struct diagnosis){ 0 };
	if (machine_cpus(&d.cpus, root) < 0)
		return error_exit(err, EXIT_MEASURE,
			"cannot determine which processors this process may use");
	doctor_measure(&d);
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct finding *f = ARENA_PUSH(&app->mem, out);

		f->name = checks[i].name;
		checks[i].examine(&d, f);
	}
	return 0;
}
