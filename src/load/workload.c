#include "load/workload.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/text.h"
#include "base/words.h"

/* @N stands for a value that the seed draws: w a word, tN a text of N bytes, i a number, p a price,
 * b a boolean, u a UUID, d a date, lN N tags, mN N images, a an address of mail. */
#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"

const struct workload workloads[] = {
	{ "json-small", "json-bodies", "POST", "/json/small", JSON,
		"{\"name\":\"@t10\",\"description\":\"@t18\",\"price\":@p,\"tax\":@p}" },
	{ "json-medium", "json-bodies", "POST", "/json/medium", JSON,
		"{\"name\":\"@t60\",\"price\":@p,"
		"\"image\":{\"url\":\"https://@w.example.com/@t700\",\"name\":\"@t700\"}}" },
	{ "json-large", "json-bodies", "POST", "/json/large", JSON,
		"{\"name\":\"@t800\",\"price\":@p,\"seller\":{\"name\":\"@t1000\",\"address\":{"
		"\"street\":\"@t9000\",\"city\":\"@t2200\","
		"\"country\":{\"name\":\"@t2200\",\"code\":\"@w\"}}}}" },
	{ "json-very-large", "json-bodies", "POST", "/json/very-large", JSON,
		"{\"name\":\"@t2000\",\"tags\":[@l500],\"images\":[@m1500]}" },
	{ "path-simple", "path-params", "GET", "/path/simple/@w", NULL, NULL },
	{ "path-multiple", "path-params", "GET", "/path/multiple/@w/@w", NULL, NULL },
	{ "path-deep", "path-params", "GET", "/path/deep/@w/@w/@w/@w/@w", NULL, NULL },
	{ "path-int", "path-params", "GET", "/path/int/@i", NULL, NULL },
	{ "path-uuid", "path-params", "GET", "/path/uuid/@u", NULL, NULL },
	{ "path-date", "path-params", "GET", "/path/date/@d", NULL, NULL },
	{ "query-few", "query-params", "GET", "/query/few?q=@w&page=@i&limit=@i", NULL, NULL },
	{ "query-medium", "query-params", "GET",
		"/query/medium?category=@w&tags=@w,@w&min_price=@i&max_price=@i&sort=@w&order=asc"
		"&page=@i&limit=@i",
		NULL, NULL },
	{ "query-many", "query-params", "GET",
		"/query/many?q=@w&page=@i&limit=@i&sort=@w&order=desc&filter=@w&category=@w"
		"&subcategory=@w&brand=@w&min_price=@i&max_price=@i&rating=@i&verified=@b"
		"&in_stock=@b&shipping=@w&color=@w",
		NULL, NULL },
	{ "urlencoded-simple", "forms", "POST", "/urlencoded/simple", FORM,
		"name=@w%20@w&email=@a&age=@i&subscribe=@b" },
	{ "urlencoded-complex", "forms", "POST", "/urlencoded/complex", FORM,
		"username=@w&password=@w%40@i&email=@a&first_name=@w&last_name=@w&age=@i&country=@w"
		"&state=@w&city=@w%20@w&zip=@i&phone=%2B@i&company=@w&job_title=@w&subscribe=@b"
		"&newsletter=@b&terms_accepted=@b&privacy_accepted=@b&marketing_consent=@b"
		"&two_factor_enabled=@b" },
	{ "stream-json-lines", "streaming", "GET", "/stream/json-lines", NULL, NULL },
	{ "stream-csv", "streaming", "GET", "/stream/csv-report", NULL, NULL },
	{ "stream-binary", "streaming", "GET", "/stream/logfile", NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL, NULL },
};

static void word(FILE *out, struct rng *rng)
{
	for (uint64_t n = 4 + rng_below(rng, 6); n > 0; n--)
		fputc('a' + (int)rng_below(rng, 26), out);
}

