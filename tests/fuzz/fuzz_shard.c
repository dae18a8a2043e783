/* The runs of several machines, made one: what is united can be stored, and its order does not
 * depend on theirs. */
#include "fuzz.h"
#include "fuzz_run.h"

#include "model/run/shard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct run **runs, **turned;
	struct run out, other;
	struct run_set set, one, two;
	struct shard shard;
	struct error err = { 0 };

	if (fuzz_run_read(&set, &mem, (const char *)data, n, &err) < 0 || !set.n)
		return 0;
	runs = arena_array(&mem, set.n, sizeof *runs);
	turned = arena_array(&mem, set.n, sizeof *turned);
	for (size_t i = 0; i < set.n; i++) {
		runs[i] = turned[set.n - 1 - i] = &set.v[i];
		if (set.v[i].shard && !shard_parse(&shard, set.v[i].shard))
			FUZZ_CHECK(shard.i && shard.i <= shard.n && shard.n <= SHARDS_MAX);
	}
	if (shard_merge(&out, &mem, runs, set.n, &err) < 0) {
		FUZZ_CHECK(*err.text);
		FUZZ_CHECK(shard_merge(&other, &mem, turned, set.n, &err) < 0);
		return 0;
	}
	if (shard_merge(&other, &mem, turned, set.n, &err) < 0)
		die("in the other order: %s", err.text);
	FUZZ_CHECK(out.n == other.n);
	for (size_t i = 0; i < out.n; i++)
		FUZZ_SAME(out.v[i].id, other.v[i].id);
	one = two = (struct run_set){ .kind = "run", .suite = out.suite, .n = 1 };
	one.v = &out;
	two.v = &other;
	fuzz_run_keeps(&mem, &one);
	fuzz_run_keeps(&mem, &two);
	return 0;
}
