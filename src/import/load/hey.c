/* hey's summary, and its -o csv, which has every request. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "import/read/table.h"
#include "import/read/web.h"

/* The summary of oha looks alike, but has a success rate; import its JSON. */
static const char *detect_summary(const char *head)
{
	head += strspn(head, " \r\n");
	return strncmp(head, "Summary:", 8) == 0 && strstr(head, "Slowest:") &&
			strstr(head, "Requests/sec:") && !strstr(head, "Success rate:")
		? "it begins like hey's summary"
		: NULL;
}

struct hey {
	struct web web;
	size_t answers;
};
static const struct hey blank = { .web = WEB_NONE };

/* "Average: 0.0412 secs"; hey prints NaN if no request was answered. */
static void read_figure(const struct lines *l, struct part rest, double *to)
{
	struct part word;

	if (!part_word(&rest, &word))
		word.n = 0;
	if (!part_is(word, "NaN") && !part_number(word, to))
		import_refuse(l->in, l->n, "'%.*s' is not hey's figure", PART_SHOWN(word));
}

/* "[500] 8 responses" of statuses, "[4] Get ...: connection refused" of errors. */
static void read_bracket(struct lines *l, struct part line)
{
	struct part number = { line.v + 1, 0 }, rest, all, word;
	struct arena *mem = l->in->scratch;
	struct hey *h = l->state;
	const char *failure = NULL;
	size_t inside, n;

	while (number.n + 1 < line.n && number.v[number.n] != ']')
		number.n++;
	if (!part_count(number, &inside) || !part_after(line, "]", &rest))
		return;
	all = rest;
	if (!part_word(&all, &word) || !part_count(word, &n) ||
		!part_is(part_trim(all), "responses"))
		failure = arena_printf(mem, "%zu request%s failed: %s", inside, text_s(inside),
			part_text(mem, part_trim(rest)));
	else if (!web_success(inside))
		failure = arena_printf(mem, "%zu answer%s with status %zu", n, text_s(n), inside);
	else if (__builtin_add_overflow(h->answers, n, &h->answers))
		h->answers = 0; /* no possible count */
	h->web.failure = import_reasons(l->in, h->web.failure, failure);
}

/* "95% in 0.0443 secs", in hey 0.1.5 "95%% in ..."; hey prints an unknown percentile as "0% in
 * 0.0000 secs". */
static void read_percentile(struct lines *l, struct part line)
{
	struct hey *h = l->state;
	struct part unit, rest, word;
	double percent, value = 0;

	if (!part_word(&line, &word) || !part_quantity(word, &percent, &unit) ||
		!part_starts(unit, "%") || !part_word(&line, &rest) || !part_is(rest, "in"))
		return;
	read_figure(l, line, &value);
	if (percent > 0)
		web_percentile(&h->web, percent, value);
}

static void add_summary(struct lines *l)
{
	struct hey *h = l->state;

	h->web.latency.n = h->answers;
	h->answers = 0;
	web_add(l->in, "hey", &h->web);
}

static void read_line(struct lines *l, struct part line)
{
	struct hey *h = l->state;
	const struct {
		const char *key;
		double *to;
	} rows[] = { { "Slowest:", &h->web.latency.max }, { "Fastest:", &h->web.latency.min },
		{ "Average:", &h->web.latency.mean }, { "Requests/sec:", &h->web.rate } };
	struct part rest;

	line = part_trim(line);
	if (part_starts(line, "Summary:") && !isnan(h->web.rate))
		add_summary(l);
	else if (line.n && *line.v == '[')
		read_bracket(l, line);
	else
		read_percentile(l, line);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (isnan(*rows[i].to) && part_behind(line, rows[i].key, &rest))
			read_figure(l, rest, rows[i].to);
}

const struct importer hey_importer = {
	.name = "hey",
	.help = "hey, the printed summary; prefer -o csv, see hey-csv",
	.detect = detect_summary,
	.parts = (const struct import_part[]){ { "Summary:", "Status code distribution:" }, { 0 } },
	.line = read_line,
	.end = add_summary,
	.blank = &blank,
	.size = sizeof blank,
};

static const char *const columns[] = { "response-time", "DNS+dialup", "DNS", "status-code", NULL };

static void add_request(struct table *t)
{
	const char *status = table_text(t, "status-code");

	web_request(t->in, import_result(t->in, "hey"), table_number(t, "response-time"), "s",
		(struct part){ status, strlen(status) }, t->row.line);
}

const struct importer hey_csv_importer = {
	.name = "hey-csv",
	.help = "hey -o csv",
	.columns = columns,
	.because = "its first line is that of hey -o csv",
	.row = add_request,
};
