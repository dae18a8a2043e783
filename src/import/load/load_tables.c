/* Load generators whose results are tables. A file is one run. */
#include "import/read/picks.h"
#include "import/read/web.h"

#define UP   BETTER_HIGHER
#define DOWN BETTER_LOWER

static const struct pick autocannon_rows[] = {
	{ "url", PICK_NAME },
	{ "latency>mean", PICK_MEAN, WEB_LATENCY, "ms", DOWN },
	{ "latency>stddev", PICK_SD, WEB_LATENCY, "ms", DOWN },
	{ "latency>min", PICK_MIN, WEB_LATENCY, "ms", DOWN },
	{ "latency>max", PICK_MAX, WEB_LATENCY, "ms", DOWN },
	{ "latency>totalCount", PICK_N, WEB_LATENCY, "ms", DOWN },
	{ "latency>p50", PICK_VALUE, WEB_LATENCY "_p50", "ms", DOWN },
	{ "latency>p90", PICK_VALUE, WEB_LATENCY "_p90", "ms", DOWN },
	{ "latency>p99", PICK_VALUE, WEB_LATENCY "_p99", "ms", DOWN },
	{ "latency>p99_9", PICK_VALUE, WEB_LATENCY "_p99.9", "ms", DOWN },
	{ "requests>mean", PICK_VALUE, WEB_RATE, "1/s", UP },
	{ "throughput>mean", PICK_VALUE, WEB_BYTES, "B/s", UP },
	{ "errors", PICK_COUNT, "requests failed" },
	{ "mismatches", PICK_COUNT, "answers have another body than expected" },
	{ "4xx", PICK_COUNT, "answers have a status of 4xx" },
	{ "5xx", PICK_COUNT, "answers have a status of 5xx" },
	{ NULL },
};
const struct importer autocannon_importer = {
	.name = "autocannon",
	.help = "autocannon --json",
	.first = '{',
	.has = { "\"connections\"", "\"2xx\"", "\"latency\"" },
	.because = "it has autocannon's \"connections\" and \"2xx\"",
	.json = &(const struct json_picks){ autocannon_rows, "", "autocannon" },
};

#define OF_BOMBARDIER "result>"
static const struct pick bombardier_rows[] = {
	{ OF_BOMBARDIER "latency>mean", PICK_MEAN, WEB_LATENCY, "us", DOWN },
	{ OF_BOMBARDIER "latency>stddev", PICK_SD, WEB_LATENCY, "us", DOWN },
	{ OF_BOMBARDIER "latency>max", PICK_MAX, WEB_LATENCY, "us", DOWN },
	{ OF_BOMBARDIER "req2xx", PICK_N, WEB_LATENCY, "us", DOWN },
	{ OF_BOMBARDIER "latency>percentiles>50", PICK_VALUE, WEB_LATENCY "_p50", "us", DOWN },
	{ OF_BOMBARDIER "latency>percentiles>90", PICK_VALUE, WEB_LATENCY "_p90", "us", DOWN },
	{ OF_BOMBARDIER "latency>percentiles>95", PICK_VALUE, WEB_LATENCY "_p95", "us", DOWN },
	{ OF_BOMBARDIER "latency>percentiles>99", PICK_VALUE, WEB_LATENCY "_p99", "us", DOWN },
	{ OF_BOMBARDIER "rps>mean", PICK_VALUE, WEB_RATE, "1/s", UP },
	{ OF_BOMBARDIER "req4xx", PICK_COUNT, "answers have a status of 4xx" },
	{ OF_BOMBARDIER "req5xx", PICK_COUNT, "answers have a status of 5xx" },
	{ OF_BOMBARDIER "others", PICK_COUNT, "requests failed" },
	{ OF_BOMBARDIER "errors>*>description", PICK_REASON },
	{ NULL },
};
const struct importer bombardier_importer = {
	.name = "bombardier",
	.help = "bombardier --format json --print result --latencies",
	.first = '{',
	.has = { "\"bytesRead\"", "\"req2xx\"", "\"timeTakenSeconds\"" },
	.because = "it has bombardier's \"timeTakenSeconds\" and \"req2xx\"",
	.json = &(const struct json_picks){ bombardier_rows, "", "bombardier" },
};

