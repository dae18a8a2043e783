/* Files of runs, baselines and histories, and metadata.json. */
#include "fuzz_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_file f;
	struct run_set set, from_file;
	struct run run;
	struct error err;
	int rc = fuzz_run_read(&set, &mem, (const char *)data, n, &err);

	fuzz_file_open(&f, data, n);
	FUZZ_CHECK(run_set_load(&from_file, &mem, f.path, &err) == rc);
	run_metadata_load(&run, &mem, f.path, &err);
	fuzz_file_close(&f);
	if (rc == 0)
		fuzz_run_keeps(&mem, &set);
	return 0;
}
