/* The family `disk`: sequential and random reads and writes of one file. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/rng.h"
#include "base/units.h"
#include "host/crew.h"
#include "host/disk_file.h"
#include "host/families.h"
#include "load/histogram.h"

enum option_row {
	OPTION_PATTERNS,
	OPTION_DIR,
	OPTION_SIZE,
	OPTION_QUOTA,
	OPTION_BLOCK,
	OPTION_DEPTH,
	OPTION_SYNC,
	OPTION_DIRECT,
	OPTION_TIME
};
static const struct benchctl_option options[] = {
	[OPTION_PATTERNS] = { "patterns", "all",
		"which: seq_read, seq_write, rand_read, rand_write, or all", BENCHCTL_TEXT, 0, 0,
		0 },
	[OPTION_DIR] = { "dir", ".", "folder on the disk that is measured", BENCHCTL_TEXT, 0, 0,
		0 },
	[OPTION_SIZE] = { "size", "256MiB", "bytes of the file, which has random data",
		BENCHCTL_SIZE, 0, 4096, 1e15 },
	[OPTION_QUOTA] = { "quota", "16GiB", "most that the file may have", BENCHCTL_SIZE, 0, 4096,
		1e15 },
	[OPTION_BLOCK] = { "block", "auto",
		"bytes of one read or write; auto: 1 MiB sequential, 4 KiB random", BENCHCTL_TEXT,
		0, 0, 0 },
	[OPTION_DEPTH] = { "depth", "1", "threads that read or write at the same time",
		BENCHCTL_COUNT, 0, 1, MACHINE_THREADS_MAX },
	[OPTION_SYNC] = { "sync", "none", "after each write: none, fsync or fdatasync",
		BENCHCTL_TEXT, 0, 0, 0 },
	[OPTION_DIRECT] = { "direct", "auto",
		"O_DIRECT: true, false, or auto (if the file system takes it)", BENCHCTL_TEXT, 0, 0,
		0 },
	[OPTION_TIME] = { "time", "200ms", "how long each pattern runs for one sample",
		BENCHCTL_TIME, 0, 1e-4, 60 },
};
static const struct benchctl_metric metrics[] = {
	{ "bandwidth", "B/s", BENCHCTL_BETTER_HIGHER, 0 },
	{ "latency", "s", BENCHCTL_BETTER_LOWER, 0 },
};

enum { PATTERNS = 4 };
static const struct pattern {
	const char *name;
	bool random, writes;
} patterns[PATTERNS] = {
	{ "seq_read", false, false },
	{ "seq_write", false, true },
	{ "rand_read", true, false },
	{ "rand_write", true, true },
};

enum sync { SYNC_NONE, SYNC_FSYNC, SYNC_FDATASYNC };

struct worker {
	struct state *state;
	struct rng rng;
	uint64_t at; /* the next block of a sequence */
	char *block;
	struct histogram *h;
	int error;
};

struct state {
	struct arena mem;
	struct disk_file file;
	struct crew crew;
	unsigned patterns;
	uint64_t block; /* B; 0: by pattern */
	enum sync sync;
	struct worker workers[MACHINE_THREADS_MAX];
	struct crew_work work[MACHINE_THREADS_MAX];
	/* Of the pattern that runs: */
	const struct pattern *now;
	uint64_t bytes; /* of one read or write */
};

static int choose(const char *option, const char *text, const char *const *names, size_t n,
	struct benchctl_sink *sink)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], text) == 0)
			return (int)i;
	return family_fail(sink, "%s: '%s' is not %s, %s or %s", option, text, names[0], names[1],
		names[2]);
}

static uint64_t block_of(const struct state *s, const struct pattern *p)
{
	return s->block ? s->block : p->random ? 4096 : 1 << 20;
}

static int choose_block(struct state *s, const char *text, struct benchctl_sink *sink)
{
	const char *why = "is 0";
	double bytes = 0;

	if (strcmp(text, "auto") != 0 &&
		(!quantity_parse(&bytes, DIM_SIZE, text, &why) || bytes < 1))
		return family_fail(sink, "block: '%s' %s", text, why);
	s->block = (uint64_t)bytes;
	for (size_t i = 0; i < PATTERNS; i++) {
		uint64_t block = block_of(s, &patterns[i]);

		if (!(s->patterns >> i & 1))
			continue;
		if (block > s->file.size)
			return family_fail(sink,
				"block: a block of %" PRIu64 " B does not fit the file's %" PRIu64
				" B",
				block, s->file.size);
		if (block % s->file.align)
			return family_fail(sink,
				"block: O_DIRECT needs a multiple of %zu B here, "
				"and the block has %" PRIu64 " B; give direct=false",
				s->file.align, block);
	}
	return 0;
}

static int make_workers(struct state *s, struct benchctl_sink *sink)
{
	size_t most = s->block > 1 << 20 ? (size_t)s->block : 1 << 20;

	for (size_t i = 0; i < s->crew.n; i++) {
		struct worker *w = &s->workers[i];
		void *block = NULL;

		if (posix_memalign(&block, s->file.align > 4096 ? s->file.align : 4096, most) != 0)
			return sink->fail(sink, "there is not enough memory for the blocks");
		*w = (struct worker){ .state = s, .rng = rng_seeded(i + 1), .block = block };
		w->h = histogram_new(&s->mem);
		for (size_t k = 0; k + 8 <= most; k += 8) {
			uint64_t word = rng_next(&w->rng);

			memcpy(w->block + k, &word, sizeof word);
		}
		s->work[i].ctx = w;
	}
	return 0;
}

