/* The family `disk`: sequential and random reads and writes of one file. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/rng.h"
#include "base/text.h"
#include "base/units.h"
#include "host/disk_parts.h"
#include "host/families.h"
#include "load/histogram.h"

enum option_row {
	OPTION_PATTERNS,
	OPTION_DIR,
	OPTION_SIZE,
	OPTION_QUOTA,
	OPTION_BLOCK,
	OPTION_DEPTH,
	OPTION_ENGINE,
	OPTION_SYNC,
	OPTION_DIRECT,
	OPTION_TIME
};
static const struct benchctl_option options[] = {
	[OPTION_PATTERNS] = { "patterns", "all",
		"patterns to run: seq_read, seq_write, rand_read, rand_write, or all",
		BENCHCTL_TEXT },
	[OPTION_DIR] = { "dir", ".", "folder on the disk to measure", BENCHCTL_TEXT },
	[OPTION_SIZE] = { "size", "256MiB", "size of the file, which is filled with random data",
		BENCHCTL_SIZE, 0, 4096, 1e15 },
	[OPTION_QUOTA] = { "quota", "16GiB", "maximum size of the file", BENCHCTL_SIZE, 0, 4096,
		1e15 },
	[OPTION_BLOCK] = { "block", "auto",
		"bytes of one read or write; auto: 1 MiB sequential, 4 KiB random", BENCHCTL_TEXT },
	[OPTION_DEPTH] = { "depth", "1", "reads or writes at the same time", BENCHCTL_COUNT, 0, 1,
		MACHINE_THREADS_MAX },
	[OPTION_ENGINE] = { "engine", "auto",
		"how benchctl reads and writes: threads, io_uring, or auto (io_uring "
		"for a depth above 1, if the kernel has it)",
		BENCHCTL_TEXT },
	[OPTION_SYNC] = { "sync", "none", "after each write: none, fsync or fdatasync",
		BENCHCTL_TEXT },
	[OPTION_DIRECT] = { "direct", "auto",
		"use O_DIRECT: true, false, or auto (if the file system accepts it)",
		BENCHCTL_TEXT },
	[OPTION_TIME] = { "time", "200ms", "how long each pattern runs for one sample",
		BENCHCTL_TIME, 0, 1e-4, 60 },
};
static const struct benchctl_metric metrics[] = {
	{ "bandwidth", "B/s", BENCHCTL_BETTER_HIGHER, 0 },
	{ "latency", "s", BENCHCTL_BETTER_LOWER, 0 },
};

enum { PATTERNS = 4 };
static const struct disk_pattern patterns[PATTERNS] = {
	{ "seq_read", false, false },
	{ "seq_write", false, true },
	{ "rand_read", true, false },
	{ "rand_write", true, true },
};

struct state {
	struct arena mem;
	struct disk_run run;
	unsigned patterns;
	uint64_t block; /* B; 0: by pattern */
};

static int choose(const char *option, const char *text, const char *const names[4],
	struct benchctl_sink *sink)
{
	int which = text_choice(names, text);

	return which >= 0 ? which
			  : family_fail(sink, "%s: '%s' is not %s, %s or %s", option, text,
				    names[0], names[1], names[2]);
}

static uint64_t block_of(const struct state *s, const struct disk_pattern *p)
{
	return s->block ? s->block : p->random ? 4096 : 1 << 20;
}

/* What the options say in words, and a block of `auto` as 0. */
struct choices {
	int direct, sync, engine;
	unsigned patterns;
	double block;
};

