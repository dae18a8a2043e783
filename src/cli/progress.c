#include "cli/progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/text.h"

#define REDRAW_NS   UINT64_C(80000000)
#define PLAIN_NS    UINT64_C(10000000000)
#define BAR_COLUMNS 8

static void bar(const struct meter *m, double part)
{
	static const char *const eighths[] = { " ", "\xe2\x96\x8f", "\xe2\x96\x8e", "\xe2\x96\x8d",
		"\xe2\x96\x8c", "\xe2\x96\x8b", "\xe2\x96\x8a", "\xe2\x96\x89", "\xe2\x96\x88" };
	int filled = (int)lround(part * BAR_COLUMNS * 8);

	for (int i = 0; i < BAR_COLUMNS; i++, filled -= 8) {
		int k = filled < 0 ? 0 : filled > 8 ? 8 : filled;

		fputs(m->terminal.unicode ? eighths[k] : k >= 4 ? "#" : ".", stderr);
	}
}

static void print_block(const struct progress *p)
{
	if (p->blocks)
		fprintf(stderr, " block %zu of %zu", p->blocks, p->blocks_max);
}

static void draw(const struct meter *m, const struct progress *p)
{
	double all = p->elapsed + p->remaining;
	char left[CLOCK_TEXT_MAX];

	fputs("\r\033[K  ", stderr);
	bar(m, isnan(all) || all <= 0 ? 0 : p->elapsed / all);
	fprintf(stderr, "  %zu of %zu done  ", p->decided, p->benchmarks);
	if (p->remaining > 0)
		fprintf(stderr, "%s left  ", clock_text(left, p->remaining));
	/* The rest of the line shows the benchmark. */
	if (m->terminal.columns > (p->blocks ? 62 : 60) + strlen(p->benchmark)) {
		text_print_safe(stderr, p->benchmark);
		print_block(p);
	}
	fflush(stderr);
}

static void end(struct meter *m)
{
	if (m->drawn)
		fputs("\r\033[K", stderr);
	m->drawn = false;
	m->last = 0;
}

void meter_show(void *meter, const struct progress *p)
{
	struct meter *m = meter;
	uint64_t now = clock_ns();
	char left[CLOCK_TEXT_MAX];

	if (!p) {
		end(m);
		return;
	}
	if (m->last && now - m->last < (m->terminal.live ? REDRAW_NS : PLAIN_NS))
		return;
	if (m->terminal.live) {
		draw(m, p);
		m->drawn = true;
	} else if (m->last) { /* nothing for a short measurement */
		fprintf(stderr, "  %s: %zu of %zu benchmarks done", p->phase, p->decided,
			p->benchmarks);
		if (p->blocks) {
			fputs(", ", stderr);
			text_print_safe(stderr, p->benchmark);
			print_block(p);
		}
		fprintf(stderr, "%s%s\n", p->remaining > 0 ? ", left: " : "",
			p->remaining > 0 ? clock_text(left, p->remaining) : "");
	}
	m->last = now;
}
