/* A page of the history, which anyone who may push can write: a line each for the index, the runs
 * and each benchmark. What is read can be stored. */
#include "fuzz.h"
#include "fuzz_run.h"

#include "store/history_page.h"

static int read_page(struct history_page *page, struct fuzz_bytes *b, struct error *err)
{
	const char *text = fuzz_line(b, page->mem);

	if (history_page_index(page, text, strlen(text), err) < 0)
		return -1;
	text = fuzz_line(b, page->mem);
	if (history_page_runs(page, text, strlen(text), err) < 0)
		return -1;
	for (size_t i = 0; i < page->ids.n && b->n; i++) {
		text = fuzz_line(b, page->mem);
		if (history_page_benchmark(page, page->ids.v[i], text, strlen(text), err) < 0)
			return -1;
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_bytes b = { data, n };
	struct history_page page = { .mem = &mem };
	struct error err = { 0 };

	if (read_page(&page, &b, &err) < 0) {
		FUZZ_CHECK(*err.text);
		return 0;
	}
	FUZZ_CHECK(page.set.n == page.names.n);
	for (size_t i = 0; i < page.set.n; i++) {
		struct run *run = &page.set.v[i];

		FUZZ_CHECK(run->n <= page.ids.n);
		run_sort(run);
		for (size_t k = 0; k < run->n; k++)
			FUZZ_CHECK(run_find(run, run->v[k].id) == &run->v[k]);
	}
	fuzz_run_keeps(&mem, &page.set);
	return 0;
}