static const struct pick vegeta_rows[] = {
	{ "latencies>mean", PICK_MEAN, WEB_LATENCY, "ns", DOWN },
	{ "latencies>min", PICK_MIN, WEB_LATENCY, "ns", DOWN },
	{ "latencies>max", PICK_MAX, WEB_LATENCY, "ns", DOWN },
	{ "requests", PICK_N, WEB_LATENCY, "ns", DOWN },
	{ "latencies>50th", PICK_VALUE, WEB_LATENCY "_p50", "ns", DOWN },
	{ "latencies>90th", PICK_VALUE, WEB_LATENCY "_p90", "ns", DOWN },
	{ "latencies>95th", PICK_VALUE, WEB_LATENCY "_p95", "ns", DOWN },
	{ "latencies>99th", PICK_VALUE, WEB_LATENCY "_p99", "ns", DOWN },
	{ "throughput", PICK_VALUE, WEB_RATE, "1/s", UP },
	{ "success", PICK_SHARE, "of the requests failed" },
	{ "errors>*", PICK_REASON },
	{ NULL },
};
const struct importer vegeta_importer = {
	.name = "vegeta",
	.help = "vegeta report -type=json",
	.first = '{',
	.has = { "\"latencies\"", "\"status_codes\"", "\"success\"" },
	.because = "it has vegeta's \"latencies\" and \"status_codes\"",
	.json = &(const struct json_picks){ vegeta_rows, "", "vegeta" },
};

static const struct pick oha_rows[] = {
	{ "summary>average", PICK_MEAN, WEB_LATENCY, "s", DOWN },
	{ "summary>fastest", PICK_MIN, WEB_LATENCY, "s", DOWN },
	{ "summary>slowest", PICK_MAX, WEB_LATENCY, "s", DOWN },
	{ "latencyPercentiles>p50", PICK_MEDIAN, WEB_LATENCY, "s", DOWN },
	{ "statusCodeDistribution>*", PICK_N, WEB_LATENCY, "s", DOWN },
	{ "latencyPercentiles>p50", PICK_VALUE, WEB_LATENCY "_p50", "s", DOWN },
	{ "latencyPercentiles>p90", PICK_VALUE, WEB_LATENCY "_p90", "s", DOWN },
	{ "latencyPercentiles>p95", PICK_VALUE, WEB_LATENCY "_p95", "s", DOWN },
	{ "latencyPercentiles>p99", PICK_VALUE, WEB_LATENCY "_p99", "s", DOWN },
	{ "latencyPercentiles>p99.9", PICK_VALUE, WEB_LATENCY "_p99.9", "s", DOWN },
	{ "summary>requestsPerSec", PICK_VALUE, WEB_RATE, "1/s", UP },
	{ "summary>sizePerSec", PICK_VALUE, WEB_BYTES, "B/s", UP },
	{ "summary>successRate", PICK_SHARE, "of the requests failed" },
	{ "statusCodeDistribution>4*", PICK_COUNT, "answers have a status of 4xx" },
	{ "statusCodeDistribution>5*", PICK_COUNT, "answers have a status of 5xx" },
	/* Requests that the end of the time cut off have not failed. */
	{ "errorDistribution>*", PICK_KEY, "requests failed", "aborted due to deadline" },
	{ NULL },
};
const struct importer oha_importer = {
	.name = "oha",
	.help = "oha --output-format json",
	.first = '{',
	.has = { "\"successRate\"", "\"requestsPerSec\"" },
	.because = "its \"summary\" has oha's \"successRate\"",
	.json = &(const struct json_picks){ oha_rows, "", "oha" },
};

