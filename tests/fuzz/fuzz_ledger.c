/* The accept ledger: what it holds is written the same way again. */
#include "fuzz.h"

#include "base/json_read.h"
#include "model/ledger.h"

static int read_ledger(struct ledger *l, struct arena *mem, const char *text, size_t n,
	struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	*l = (struct ledger){ 0 };
	json_open_text(&j, "x", text, n);
	return ledger_read(l, mem, &j, err);
}

static const char *written(struct arena *mem, struct ledger *l)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	ledger_write(m.f, l);
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ledger l, again, united = { 0 };
	struct error err;
	const char *text;

	if (read_ledger(&l, &mem, (const char *)data, n, &err) < 0)
		return 0;
	text = written(&mem, &l);
	if (read_ledger(&again, &mem, text, strlen(text), &err) < 0)
		die("%s\n%s", err.text, text);
	FUZZ_CHECK(again.n == l.n);
	FUZZ_SAME(written(&mem, &again), text);
	for (size_t i = 0; i < l.n; i++)
		ledger_set(&united, &mem, &l.v[i]);
	FUZZ_CHECK(united.n <= l.n);
	ledger_add_new(&united, &mem, &again);
	return 0;
}
