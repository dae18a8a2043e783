/* Which tool's results these are. */
#include "fuzz_run.h"

#include "import/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *head = fuzz_text(&mem, data, n < 8192 ? n : 8192);
	struct run run = { .suite = "s", .shell = (double)NAN };
	const struct run_set set = { .kind = "run", .suite = "s", .v = &run, .n = 1 };
	struct import_answer answer;
	struct error err = { 0 };

	for (size_t i = 0; importers[i]; i++)
		importer_detects(importers[i], head);
	if (import_text(&run, &mem, "x", (const char *)data, n, NULL, &answer, &err) == 0)
		fuzz_run_keeps(&mem, &set);
	else
		FUZZ_CHECK(*err.text);
	return 0;
}
