/* Reports of a comparison whose every text and number is foreign. */
#include "fuzz_report.h"

enum { ROWS_MAX = 40 };

static const char *text_of(struct fuzz_bytes *b, struct arena *mem)
{
	const char *line = fuzz_line(b, mem);

	/* Texts of several lines and long ones come from a byte, which are cheap to find. */
	switch (line[0]) {
	case 1: return NULL;
	case 2: return arena_printf(mem, "%s\n%s\n\n%s", line + 1, line + 1, fuzz_line(b, mem));
	case 3:
		while (*line && strlen(line) < 3000)
			line = arena_printf(mem, "%s%s", line, line);
		return line;
	default: return line;
	}
}

static const char *some(struct fuzz_bytes *b, struct arena *mem)
{
	const char *text = text_of(b, mem);

	return text ? text : "";
}

static struct summary summary_of(struct fuzz_bytes *b)
{
	struct summary s = { .n = fuzz_byte(b) };

	s.median = fuzz_number(b);
	s.lo = fuzz_number(b);
	s.hi = fuzz_number(b);
	return s;
}

static struct party party_of(struct fuzz_bytes *b, struct arena *mem)
{
	struct party p = { .label = text_of(b, mem), .runs = fuzz_byte(b) };

	p.run = text_of(b, mem);
	p.commit = text_of(b, mem);
	p.dirty = fuzz_byte(b) & 1;
	p.started = text_of(b, mem);
	p.host.class = text_of(b, mem);
	p.host.cpu = text_of(b, mem);
	p.host.cores = fuzz_byte(b);
	p.host.memory = fuzz_byte(b) * (size_t)123456789;
	return p;
}

static struct metric metric_of(struct fuzz_bytes *b, struct arena *mem)
{
	static const struct metric known[] = {
		{ "wall", "s", DIM_TIME, BETTER_LOWER, false },
		{ "peak_rss", "B", DIM_SIZE, BETTER_LOWER, false },
		{ "rate", "1/s", DIM_RATE, BETTER_HIGHER, true },
		{ "share", "ratio", DIM_RATIO, BETTER_NONE, false },
		{ "n", "1", DIM_COUNT, BETTER_LOWER, true },
		{ "", "", DIM_NONE, BETTER_NONE, false },
	};
	unsigned i = fuzz_byte(b);
	struct metric m = { .better = (enum better)(i % 3), .exact = i & 8 };

	if (i % 8 < ARRAY_SIZE(known))
		return known[i % 8];
	m.name = some(b, mem);
	m.unit = some(b, mem);
	return m;
}

static struct finding finding_of(struct fuzz_bytes *b, struct arena *mem)
{
	return (struct finding){ .kind = (int)(fuzz_byte(b) % FINDINGS),
		.n = fuzz_byte(b),
		.ratio = fuzz_number(b),
		.text = text_of(b, mem),
		.other = text_of(b, mem) };
}

static void take_row(struct row *r, struct fuzz_bytes *b, struct arena *mem)
{
	r->id = some(b, mem);
	r->metric = metric_of(b, mem);
	r->verdict = (int)(fuzz_byte(b) % VERDICTS);
	r->consequence = (int)(fuzz_byte(b) % (CONSEQUENCE_FAIL + 1));
	r->base = summary_of(b);
	r->head = summary_of(b);
	r->change = fuzz_number(b);
	r->effect = fuzz_number(b);
	r->effect_lo = fuzz_number(b);
	r->effect_hi = fuzz_number(b);
	r->level = fuzz_number(b);
	r->p = fuzz_number(b);
	r->p_worse = fuzz_number(b);
	r->test = (int)(fuzz_byte(b) % TESTS);
	r->psi = fuzz_number(b);
	r->psi_star = fuzz_number(b);
	r->psi_p = fuzz_number(b);
	r->psi_level = (int)(fuzz_byte(b) % (PSI_MAJOR + 1));
	r->visible = fuzz_number(b);
	r->threshold = fuzz_number(b);
	r->floor = fuzz_number(b);
	r->confidence = fuzz_number(b);
	r->budget = text_of(b, mem);
	r->confirmed = fuzz_byte(b) & 1;
	r->reason = finding_of(b, mem);
	r->warning = finding_of(b, mem);
	r->command = text_of(b, mem);
	r->history = text_of(b, mem);
}

static void take(struct comparison *c, struct fuzz_bytes *b, struct arena *mem)
{
	*c = (struct comparison){ .suite = some(b, mem), .tool = "0.1.0" };
	c->mode = text_of(b, mem);
	c->reproduce = text_of(b, mem);
	c->base = party_of(b, mem);
	c->head = party_of(b, mem);
	c->duration = fuzz_number(b);
	c->partial = fuzz_byte(b) & 1;
	c->unbased = fuzz_byte(b) & 1;
	for (unsigned n = fuzz_byte(b) % 4; n; n--)
		words_push(mem, &c->notes, some(b, mem));
	while (b->n && c->n < ROWS_MAX)
		take_row(ARENA_PUSH(mem, c), b, mem);
	compare_conclude(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const size_t limits[] = { 0, 0, 150, 1000, 3000, 20000 };
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_bytes b = { data, n };
	unsigned style = fuzz_byte(&b), columns = fuzz_byte(&b);
	const struct report_style styles[] = {
		{ .limit = limits[style % ARRAY_SIZE(limits)] },
		{ .colour = style & 64,
			.unicode = style & 128,
			.columns = columns,
			.limit = limits[style % ARRAY_SIZE(limits)] },
	};
	struct comparison c;

	take(&c, &b, &mem);
	for (size_t i = 0; i < ARRAY_SIZE(styles); i++)
		fuzz_reports(&mem, &c, &styles[i]);
	fuzz_json_report(&mem, &c, false);
	return 0;
}
