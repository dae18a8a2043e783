/* The family `cpu`: how fast the processors compute, one alone and all together. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "host/cpu_kernels.h"
#include "host/families.h"
#include "host/thread_team.h"

enum option_row { OPTION_KERNELS, OPTION_THREADS, OPTION_TIME, OPTION_AFFINITY };
static const struct benchctl_option options[] = {
	[OPTION_KERNELS] = { "kernels", "all",
		"kernels to run: int, float, sha256, hash, branchy, vector, or all",
		BENCHCTL_TEXT },
	[OPTION_THREADS] = { "threads", "auto",
		"threads of the sub-benchmark `all`; auto: one per processor that benchctl may use",
		BENCHCTL_TEXT },
	[OPTION_TIME] = { "time", "50ms", "how long each kernel runs for one sample", BENCHCTL_TIME,
		0, 1e-4, 60 },
	[OPTION_AFFINITY] = { "affinity", "true", "pin each thread to its own processor",
		BENCHCTL_FLAG },
};

static const struct benchctl_metric metrics[] = {
	{ "rate", "1/s", BENCHCTL_BETTER_HIGHER, 0 },
	{ "slowest_thread", "1/s", BENCHCTL_BETTER_NONE, 0 },
	{ "fastest_thread", "1/s", BENCHCTL_BETTER_NONE, 0 },
};
enum { THREADS_SHOWN = 64 };

struct state {
	struct machine_cpus cpus;
	struct thread_team team;
	size_t threads;
	unsigned kernels; /* bits of cpu_kernels */
	struct team_work work[MACHINE_THREADS_MAX];
};

static void note_setup(const struct state *s, struct benchctl_sink *sink)
{
	char quota[80] = "";

	if (s->cpus.quota > 0)
		snprintf(quota, sizeof quota, ", the control group grants %.3g", s->cpus.quota);
	family_note(sink, "%zu thread%s%s; benchctl may use %zu processor%s on %zu core%s%s",
		s->threads, text_s(s->threads), s->team.affinity ? ", pinned" : ", not pinned",
		s->cpus.n, text_s(s->cpus.n), s->cpus.cores, text_s(s->cpus.cores), quota);
	if (s->cpus.quota < (double)s->threads)
		family_warn(sink, "the quota of %.3g processors is too small for %zu thread%s%s",
			s->cpus.quota, s->threads, text_s(s->threads),
			s->threads > 1 ? "; give fewer threads" : "");
}

static int choose_kernels(unsigned *kernels, const char *text, struct benchctl_sink *sink)
{
	return family_choose(kernels, "kernels", text, cpu_kernels, CPU_KERNELS,
		sizeof *cpu_kernels, sink);
}

static int check_cpu(const union benchctl_value *v, struct benchctl_sink *sink)
{
	unsigned kernels;
	size_t threads;

	return machine_threads(&threads, NULL, v[OPTION_THREADS].text, sink) < 0
		? -1
		: choose_kernels(&kernels, v[OPTION_KERNELS].text, sink);
}

static int open_cpu(void **out, const union benchctl_value *v, struct benchctl_sink *sink)
{
	struct state *s = family_state(out, sizeof *s);

	if (machine_cpus(&s->cpus, "") < 0) {
		family_fail(sink, "cannot read which processors benchctl may use: %s",
			strerror(errno));
	} else if (machine_threads(&s->threads, &s->cpus, v[OPTION_THREADS].text, sink) == 0 &&
		choose_kernels(&s->kernels, v[OPTION_KERNELS].text, sink) == 0) {
		s->team = (struct thread_team){ &s->cpus, 1, v[OPTION_AFFINITY].count != 0,
			v[OPTION_TIME].number };
		note_setup(s, sink);
		return 0;
	}
	free(s);
	return -1;
}

static void run_kernel(struct team_work *w)
{
	const struct cpu_kernel *k = w->ctx;

	w->failed = k->run() != k->golden;
}

static double rate_of(const struct team_work *w)
{
	return (double)w->repetitions / ((double)w->seconds_ns * 1e-9);
}

static void emit_threads(struct benchctl_sink *sub, const struct team_work *work, size_t n)
{
	double slowest = rate_of(&work[0]), fastest = slowest;
	char name[32];

	for (size_t i = 0; i < n; i++) {
		double rate = rate_of(&work[i]);
		const struct benchctl_metric m = { name, "1/s", BENCHCTL_BETTER_NONE, 0 };

		slowest = rate < slowest ? rate : slowest;
		fastest = rate > fastest ? rate : fastest;
		snprintf(name, sizeof name, "thread.%zu", i);
		if (i < THREADS_SHOWN)
			sub->emit(sub, &m, rate);
	}
	sub->emit(sub, &metrics[1], slowest);
	sub->emit(sub, &metrics[2], fastest);
}

static int measure(struct state *s, const struct cpu_kernel *k, size_t n, const char *part,
	struct benchctl_sink *sink)
{
	struct benchctl_sink *sub;
	char name[64];
	double sum = 0;

	s->team.n = n;
	for (size_t i = 0; i < n; i++)
		s->work[i].ctx = (void *)(uintptr_t)k;
	if (thread_team_run(&s->team, run_kernel, s->work) < 0)
		return family_fail(sink, "cannot start %zu thread%s: %s", n, text_s(n),
			strerror(errno));
	for (size_t i = 0; i < n; i++) {
		if (s->work[i].failed)
			return family_fail(sink,
				"the kernel %s has a wrong checksum on processor %d; "
				"this machine does not compute reliably",
				k->name, s->cpus.v[i]);
		sum += rate_of(&s->work[i]);
	}
	/* Another edition is another benchmark: no baseline compares it with the old code. */
	if (k->edition > 1)
		snprintf(name, sizeof name, "%s.%u/%s", k->name, k->edition, part);
	else
		snprintf(name, sizeof name, "%s/%s", k->name, part);
	sub = sink->sub(sink, name);
	sub->emit(sub, &metrics[0], sum);
	family_note(sub, "%s, edition %u, checksum %016llx", k->what, k->edition,
		(unsigned long long)k->golden);
	if (n > 1)
		emit_threads(sub, s->work, n);
	return 0;
}

static int sample(void *state, uint32_t n, struct benchctl_sink *sink)
{
	struct state *s = state;

	(void)n;
	for (size_t i = 0; i < CPU_KERNELS; i++) {
		if (!(s->kernels >> i & 1))
			continue;
		if (measure(s, &cpu_kernels[i], 1, "single", sink) < 0 ||
			(s->threads > 1 &&
				measure(s, &cpu_kernels[i], s->threads, "all", sink) < 0))
			return -1;
	}
	return 1;
}

static int close_cpu(void *state, struct benchctl_sink *sink)
{
	(void)sink;
	free(state);
	return 0;
}

const struct benchctl_kind cpu_family = {
	FAMILY("cpu", "integer, floating-point, hash, branch and vector kernels", options, metrics),
	.resources = BENCHCTL_CPU,
	.check = check_cpu,
	.open = open_cpu,
	.sample = sample,
	.close = close_cpu,
};
