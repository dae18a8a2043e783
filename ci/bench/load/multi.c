/* A bare loop of libcurl's multi interface for ci/bench/load.sh: multi URL CONNECTIONS SECONDS.
 * Prints requests per second and microseconds of processor time per request. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t ignore(char *bytes, size_t size, size_t n, void *ctx)
{
	(void)bytes;
	(void)ctx;
	return size * n;
}

int main(int argc, char **argv)
{
	CURLM *multi = curl_multi_init();
	double began = seconds(CLOCK_MONOTONIC), limit = argc > 3 ? strtod(argv[3], NULL) : 0, took;
	unsigned long answered = 0;
	int running, left;

	if (!multi || limit <= 0)
		return 2;
	for (long i = strtol(argv[2], NULL, 10); i > 0; i--) {
		CURL *easy = curl_easy_init();

		curl_easy_setopt(easy, CURLOPT_URL, argv[1]);
		curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
		curl_multi_add_handle(multi, easy);
	}
	while ((took = seconds(CLOCK_MONOTONIC) - began) < limit) {
		unsigned long before = answered;
		CURLMsg *m;

		if (curl_multi_perform(multi, &running))
			return 1;
		while ((m = curl_multi_info_read(multi, &left))) {
			CURL *easy = m->easy_handle;

			answered += m->data.result == CURLE_OK;
			curl_multi_remove_handle(multi, easy);
			curl_multi_add_handle(multi, easy);
		}
		if (answered == before && curl_multi_poll(multi, NULL, 0, 1000, NULL))
			return 1;
	}
	printf("%.0f %.3f\n", (double)answered / took,
		seconds(CLOCK_PROCESS_CPUTIME_ID) * 1e6 / (double)(answered ? answered : 1));
}
