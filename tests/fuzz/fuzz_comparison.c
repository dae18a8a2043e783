/* report.json, which may come from the workflow of a fork. */
#include "fuzz_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct report_style styles[] = { { .unicode = true, .columns = 80 },
		{ .columns = 100, .limit = 2000 } };
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	struct fuzz_file f;
	struct error err;
	int rc;

	fuzz_file_open(&f, data, n);
	rc = comparison_load(&c, &mem, f.path, &err);
	fuzz_file_close(&f);
	if (rc < 0)
		return 0;
	fuzz_json_report(&mem, &c, true);
	for (size_t i = 0; i < ARRAY_SIZE(styles); i++)
		fuzz_reports(&mem, &c, &styles[i]);
	return 0;
}
