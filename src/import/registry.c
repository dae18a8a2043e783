#include "import/importer.h"

/* In the order of detection: formats with a characteristic key before those recognised by their
 * shape. */
const struct importer *const importers[] = { &google_benchmark_importer, &google_csv_importer,
	&google_text_importer, &pytest_benchmark_importer, &benchmarkdotnet_importer,
	&cargo_criterion_importer, &criterion_importer, &libtest_importer, &criterion_text_importer,
	&jmh_importer, &jmh_text_importer, &jmh_csv_importer, &vitest_importer, &fio_importer,
	&oha_importer, &k6_importer, &hyperfine_importer, &hyperfine_csv_importer,
	&go_json_importer, &go_test_importer, &wrk_importer, &hey_importer, &hey_csv_importer,
	&redis_benchmark_importer, &locust_importer, &h2load_importer, &h2load_log_importer,
	&catch2_importer, &catch2_text_importer, &junit_importer, &autocannon_importer,
	&bombardier_importer, &vegeta_importer, &memtier_importer, &iperf3_importer, &ab_importer,
	&sysbench_importer, &pgbench_importer, &tinybench_importer, &mitata_importer,
	&nanobench_importer, &gungraun_importer, &conbench_importer, &asv_importer,
	&rebench_importer, &lnt_importer, &lnt_1_importer, &perf_csv_importer, &perf_json_importer,
	&github_action_importer, &custom_importer, &smaller_importer, &bigger_importer,
	&bencher_importer, &csv_importer, NULL };
