/* h2load: the summary, and --log-file, which has every request. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "import/read/web.h"

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
	struct web web;
	size_t columns; /* of the table of times, which versions write differently */
	struct part column[COLUMNS_MAX];
};

/* "requests: 20 total, 20 started, 20 done, 18 succeeded, 2 failed, ..." */
static void read_requests(struct web *web, struct import *in, struct part rest)
{
	struct part number, what, all = rest;
	size_t n;

	while (part_word(&rest, &number) && part_word(&rest, &what)) {
		if (!part_count(number, &n))
			return;
		if (part_starts(what, "succeeded"))
			web->latency.n = n;
		if (part_starts(what, "failed") && n)
			web->failure = import_reasons(in, web->failure,
				arena_printf(in->scratch, "requests: %s",
					part_text(in->scratch, part_trim(all))));
	}
}

/* "845.69ms, 47.30 req/s, 5.40KB/s" */
static void read_rates(struct lines *l, struct part rest)
{
	struct h2load *h = l->state;
	struct part rate = { 0 }, bytes = { 0 }, word;

	if (part_after(rest, ", ", &rate) && part_after(rate, " req/s, ", &bytes))
		bytes = part_trim(bytes);
	if (!part_word(&rate, &word) || !part_number(word, &h->web.rate))
		import_refuse(l->in, l->n, "'%.*s' is not h2load's rate", PART_SHOWN(rest));
	if (bytes.n < 2 || memcmp(bytes.v + bytes.n - 2, "/s", 2) != 0)
		return;
	bytes.n -= 2;
	if (!web_size(bytes, &h->web.bytes))
		import_refuse(l->in, l->n, "'%.*s' is not h2load's size", PART_SHOWN(bytes));
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

static void read_times(struct lines *l, struct part rest)
{
	struct h2load *h = l->state;
	struct part word;
	double v;

	for (size_t i = 0; i < h->columns && !part_is(h->column[i], "+/-"); i++) {
		if (part_word(&rest, &word) && part_time(&word, &v))
			take_time(h, h->column[i], v);
		else
			import_refuse(l->in, l->n, "'%.*s' is not h2load's time", PART_SHOWN(word));
	}
}

static void add_summary(struct lines *l)
{
	struct h2load *h = l->state;

	web_add(l->in, "h2load", &h->web);
}

static void read_line(struct lines *l, struct part line)
{
	struct h2load *h = l->state;
	struct part rest, word, bare = part_trim(line);

	if (part_starts(line, "starting benchmark") && !isnan(h->web.rate))
		add_summary(l);
	else if (part_behind(line, "finished in ", &rest))
		read_rates(l, rest);
	else if (part_behind(line, "requests: ", &rest))
		read_requests(&h->web, l->in, rest);
	else if (part_starts(bare, "min ") && part_after(bare, " mean ", &rest))
		for (h->columns = 0;
			h->columns < COLUMNS_MAX && part_word(&bare, &h->column[h->columns]);)
			h->columns++;
	else if ((part_starts(line, "time for request:") ||
			 (part_word(&bare, &word) && part_is(word, "request") &&
				 part_starts(part_trim(bare), ":"))) &&
		part_after(line, ":", &rest))
		read_times(l, rest);
}

static const struct h2load blank = { .web = WEB_NONE };
const struct importer h2load_importer = {
	.name = "h2load",
	.help = "h2load, the printed summary; prefer --log-file, see h2load-log",
	.has = { "starting benchmark...", "total client(s)." },
	.because = "it begins like h2load: starting benchmark...",
	.line = read_line,
	.end = add_summary,
	.blank = &blank,
	.size = sizeof blank,
};

static void read_request(struct lines *l, struct part line)
{
	struct request q;

	if (line.n == 0)
		return;
	if (take_request(line, &q))
		web_request(l->in, import_result(l->in, "h2load"), q.microseconds, "us", q.status,
			l->n);
	else
		import_refuse(l->in, l->n,
			"'%.*s' is not a line of an h2load log: start time, status, duration",
			PART_SHOWN(line));
}

const struct importer h2load_log_importer = {
	.name = "h2load-log",
	.help = "h2load --log-file=FILE",
	.detect = detect_log,
	.line = read_request,
};