static int close_disk(void *state, struct benchctl_sink *sink)
{
	struct state *s = state;

	(void)sink;
	for (size_t i = 0; i < MACHINE_THREADS_MAX; i++)
		free(s->workers[i].block);
	if (s->file.fd >= 0)
		close(s->file.fd);
	arena_free(&s->mem);
	free(s);
	return 0;
}

static int prepare(struct state *s, const union benchctl_value *v, struct benchctl_sink *sink)
{
	static const char *const directs[] = { "auto", "true", "false" };
	static const char *const syncs[] = { "none", "fsync", "fdatasync" };
	uint64_t size = (uint64_t)v[OPTION_SIZE].number;
	const char *names[PATTERNS];
	int direct = choose("direct", v[OPTION_DIRECT].text, directs, 3, sink);
	int sync = choose("sync", v[OPTION_SYNC].text, syncs, 3, sink);

	for (size_t i = 0; i < PATTERNS; i++)
		names[i] = patterns[i].name;
	if (direct < 0 || sync < 0 ||
		family_choose(&s->patterns, "patterns", v[OPTION_PATTERNS].text, names, PATTERNS,
			sink) < 0)
		return -1;
	if (v[OPTION_SIZE].number > v[OPTION_QUOTA].number)
		return sink->fail(sink, "size: is more than the quota; nothing was written");
	s->sync = (enum sync)sync;
	s->crew = (struct crew){ .n = v[OPTION_DEPTH].count, .time = v[OPTION_TIME].number };
	if (disk_file_open(&s->file, v[OPTION_DIR].text, size, (enum disk_direct)direct, sink) <
		0) {
		s->file.fd = -1;
		return -1;
	}
	return choose_block(s, v[OPTION_BLOCK].text, sink) < 0 ? -1 : make_workers(s, sink);
}

static int open_disk(void **out, const union benchctl_value *v, struct benchctl_sink *sink)
{
	struct state *s = calloc(1, sizeof *s);

	*out = s;
	if (!s)
		return sink->fail(sink, "there is no memory left");
	s->file.fd = -1;
	if (prepare(s, v, sink) == 0)
		return 0;
	close_disk(s, sink);
	return -1;
}

/* The offset of the next block. Each thread has its own part of a sequence. */
static off_t next(struct worker *w)
{
	const struct state *s = w->state;
	uint64_t blocks = s->file.size / s->bytes;

	if (s->now->random)
		return (off_t)(rng_below(&w->rng, blocks) * s->bytes);
	return (off_t)(w->at++ % blocks * s->bytes);
}

static void operate(struct crew_work *work)
{
	struct worker *w = work->ctx;
	const struct state *s = w->state;
	off_t at = next(w);
	uint64_t before = clock_ns();
	ssize_t n;

	if (s->now->writes)
		n = pwrite(s->file.fd, w->block, s->bytes, at);
	else
		n = pread(s->file.fd, w->block, s->bytes, at);
	w->error = n < 0 ? errno : n == (ssize_t)s->bytes ? 0 : EIO;
	if (!w->error && s->now->writes && s->sync != SYNC_NONE &&
		(s->sync == SYNC_FSYNC ? fsync : fdatasync)(s->file.fd) < 0)
		w->error = errno;
	histogram_add(w->h, clock_ns() - before);
	work->failed = w->error != 0;
}

static void begin(struct state *s, const struct pattern *p)
{
	uint64_t blocks;

	s->now = p;
	s->bytes = block_of(s, p);
	blocks = s->file.size / s->bytes;
	for (size_t i = 0; i < s->crew.n; i++) {
		memset(s->workers[i].h, 0, sizeof *s->workers[i].h);
		s->workers[i].at = blocks * i / s->crew.n;
	}
	if (!s->file.direct && !p->writes)
		disk_file_invalidate(&s->file);
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
		"%s, %s, blocks of %" PRIu64 " B, depth %zu, %s; the device got %s of the bytes",
		s->file.fs_type, s->file.direct ? "O_DIRECT" : "buffered", s->bytes, s->crew.n,
		syncs[s->sync], share);
	if (known && s->file.direct && (double)device < 0.5 * (double)bytes)
		sub->warn(sub,
			"O_DIRECT was accepted, but the device saw less than half of the "
			"bytes: this measures a cache");
}

static int measure(struct state *s, const struct pattern *p, struct benchctl_sink *sink)
{
	uint64_t before[2] = { 0 }, after[2] = { 0 }, bytes = 0, longest = 1;
	struct benchctl_sink *sub;
	bool known;

	begin(s, p);
	known = disk_file_device_bytes(&before[0], &before[1]);
	if (crew_run(&s->crew, operate, s->work) < 0)
		return family_fail(sink, "cannot start %zu threads: %s", s->crew.n,
			strerror(errno));
	known = disk_file_device_bytes(&after[0], &after[1]) && known;
	for (size_t i = 0; i < s->crew.n; i++) {
		const struct crew_work *w = &s->work[i];

		if (s->workers[i].error)
			return family_fail(sink, "%s: cannot %s the file: %s", p->name,
				p->writes ? "write" : "read", strerror(s->workers[i].error));
		bytes += w->rounds * s->bytes;
		longest = w->seconds_ns > longest ? w->seconds_ns : longest;
		if (i)
			histogram_merge(s->workers[0].h, s->workers[i].h);
	}
	sub = sink->sub(sink, p->name);
	sub->emit(sub, &metrics[0], (double)bytes / ((double)longest * 1e-9));
	family_histogram(sub, &metrics[1], s->workers[0].h, 1);
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
	.open = open_disk,
	.sample = sample,
	.close = close_disk,
};