#define OF_MEMTIER "ALL STATS>*>"
static const struct pick memtier_rows[] = {
	{ OF_MEMTIER "Average Latency", PICK_MEAN, WEB_LATENCY, "ms", DOWN },
	{ OF_MEMTIER "Latency", PICK_MEAN, WEB_LATENCY, "ms", DOWN }, /* before 1.3 */
	{ OF_MEMTIER "Min Latency", PICK_MIN, WEB_LATENCY, "ms", DOWN },
	{ OF_MEMTIER "Max Latency", PICK_MAX, WEB_LATENCY, "ms", DOWN },
	{ OF_MEMTIER "Count", PICK_N, WEB_LATENCY, "ms", DOWN },
	{ OF_MEMTIER "Percentile Latencies>p50.00", PICK_VALUE, WEB_LATENCY "_p50", "ms", DOWN },
	{ OF_MEMTIER "Percentile Latencies>p99.00", PICK_VALUE, WEB_LATENCY "_p99", "ms", DOWN },
	{ OF_MEMTIER "Percentile Latencies>p99.90", PICK_VALUE, WEB_LATENCY "_p99.9", "ms", DOWN },
	{ OF_MEMTIER "Ops/sec", PICK_VALUE, WEB_RATE, "1/s", UP },
	{ OF_MEMTIER "KB/sec", PICK_VALUE, WEB_BYTES, "KiB/s", UP },
	{ NULL },
};
const struct importer memtier_importer = {
	.name = "memtier",
	.help = "memtier_benchmark --json-out-file FILE",
	.first = '{',
	.has = { "\"ALL STATS\"" },
	.because = "it has memtier_benchmark's \"ALL STATS\"",
	.json = &(const struct json_picks){ memtier_rows, "ALL STATS>*", "memtier", true },
};

static const struct pick iperf3_rows[] = {
	{ "start>test_start>protocol", PICK_NAME },
	{ "end>sum_received>bits_per_second", PICK_VALUE, "throughput", "bit/s", UP },
	{ "end>sum_received_bidir_reverse>bits_per_second", PICK_VALUE, "throughput_reverse",
		"bit/s", UP },
	{ "end>sum_sent>retransmits", PICK_VALUE, "retransmits", "1", DOWN },
	{ "end>sum>jitter_ms", PICK_VALUE, "jitter", "ms", DOWN },
	{ "end>sum>lost_percent", PICK_VALUE, "lost", "%", DOWN },
	{ "error", PICK_REASON },
	{ NULL },
};
const struct importer iperf3_importer = {
	.name = "iperf3",
	.help = "iperf3 --json",
	.first = '{',
	.has = { "\"start\"", "\"version\":", "iperf 3" },
	.because = "its \"version\" is iperf 3",
	.json = &(const struct json_picks){ iperf3_rows, "", "iperf3" },
};

static const struct pick ab_rows[] = {
	{ "This is ApacheBench", PICK_BEGIN },
	{ "Server Hostname: @", PICK_NAME },
	{ "Server Port: @", PICK_NAME, ":" },
	{ "Document Path: @", PICK_NAME, "" },
	{ "Complete requests: #", PICK_N, WEB_LATENCY, "ms", DOWN },
	{ "Failed requests: #", PICK_COUNT,
		"requests failed; if the length of a page varies: ab -l" },
	{ "Non-2xx responses: #", PICK_COUNT, "answers have a status other than 2xx" },
	{ "Time per request: # [ms] (mean)", PICK_MEAN, WEB_LATENCY, "ms", DOWN },
	{ "Total: # _ _ _ _", PICK_MIN, WEB_LATENCY, "ms", DOWN },
	{ "Total: _ _ # _ _", PICK_SD, WEB_LATENCY, "ms", DOWN },
	{ "Total: _ _ _ # _", PICK_MEDIAN, WEB_LATENCY, "ms", DOWN },
	{ "Total: _ _ _ _ #", PICK_MAX, WEB_LATENCY, "ms", DOWN },
	{ "50% #", PICK_VALUE, WEB_LATENCY "_p50", "ms", DOWN },
	{ "90% #", PICK_VALUE, WEB_LATENCY "_p90", "ms", DOWN },
	{ "95% #", PICK_VALUE, WEB_LATENCY "_p95", "ms", DOWN },
	{ "99% #", PICK_VALUE, WEB_LATENCY "_p99", "ms", DOWN },
	{ "Requests per second: #", PICK_VALUE, WEB_RATE, "1/s", UP },
	{ "Transfer rate: # [Kbytes/sec] received", PICK_VALUE, WEB_BYTES, "KiB/s", UP },
	{ NULL },
};
const struct importer ab_importer = {
	.name = "ab",
	.help = "the output of ab (ApacheBench)",
	.has = { "This is ApacheBench", "Requests per second:" },
	.because = "it begins like ApacheBench",
	.parts = (const struct import_part[]){ { "This is ApacheBench", "Total:" },
		{ "Percentage of the requests", "(longest request)" }, { 0 } },
	.lines = &(const struct line_picks){ ab_rows, "ab" },
};

