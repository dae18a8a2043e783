/* A baseline and a run, the file of each up to a NUL, are judged and reported. */
#include "fuzz_report.h"
#include "fuzz_run.h"

#include "model/suite.h"

static const struct metric_policy metrics[] = { { .item = { .key = "*" } } };

/* All metrics are judged; what is foreign here is the runs. */
static struct gate_policy gate_of(struct arena *mem)
{
	struct metric_policy *all = arena_alloc(mem, sizeof metrics);
	struct suite s;
	struct gate_policy gate;

	suite_default(&s, mem);
	gate = s.gate;
	memcpy(all, metrics, sizeof metrics);
	all->policy = gate.policy;
	gate.metrics = (struct items){ all, 1 };
	return gate;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct report_style style = { .unicode = true, .columns = 100 };
	FREES_ARENA struct arena mem = { 0 };
	const uint8_t *nul = n ? memchr(data, '\0', n) : NULL;
	size_t base_n = nul ? (size_t)(nul - data) : n;
	struct gate_policy gate = gate_of(&mem);
	const struct compare_options options = { .gate = &gate, .any_class = true };
	struct run_set base, head;
	struct comparison c = { .suite = "s", .tool = "0.1.0", .duration = (double)NAN };
	struct judge *judge;
	struct error err;

	if (fuzz_run_read(&base, &mem, (const char *)data, base_n, &err) < 0)
		return 0;
	if (!nul)
		head = base;
	else if (fuzz_run_read(&head, &mem, (const char *)nul + 1, n - base_n - 1, &err) < 0)
		return 0;
	if (head.n == 0)
		return 0;
	judge = judge_new(&mem);
	compare_runs(&c, &mem, judge, &base, &head.v[head.n - 1], &options);
	compare_confirm(&c, &mem, judge, &base, &head.v[0], &options);
	compare_conclude(&c);
	fuzz_json_report(&mem, &c, true);
	fuzz_reports(&mem, &c, &style);
	return 0;
}