static void text(FILE *out, struct rng *rng, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fputc(i % 8 == 7 ? '-' : 'a' + (int)rng_below(rng, 26), out);
}

static void uuid(FILE *out, struct rng *rng)
{
	uint64_t a = rng_next(rng), b = rng_next(rng);

	fprintf(out, "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-8%03" PRIx64 "-%012" PRIx64,
		a >> 32, a >> 16 & 0xffff, a & 0xfff, b >> 52, b & UINT64_C(0xffffffffffff));
}

static unsigned below(struct rng *rng, unsigned n)
{
	return (unsigned)rng_below(rng, n);
}

/* n elements with commas between them. */
static void list(FILE *out, struct rng *rng, size_t n, bool images)
{
	for (size_t i = 0; i < n; i++) {
		fputs(i ? "," : "", out);
		fputs(images ? "{\"url\":\"https://example.com/" : "\"", out);
		text(out, rng, images ? 32 : 8);
		fputs(images ? "\",\"name\":\"" : "\"", out);
		if (!images)
			continue;
		text(out, rng, 24);
		fputs("\"}", out);
	}
}

static void value(FILE *out, struct rng *rng, char kind, size_t n)
{
	switch (kind) {
	case 't': text(out, rng, n); break;
	case 'i': fprintf(out, "%u", 1 + below(rng, 99)); break;
	case 'p': fprintf(out, "%u.%02u", 1 + below(rng, 999), 1 + below(rng, 99)); break;
	case 'b': fputs(rng_below(rng, 2) ? "true" : "false", out); break;
	case 'u': uuid(out, rng); break;
	case 'd':
		fprintf(out, "20%02u-%02u-%02u", 10 + below(rng, 20), 1 + below(rng, 12),
			1 + below(rng, 28));
		break;
	case 'l':
	case 'm': list(out, rng, n, kind == 'm'); break;
	case 'a':
		word(out, rng);
		fputs("%40", out);
		word(out, rng);
		fputs(".com", out);
		break;
	default: word(out, rng); break;
	}
}

/* The template with its values. */
static const char *fill(struct arena *mem, const char *template, struct rng *rng, size_t *n)
{
	FREES_MEMORY_FILE struct memory_file out = MEMORY_FILE(out);

	while (*template) {
		char kind;
		char *end;

		if (*template != '@') {
			fputc(*template ++, out.f);
			continue;
		}
		kind = template[1];
		template += 2;
		value(out.f, rng, kind, strtoul(template, &end, 10));
		template = isdigit((unsigned char)*template) ? end : template;
	}
	memory_file_end(&out);
	*n = out.n;
	return arena_copy(mem, out.data, out.n);
}

struct load_request workload_request(const struct workload *w, struct arena *mem, uint64_t seed)
{
	struct load_request r = { .weight = 1, .method = w->method, .verbatim = true };
	struct rng rng = rng_seeded(seed);
	size_t ignored;

	r.path = fill(mem, w->path, &rng, &ignored);
	if (!w->body)
		return r;
	r.body = fill(mem, w->body, &rng, &r.body_n);
	*ARENA_PUSH(mem, &r.headers) = (struct pair){ "Content-Type", w->type };
	return r;
}

const struct workload *workload_find(const char *name)
{
	return TEXT_FIND(workloads, ARRAY_SIZE(workloads) - 1, name, name);
}

int workload_names(struct words *out, struct arena *mem, const char *name, struct error *err)
{
	struct words suites = { 0 };
	bool all = text_equal(name, "all");
	size_t before = out->n;

	for (const struct workload *w = workloads; w->name; w++) {
		if (all || text_equal(w->suite, name) || text_equal(w->name, name))
			words_push(mem, out, w->name);
		if (!words_has(&suites, w->suite))
			words_push(mem, &suites, w->suite);
	}
	if (out->n > before)
		return 0;
	return error_set(err, "there is no suite of workloads '%.100s'; there are: all, %s", name,
		words_list(mem, &suites));
}