static const struct pick sysbench_rows[] = {
	{ "Running the test with following options", PICK_BEGIN },
	{ "CPU speed:", PICK_TITLE, "cpu" },
	{ "Running memory speed test", PICK_TITLE, "memory" },
	{ "File operations:", PICK_TITLE, "fileio" },
	{ "SQL statistics:", PICK_TITLE, "oltp" },
	{ "events per second: #", PICK_VALUE, "events_per_second", "1/s", UP },
	{ "Total operations: _ (#", PICK_VALUE, "operations_per_second", "1/s", UP },
	{ "_ MiB transferred (#", PICK_VALUE, "throughput", "MiB/s", UP },
	{ "transactions: _ (#", PICK_VALUE, "transactions_per_second", "1/s", UP },
	{ "queries: _ (#", PICK_VALUE, "queries_per_second", "1/s", UP },
	{ "reads/s: #", PICK_VALUE, "reads_per_second", "1/s", UP },
	{ "writes/s: #", PICK_VALUE, "writes_per_second", "1/s", UP },
	{ "fsyncs/s: #", PICK_VALUE, "fsyncs_per_second", "1/s", UP },
	{ "read, MiB/s: #", PICK_VALUE, "read", "MiB/s", UP },
	{ "written, MiB/s: #", PICK_VALUE, "written", "MiB/s", UP },
	{ "avg: #", PICK_MEAN, WEB_LATENCY, "ms", DOWN },
	{ "min: #", PICK_MIN, WEB_LATENCY, "ms", DOWN },
	{ "max: #", PICK_MAX, WEB_LATENCY, "ms", DOWN },
	{ "total number of events: #", PICK_N, WEB_LATENCY, "ms", DOWN },
	{ "95th percentile: #", PICK_VALUE, WEB_LATENCY "_p95", "ms", DOWN },
	{ "99th percentile: #", PICK_VALUE, WEB_LATENCY "_p99", "ms", DOWN },
	{ NULL },
};
const struct importer sysbench_importer = {
	.name = "sysbench",
	.help = "the output of sysbench ... run",
	.has = { "sysbench ", "Running the test with following options" },
	.because = "it begins like sysbench",
	.parts = (const struct import_part[]){ { "Running the test with following options",
						       "execution time (avg/stddev):" },
		{ 0 } },
	.lines = &(const struct line_picks){ sysbench_rows, "sysbench" },
};

static const struct pick pgbench_rows[] = {
	{ "transaction type:", PICK_BEGIN },
	{ "transaction type: @", PICK_NAME },
	{ "number of transactions actually processed: #", PICK_N, WEB_LATENCY, "ms", DOWN },
	{ "latency average = # ms", PICK_MEAN, WEB_LATENCY, "ms", DOWN },
	{ "latency stddev = # ms", PICK_SD, WEB_LATENCY, "ms", DOWN },
	{ "tps = # (without initial", PICK_VALUE, "transactions_per_second", "1/s", UP },
	{ "tps = # (excluding", PICK_VALUE, "transactions_per_second", "1/s", UP },
	{ "tps = # (including reconnection", PICK_VALUE, "transactions_per_second", "1/s", UP },
	{ "number of failed transactions: #", PICK_COUNT, "transactions failed" },
	{ NULL },
};
const struct importer pgbench_importer = {
	.name = "pgbench",
	.help = "the output of pgbench",
	.has = { "transaction type:", "latency average = ", "tps = " },
	.because = "it has pgbench's \"transaction type\" and \"tps\"",
	.parts = (const struct import_part[]){ { "transaction type:", "tps = " }, { 0 } },
	.lines = &(const struct line_picks){ pgbench_rows, "pgbench" },
};