static int choose_all(struct choices *c, const union benchctl_value *v, struct benchctl_sink *sink)
{
	static const char *const directs[] = { "auto", "true", "false", NULL };
	static const char *const syncs[] = { "none", "fsync", "fdatasync", NULL };
	static const char *const engines[] = { "auto", "threads", "io_uring", NULL };
	const char *block = v[OPTION_BLOCK].text, *why = "is less than one byte";

	c->direct = choose("direct", v[OPTION_DIRECT].text, directs, sink);
	c->sync = choose("sync", v[OPTION_SYNC].text, syncs, sink);
	c->engine = choose("engine", v[OPTION_ENGINE].text, engines, sink);
	c->block = 0;
	if (c->direct < 0 || c->sync < 0 || c->engine < 0 ||
		family_choose(&c->patterns, "patterns", v[OPTION_PATTERNS].text, patterns, PATTERNS,
			sizeof *patterns, sink) < 0)
		return -1;
	if (strcmp(block, "auto") != 0 &&
		(!quantity_parse(&c->block, DIM_SIZE, block, &why) || c->block < 1))
		return family_fail(sink, "block: '%s' %s", block, why);
	return 0;
}

static int check_disk(const union benchctl_value *v, struct benchctl_sink *sink)
{
	struct choices ignored;

	return choose_all(&ignored, v, sink);
}

static int choose_block(struct state *s, double bytes, uint64_t size, struct benchctl_sink *sink)
{
	s->block = (uint64_t)fmin(bytes, 1e15); /* as much as a size */
	for (size_t i = 0; i < PATTERNS; i++)
		if (s->patterns >> i & 1 && block_of(s, &patterns[i]) > size)
			return family_fail(sink,
				"block: a block of %" PRIu64 " B is larger than the file, %" PRIu64
				" B",
				block_of(s, &patterns[i]), size);
	return 0;
}

static int check_alignment(const struct state *s, struct benchctl_sink *sink)
{
	for (size_t i = 0; i < PATTERNS; i++)
		if (s->patterns >> i & 1 && block_of(s, &patterns[i]) % s->run.file.align)
			return family_fail(sink,
				"block: O_DIRECT needs a multiple of %zu B here, "
				"but the block has %" PRIu64 " B; give direct=false",
				s->run.file.align, block_of(s, &patterns[i]));
	return 0;
}

static int make_workers(struct state *s, struct benchctl_sink *sink)
{
	size_t most = s->block > 1 << 20 ? (size_t)s->block : 1 << 20;

	for (size_t i = 0; i < s->run.team.n; i++) {
		struct disk_worker *w = &s->run.workers[i];
		void *block = NULL;

		if (posix_memalign(&block, s->run.file.align > 4096 ? s->run.file.align : 4096,
			    most) != 0)
			return sink->fail(sink, "there is not enough memory for the blocks");
		*w = (struct disk_worker){
			.run = &s->run, .rng = rng_seeded(i + 1), .block = block
		};
		w->h = histogram_new(&s->mem);
		rng_fill(&w->rng, w->block, most);
		s->run.work[i].ctx = w;
	}
	return 0;
}

static int close_disk(void *state, struct benchctl_sink *sink)
{
	struct state *s = state;

	(void)sink;
	disk_ring_close(s->run.ring); /* it may still use the blocks */
	for (size_t i = 0; i < MACHINE_THREADS_MAX; i++)
		free(s->run.workers[i].block);
	if (s->run.file.fd >= 0)
		close(s->run.file.fd);
	arena_free(&s->mem);
	free(s);
	return 0;
}

static int open_engine(struct state *s, int engine, struct benchctl_sink *sink)
{
	const char *why;

	if (engine == 1 || (engine == 0 && s->run.team.n == 1))
		return 0;
	why = disk_ring_open(&s->run.ring, s->run.team.n);
	if (!why || engine == 0)
		return 0;
	return family_fail(sink, "engine: io_uring cannot be used: %s; give engine=threads", why);
}

static int prepare(struct state *s, const union benchctl_value *v, struct benchctl_sink *sink)
{
	uint64_t size = (uint64_t)v[OPTION_SIZE].number;
	struct choices chosen;

	if (choose_all(&chosen, v, sink) < 0)
		return -1;
	if (v[OPTION_SIZE].number > v[OPTION_QUOTA].number)
		return sink->fail(sink,
			"size: is above quota:, so nothing was written; give a smaller size "
			"or a larger quota");
	s->patterns = chosen.patterns;
	s->run.sync = (enum disk_sync)chosen.sync;
	s->run.team = (struct thread_team){ .n = v[OPTION_DEPTH].count,
		.time = v[OPTION_TIME].number };
	if (choose_block(s, chosen.block, size, sink) < 0 ||
		open_engine(s, chosen.engine, sink) < 0)
		return -1;
	if (disk_file_open(&s->run.file, v[OPTION_DIR].text, size, (enum disk_direct)chosen.direct,
		    sink) < 0) {
		s->run.file.fd = -1;
		return -1;
	}
	return check_alignment(s, sink) < 0 ? -1 : make_workers(s, sink);
}

