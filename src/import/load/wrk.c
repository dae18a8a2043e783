/* The text output of wrk and wrk2. Each line "Running ..." starts a result, named by its URL. */
#include <string.h>

#include "base/arena.h"
#include "import/read/web.h"

struct wrk {
	const char *url; /* NULL: before the first result */
	struct web web;
};

static const char *detect(const char *head)
{
	const char *at = strncmp(head, "Running ", 8) == 0 ? head : strstr(head, "\nRunning ");

	return at && strstr(at, " test @ ") && strstr(at, " threads and ")
		? "it begins like wrk: Running ... test @ ..."
		: NULL;
}

static void refuse(const struct lines *l, const char *what, struct part value)
{
	import_refuse(l->in, l->n, "'%.*s' is not wrk's %s", PART_SHOWN(value), what);
}

static void flush(struct lines *l)
{
	struct wrk *w = l->state;

	if (w->url)
		web_add(l->in, w->url, &w->web);
}

/* "Latency 44.05ms 12.57ms 85.63ms 91.30%" */
static void read_latency(struct lines *l, struct part rest)
{
	struct wrk *w = l->state;
	double *const to[] = { &w->web.latency.mean, &w->web.latency.sd, &w->web.latency.max };
	struct part word;

	for (size_t i = 0; i < ARRAY_SIZE(to); i++)
		if (!part_word(&rest, &word) || !part_time(&word, to[i]))
			refuse(l, "latency", word);
}

/* "connect 0, read 0, write 0, timeout 2" */
static const char *socket_errors(struct arena *mem, struct part rest)
{
	struct part word;
	bool some = false;

	for (struct part all = rest; part_word(&all, &word);) {
		size_t n;

		if (word.n && word.v[word.n - 1] == ',')
			word.n--;
		some = some || (part_count(word, &n) && n);
	}
	return some ? arena_printf(mem, "socket errors: %s", part_text(mem, part_trim(rest)))
		    : NULL;
}

/* "92 requests in 1.05s, 10.95KB read" */
static const char *read_total(struct web *web, struct part line)
{
	struct part word;
	size_t n;

	if (!part_word(&line, &word) || !part_count(word, &n))
		return NULL;
	web->latency.n = n;
	return n ? NULL : "no request was answered";
}

/* "99.000%   44.54ms" */
static void read_percentile(struct lines *l, struct part rest)
{
	struct wrk *w = l->state;
	struct part percent, value, unit;
	double p, v;

	if (!part_word(&rest, &percent) || !part_quantity(percent, &p, &unit) ||
		!part_is(unit, "%") || !part_word(&rest, &value) || rest.n)
		return;
	if (part_time(&value, &v))
		web_percentile(&w->web, p, v);
	else
		refuse(l, "latency", value);
}

static void read_rate(struct lines *l, struct part value, bool of_bytes)
{
	struct wrk *w = l->state;

	value = part_trim(value);
	if (of_bytes ? !web_size(value, &w->web.bytes) : !part_number(value, &w->web.rate))
		refuse(l, of_bytes ? "transfer rate" : "rate", value);
}

static void read_line(struct lines *l, struct part line)
{
	struct arena *mem = l->in->scratch;
	struct wrk *w = l->state;
	struct part rest, bare = part_trim(line);
	const char *failure = NULL;

	if (part_starts(line, "Running ") && part_after(line, " test @ ", &rest)) {
		flush(l);
		w->url = part_text(mem, part_trim(rest));
		w->web = (struct web)WEB_NONE;
	} else if (!w->url || part_starts(bare, "Latency Distribution")) {
		return;
	} else if (part_behind(bare, "Latency ", &rest)) {
		read_latency(l, rest);
	} else if (part_behind(bare, "Socket errors: ", &rest)) {
		failure = socket_errors(mem, rest);
	} else if (part_starts(bare, "Non-2xx or 3xx responses: ")) {
		failure = part_text(mem, bare);
	} else if (part_after(bare, " requests in ", &rest)) {
		failure = read_total(&w->web, bare);
	} else if (part_behind(line, "Requests/sec:", &rest)) {
		read_rate(l, rest, false);
	} else if (part_behind(line, "Transfer/sec:", &rest)) {
		read_rate(l, rest, true);
	} else {
		read_percentile(l, bare);
	}
	w->web.failure = import_reasons(l->in, w->web.failure, failure);
}

const struct importer wrk_importer = {
	.name = "wrk",
	.help = "wrk --latency",
	.detect = detect,
	.parts = (const struct import_part[]){ { " test @ ", "Transfer/sec:" }, { 0 } },
	.line = read_line,
	.end = flush,
	.size = sizeof(struct wrk),
};
