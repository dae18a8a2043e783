/* benchctl.yaml, with every kind of benchmark there is. */
#include "fuzz.h"

#include "base/text.h"
#include "measure/task.h"
#include "model/suite.h"

/* A file that names another one depends on what lies around here. */
static bool includes(struct arena *mem, const uint8_t *data, size_t n)
{
	return strstr(fuzz_text(mem, data, n), "include") || memchr(data, '\0', n);
}

static void check_good(struct suite *s)
{
	FUZZ_CHECK(s->n && s->name && !suite_name_fault(s->name));
	for (size_t i = 0; i < s->n; i++) {
		const struct benchmark *b = &s->v[i];
		struct policy p = policy_for(&s->gate, b->id, "wall", true);

		FUZZ_CHECK(!benchmark_id_fault(b->id) && b->kind && b->options);
		FUZZ_CHECK(b->life.schedule.runs.min >= 1 &&
			b->life.schedule.runs.min <= b->life.schedule.runs.max);
		FUZZ_CHECK(p.threshold >= 0 && p.confidence > 0 && p.confidence < 1);
		suite_name_now(s, b->id);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct problems p = { .mem = &mem };
	struct words patterns = { 0 };
	struct fuzz_file f;
	struct suite s;
	struct error err;

	if (n == 0 || includes(&mem, data, n))
		return 0;
	fuzz_file_open(&f, data, n);
	if (suite_load(&s, &mem, f.path, NULL, kinds, &p, &err) < 0)
		die("%s", err.text);
	fuzz_file_close(&f);
	for (size_t i = 0; i < p.n; i++)
		FUZZ_CHECK(p.v[i].line && p.v[i].column && *p.v[i].text);
	if (p.n)
		return 0;
	check_good(&s);
	words_push(&mem, &patterns, s.v[0].id);
	FUZZ_CHECK(!suite_filter(&s, &patterns) || strpbrk(s.v[0].id, "[*?\\"));
	return 0;
}
