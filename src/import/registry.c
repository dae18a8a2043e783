#include "import/importer.h"

/* In the order of detection: formats with a characteristic key before those recognised by their
 * shape. */
const struct importer *const importers[] = {
	&google_benchmark_importer,
	&pytest_benchmark_importer,
	&benchmarkdotnet_importer,
	&cargo_criterion_importer,
	&criterion_importer,
	&jmh_importer,
	&vitest_importer,
	&fio_importer,
	&oha_importer,
	&k6_importer,
	&hyperfine_importer,
	&go_json_importer,
	&go_test_importer,
	&wrk_importer,
	&hey_importer,
	&hey_csv_importer,
	&h2load_importer,
	&h2load_log_importer,
	&catch2_importer,
	&junit_importer,
	&custom_importer,
	&smaller_importer,
	&bigger_importer,
	&bencher_importer,
	&csv_importer,
	NULL,
};
