/* The text output of wrk and wrk2. Each line "Running ..." starts a result, whose name is its URL.
 */
#include <string.h>

#include "base/arena.h"
#include "import/read/web.h"

struct wrk {
	struct import *in;
	struct lines lines;
	struct error *err;
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

static int refuse(const struct wrk *w, const char *what, struct part value)
{
	return lines_error(&w->lines, w->in, w->err, "'%.*s' is not wrk's %s", PART_SHOWN(value),
		what);
}

static int flush(struct wrk *w)
{
	return w->url ? web_add(w->in, w->url, &w->web, w->err) : 0;
}

/* "Latency 44.05ms 12.57ms 85.63ms 91.30%" */
static int read_latency(struct wrk *w, struct part rest)
{
	double *const to[] = { &w->web.latency.mean, &w->web.latency.sd, &w->web.latency.max };
	struct part word;

	for (size_t i = 0; i < ARRAY_SIZE(to); i++)
		if (!part_word(&rest, &word) || !web_time(word, to[i]))
			return refuse(w, "latency", word);
	return 0;
}

/* "connect 0, read 0, write 0, timeout 2" */
static void read_socket_errors(struct wrk *w, struct part rest)
{
	struct part word;
	bool some = false;

	for (struct part all = rest; part_word(&all, &word);) {
		size_t n;

		if (word.n && word.v[word.n - 1] == ',')
			word.n--;
		some = some || (part_count(word, &n) && n);
	}
	if (some)
		web_failure(&w->web, w->in->scratch,
			arena_printf(w->in->scratch, "socket errors: %s",
				part_text(w->in->scratch, part_trim(rest))));
}

/* "92 requests in 1.05s, 10.95KB read" */
static void read_total(struct wrk *w, struct part line)
{
	struct part word;
	size_t n;

	if (!part_word(&line, &word) || !part_count(word, &n))
		return;
	w->web.latency.n = n;
	if (n == 0)
		web_failure(&w->web, w->in->scratch, "no request was answered");
}

/* "99.000%   44.54ms" */
static int read_percentile(struct wrk *w, struct part rest)
{
	struct part percent, value, unit;
	double p, v;

	if (!part_word(&rest, &percent) || !part_quantity(percent, &p, &unit) ||
		!part_is(unit, "%") || !part_word(&rest, &value) || rest.n)
		return 0;
	if (!web_time(value, &v))
		return refuse(w, "latency", value);
	web_percentile(&w->web, p, v);
	return 0;
}

static int read_rate(struct wrk *w, struct part value, bool of_bytes)
{
	value = part_trim(value);
	if (of_bytes ? !web_size(value, &w->web.bytes) : !part_number(value, &w->web.rate))
		return refuse(w, of_bytes ? "transfer rate" : "rate", value);
	return 0;
}

static int read_line(struct wrk *w, struct part line)
{
	struct part rest, bare = part_trim(line);

	if (part_starts(line, "Running ") && part_after(line, " test @ ", &rest)) {
		if (flush(w) < 0)
			return -1;
		w->url = part_text(w->in->scratch, part_trim(rest));
		w->web = web_new();
		return 0;
	}
	if (!w->url)
		return 0;
	if (part_starts(bare, "Latency ") && !part_starts(bare, "Latency Distribution"))
		return part_after(bare, "Latency ", &rest) ? read_latency(w, rest) : 0;
	if (part_starts(bare, "Socket errors: ") && part_after(bare, ": ", &rest))
		read_socket_errors(w, rest);
	else if (part_starts(bare, "Non-2xx or 3xx responses: "))
		web_failure(&w->web, w->in->scratch, part_text(w->in->scratch, bare));
	else if (part_after(bare, " requests in ", &rest))
		read_total(w, bare);
	else if (part_starts(line, "Requests/sec:") && part_after(line, ":", &rest))
		return read_rate(w, rest, false);
	else if (part_starts(line, "Transfer/sec:") && part_after(line, ":", &rest))
		return read_rate(w, rest, true);
	return read_percentile(w, bare);
}

static int read_wrk(struct import *in, struct error *err)
{
	struct wrk w = { .in = in, .err = err };
	struct part line;

	if (lines_open(&w.lines, in, err) < 0)
		return -1;
	while (lines_next(&w.lines, &line))
		if (read_line(&w, line) < 0)
			return -1;
	return flush(&w);
}

const struct importer wrk_importer = {
	.one_run = true,
	.name = "wrk",
	.help = "wrk --latency",
	.detect = detect,
	.read = read_wrk,
};