static int open_disk(void **out, const union benchctl_value *v, struct benchctl_sink *sink)
{
	struct state *s = family_state(out, sizeof *s);

	s->run.file.fd = -1;
	if (prepare(s, v, sink) == 0)
		return 0;
	close_disk(s, sink);
	return -1;
}

/* What the kernel says of the device, so that a cache below is not taken for a disk. */
static void note_method(const struct state *s, uint64_t device, bool known, uint64_t bytes,
	struct benchctl_sink *sub)
{
	static const char *const syncs[] = { "no sync", "fsync", "fdatasync" };
	char share[64] = "unknown";

	if (known)
		snprintf(share, sizeof share, "%.0f%%", 100 * (double)device / (double)bytes);
	family_note(sub,
		"%s, %s, blocks of %" PRIu64 " B, depth %zu%s, %s; the device got %s of the bytes",
		s->run.file.fs_type, s->run.file.direct ? "O_DIRECT" : "buffered", s->run.bytes,
		s->run.team.n,
		s->run.ring                 ? " with io_uring"
			: s->run.team.n > 1 ? " with threads"
					    : "",
		syncs[s->run.sync], share);
	if (known && s->run.file.direct && (double)device < 0.5 * (double)bytes)
		sub->warn(sub,
			"O_DIRECT was accepted, but the device saw less than half of the "
			"bytes: this measures a cache");
}

static int measure(struct state *s, const struct disk_pattern *p, struct benchctl_sink *sink)
{
	uint64_t before[2] = { 0 }, after[2] = { 0 }, bytes = 0, longest = 1;
	struct benchctl_sink *sub;
	bool known;

	known = disk_file_device_bytes(&before[0], &before[1]);
	if (disk_run(&s->run, p, block_of(s, p)) < 0)
		return family_fail(sink, "cannot start %zu read%s or write%s: %s", s->run.team.n,
			text_s(s->run.team.n), text_s(s->run.team.n), strerror(errno));
	known = disk_file_device_bytes(&after[0], &after[1]) && known;
	for (size_t i = 0; i < s->run.team.n; i++) {
		const struct team_work *w = &s->run.work[i];

		if (s->run.workers[i].error)
			return family_fail(sink, "%s: cannot %s the file: %s", p->name,
				p->writes ? "write" : "read", strerror(s->run.workers[i].error));
		bytes += w->repetitions * s->run.bytes;
		longest = w->seconds_ns > longest ? w->seconds_ns : longest;
		if (i)
			histogram_merge(s->run.workers[0].h, s->run.workers[i].h);
	}
	sub = sink->sub(sink, p->name);
	sub->emit(sub, &metrics[0], (double)bytes / ((double)longest * 1e-9));
	family_histogram(sub, &metrics[1], s->run.workers[0].h, 1);
	note_method(s, after[p->writes] - before[p->writes], known, bytes, sub);
	return 0;
}

static int sample(void *state, uint32_t n, struct benchctl_sink *sink)
{
	struct state *s = state;

	(void)n;
	for (size_t i = 0; i < PATTERNS; i++)
		if (s->patterns >> i & 1 && measure(s, &patterns[i], sink) < 0)
			return -1;
	return 1;
}

const struct benchctl_kind disk_family = {
	FAMILY("disk", "sequential and random reads and writes of a file", options, metrics),
	.resources = BENCHCTL_DISK,
	.check = check_disk,
	.open = open_disk,
	.sample = sample,
	.close = close_disk,
};
