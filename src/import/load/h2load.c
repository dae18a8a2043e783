/* h2load: the summary, and --log-file, which has every request. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "import/read/web.h"

static const char *detect_summary(const char *head)
{
	return strstr(head, "starting benchmark...") && strstr(head, "total client(s).")
		? "it begins like h2load: starting benchmark..."
		: NULL;
}

struct request { /* a line of the log */
	struct part status;
	double microseconds;
};

static bool take_request(struct part line, struct request *q)
{
	struct part start, duration;
	size_t n;

	return part_word(&line, &start) && start.n >= 14 && part_count(start, &n) &&
		part_word(&line, &q->status) && part_word(&line, &duration) &&
		part_trim(line).n == 0 && part_number(duration, &q->microseconds);
}

static const char *detect_log(const char *head)
{
	struct lines l;
	struct part line;
	struct request q;

	lines_begin(&l, head, strlen(head));
	return lines_next(&l, &line) && memchr(line.v, '\t', line.n) && take_request(line, &q)
		? "its lines are those of h2load --log-file: start, status, duration"
		: NULL;
}

enum { COLUMNS_MAX = 16 };
struct h2load {
	struct import *in;
	struct lines lines;
	struct error *err;
	struct web web;
	size_t columns; /* of the table of times, which versions write differently */
	struct part column[COLUMNS_MAX];
};

/* "requests: 20 total, 20 started, 20 done, 18 succeeded, 2 failed, ..." */
static void read_requests(struct h2load *h, struct part rest)
{
	struct arena *mem = h->in->scratch;
	struct part number, what, all = rest;
	size_t n;

	while (part_word(&rest, &number) && part_word(&rest, &what)) {
		if (!part_count(number, &n))
			return;
		if (part_starts(what, "succeeded"))
			h->web.latency.n = n;
		if (part_starts(what, "failed") && n)
			web_failure(&h->web, mem,
				arena_printf(mem, "requests: %s", part_text(mem, part_trim(all))));
	}
}

/* "845.69ms, 47.30 req/s, 5.40KB/s" */
static int read_rates(struct h2load *h, struct part rest)
{
	struct part rate = { 0 }, bytes = { 0 }, word;

	if (part_after(rest, ", ", &rate) && part_after(rate, " req/s, ", &bytes))
		bytes = part_trim(bytes);
	if (!part_word(&rate, &word) || !part_number(word, &h->web.rate))
		return lines_error(&h->lines, h->in, h->err, "'%.*s' is not h2load's rate",
			PART_SHOWN(rest));
	if (bytes.n < 2 || memcmp(bytes.v + bytes.n - 2, "/s", 2) != 0)
		return 0;
	bytes.n -= 2;
	if (!web_size(bytes, &h->web.bytes))
		return lines_error(&h->lines, h->in, h->err, "'%.*s' is not h2load's size",
			PART_SHOWN(bytes));
	return 0;
}

static void take_time(struct h2load *h, struct part column, double v)
{
	struct figures *f = &h->web.latency;
	double percent;

	if (part_is(column, "min"))
		f->min = v;
	else if (part_is(column, "max"))
		f->max = v;
	else if (part_is(column, "mean"))
		f->mean = v;
	else if (part_is(column, "sd"))
		f->sd = v;
	else if (part_is(column, "median"))
		web_percentile(&h->web, 50, v);
	else if (column.n > 1 && *column.v == 'p' &&
		part_number((struct part){ column.v + 1, column.n - 1 }, &percent))
		web_percentile(&h->web, percent, v);
}

static int read_times(struct h2load *h, struct part rest)
{
	struct part word;
	double v;

	for (size_t i = 0; i < h->columns && !part_is(h->column[i], "+/-"); i++) {
		if (!part_word(&rest, &word) || !web_time(word, &v))
			return lines_error(&h->lines, h->in, h->err, "'%.*s' is not h2load's time",
				PART_SHOWN(word));
		take_time(h, h->column[i], v);
	}
	return 0;
}

static int flush(struct h2load *h)
{
	const struct web web = h->web;

	h->web = web_new();
	return web_add(h->in, "h2load", &web, h->err);
}

static int read_line(struct h2load *h, struct part line)
{
	struct part rest, word, bare = part_trim(line);

	if (part_starts(line, "starting benchmark") && !isnan(h->web.rate))
		return flush(h);
	if (part_starts(line, "finished in ") && part_after(line, " in ", &rest))
		return read_rates(h, rest);
	if (part_starts(line, "requests: ") && part_after(line, ": ", &rest))
		read_requests(h, rest);
	else if (part_starts(bare, "min ") && part_after(bare, " mean ", &rest))
		for (h->columns = 0;
			h->columns < COLUMNS_MAX && part_word(&bare, &h->column[h->columns]);)
			h->columns++;
	else if ((part_starts(line, "time for request:") ||
			 (part_word(&bare, &word) && part_is(word, "request") &&
				 part_starts(part_trim(bare), ":"))) &&
		part_after(line, ":", &rest))
		return read_times(h, rest);
	return 0;
}

static int read_summary(struct import *in, struct error *err)
{
	struct h2load h = { .in = in, .err = err, .web = web_new() };
	struct part line;

	if (lines_open(&h.lines, in, err) < 0)
		return -1;
	while (lines_next(&h.lines, &line))
		if (read_line(&h, line) < 0)
			return -1;
	return flush(&h);
}

const struct importer h2load_importer = {
	.one_run = true,
	.name = "h2load",
	.help = "h2load, the printed summary; better --log-file, see h2load-log",
	.detect = detect_summary,
	.read = read_summary,
};

static int read_log(struct import *in, struct error *err)
{
	struct result *r;
	struct lines lines;
	struct part line;
	struct request q;

	if (lines_open(&lines, in, err) < 0 || import_result(in, &r, "h2load", err) < 0)
		return -1;
	while (lines_next(&lines, &line)) {
		if (line.n == 0)
			continue;
		if (!take_request(line, &q))
			return lines_error(&lines, in, err,
				"'%.*s' is not h2load's start, status and duration",
				PART_SHOWN(line));
		if (web_request(in, r, q.microseconds, "us", q.status, lines.n, err) < 0)
			return -1;
	}
	return 0;
}

const struct importer h2load_log_importer = {
	.one_run = true,
	.name = "h2load-log",
	.help = "h2load --log-file=FILE",
	.detect = detect_log,
	.read = read_log,
};
