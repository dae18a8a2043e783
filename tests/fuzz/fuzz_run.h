/* Sets of runs as text. */
#pragma once

#include "fuzz.h"

#include "base/json_read.h"
#include "model/run/run.h"

static inline int fuzz_run_read(struct run_set *set, struct arena *mem, const char *text, size_t n,
	struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	json_open_text(&j, "x", text, n);
	return run_set_read(set, mem, &j, err);
}

static inline char *fuzz_run_write(struct arena *mem, const struct run_set *set)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	run_set_write(m.f, set);
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}

/* What is kept can be read, and is kept the same way again. */
static inline void fuzz_run_keeps(struct arena *mem, const struct run_set *set)
{
	struct run_set second;
	struct error err;
	const char *text = fuzz_run_write(mem, set);

	if (fuzz_run_read(&second, mem, text, strlen(text), &err) < 0)
		die("%s\n%s", err.text, text);
	FUZZ_SAME(text, fuzz_run_write(mem, &second));
}
