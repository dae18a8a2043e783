/* The block of lines that shows progress on a terminal. */
#include "cli/progress.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/secrets.h"
#include "base/text.h"
#include "model/run/run.h"

#define BAR_COLUMNS 8

static void bar(FILE *f, const struct meter *m, double part)
{
	static const char *const eighths[] = { " ", "\xe2\x96\x8f", "\xe2\x96\x8e", "\xe2\x96\x8d",
		"\xe2\x96\x8c", "\xe2\x96\x8b", "\xe2\x96\x8a", "\xe2\x96\x89", "\xe2\x96\x88" };
	int filled = (int)lround(part * BAR_COLUMNS * 8);

	for (int i = 0; i < BAR_COLUMNS; i++, filled -= 8) {
		int k = filled < 0 ? 0 : filled > 8 ? 8 : filled;

		fputs(m->terminal.unicode ? eighths[k] : k >= 4 ? "#" : ".", f);
	}
}

void progress_print_block(FILE *f, const struct progress *p)
{
	if (p->blocks)
		fprintf(f, " block %zu of %zu", p->blocks, p->blocks_max);
}

/* Columns of the names of steps and of hosts. */
static void widths(size_t width[2], const struct progress *p)
{
	enum { NAME = 28, HOST = 16 };

	width[0] = width[1] = 0;
	for (size_t i = 0; i < p->steps_n; i++) {
		const struct step *s = &p->steps[i];
		size_t name = utf8_width(s->name), host = s->host ? utf8_width(s->host) : 0;

		width[0] = name > width[0] ? name : width[0];
		width[1] = host > width[1] ? host : width[1];
	}
	width[0] = width[0] < NAME ? width[0] : NAME;
	width[1] = width[1] < HOST ? width[1] : HOST;
}

/* At most that many columns of the text, and blanks up to them where pad. */
static void put_cut(FILE *f, struct arena *mem, const char *text, size_t columns, bool pad)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const char *end;
	size_t n = 0;

	text_print_safe(m.f, text);
	text = memory_file_copy(mem, &m);
	for (end = text; *end && (n < columns || (*end & 0xc0) == 0x80); end++)
		n += (*end & 0xc0) != 0x80;
	fwrite(text, 1, (size_t)(end - text), f);
	if (pad)
		fprintf(f, "%*s", (int)(columns - n), "");
}

static const char *sign(const struct step *s, bool unicode)
{
	static const char *const signs[2][6] = { { " ", ">", "+", "x", "-", "+" },
		{ "\xc2\xb7", "\xe2\x96\xb8", "\xe2\x9c\x93", "\xe2\x9c\x97", "-",
			"\xe2\x9c\x93" } };

	return signs[unicode][s->state == STEP_ENDED ? STEP_ENDED + s->status : s->state];
}

/* What it has said last. A program may rewrite its line. */
static const char *last_words(struct arena *mem, const struct progress *p, const struct step *s)
{
	const char *line = s->log && s->state == STEP_RUNNING ? app_last_line(mem, s->log)
							      : s->text;
	const char *begin;
	char *text;
	size_t n;

	text = p->secrets ? secrets_hide(mem, p->secrets, line, strlen(line))
			  : arena_string(mem, line);
	n = strlen(text);
	while (n && strchr("\r \t", text[n - 1]))
		text[--n] = '\0';
	begin = strrchr(text, '\r');
	return begin ? begin + 1 : text;
}

static void put_step(FILE *f, const struct meter *m, const struct step *s, const size_t width[2])
{
	FREES_ARENA struct arena mem = { 0 };
	double seconds;
	size_t used = 4 + width[0] + (width[1] ? 2 + width[1] : 0) + 2 + 8 + 2;

	fprintf(f, "\n  %s ", sign(s, m->terminal.unicode));
	put_cut(f, &mem, s->name, width[0], true);
	if (width[1]) {
		fputs("  ", f);
		put_cut(f, &mem, s->host ? s->host : "", width[1], true);
	}
	seconds = s->state == STEP_RUNNING ? clock_seconds(s->began) : s->took;
	fprintf(f, "  %8s", seconds > 0 ? clock_text(&mem, seconds) : "");
	if (s->state == STEP_ENDED && s->status != STAGE_OK) {
		fprintf(f, "  %s", stage_status_names[s->status]);
	} else if (m->terminal.columns > used + 1) {
		fputs("  ", f);
		put_cut(f, &mem, last_words(&mem, &m->now, s), m->terminal.columns - used - 1,
			false);
	}
}

/* Those that fit: up to the last that runs, and after it as many as there is room for. */
static size_t put_steps(FILE *f, const struct meter *m)
{
	const struct progress *p = &m->now;
	size_t room = m->terminal.rows > 3 ? m->terminal.rows - 3 : 0, width[2], last = 0, first;
	size_t n = p->steps_n < room ? p->steps_n : room;

	widths(width, p);
	for (size_t i = 0; i < p->steps_n; i++)
		if (p->steps[i].state == STEP_RUNNING)
			last = i;
	first = last + 1 > n ? last + 1 - n : 0;
	for (size_t i = first; i < first + n; i++)
		put_step(f, m, &p->steps[i], width);
	return n;
}

static void put_line(FILE *f, const struct meter *m)
{
	const struct progress *p = &m->now;
	double elapsed = p->elapsed + (p->steps_n ? clock_seconds(m->since) : 0);
	double all = p->elapsed + p->remaining;
	FREES_ARENA struct arena mem = { 0 };

	fputs("  ", f);
	bar(f, m, isnan(all) || all <= 0 ? 0 : p->elapsed / all);
	fprintf(f, "  %zu of %zu done  ", p->decided, p->benchmarks);
	if (p->remaining > 0)
		fprintf(f, "%s left  ", clock_text(&mem, p->remaining));
	else if (p->steps_n)
		fprintf(f, "%s  ", clock_text(&mem, elapsed));
	/* The rest of the line shows the benchmark. */
	if (m->terminal.columns > (p->blocks ? 62 : 60) + strlen(p->benchmark)) {
		text_print_safe(f, p->benchmark);
		progress_print_block(f, p);
	}
}

/* Goes back to the first line of the block and removes it. */
static void put_erase(FILE *f, const struct meter *m)
{
	if (m->drawn > 1)
		fprintf(f, "\r\033[%zuA\033[J", m->drawn - 1);
	else
		fputs("\r\033[K", f);
}

/* In one write. A line that is wider than it seems must not wrap. */
void progress_draw(struct meter *m)
{
	FREES_MEMORY_FILE struct memory_file out = MEMORY_FILE(out);
	size_t lines = 1;

	put_erase(out.f, m);
	if (m->now.steps_n)
		fputs("\033[?7l", out.f);
	put_line(out.f, m);
	if (m->now.steps_n) {
		lines += put_steps(out.f, m);
		fputs("\033[?7h", out.f);
	}
	memory_file_end(&out);
	fwrite(out.data, 1, out.n, stderr);
	fflush(stderr);
	m->drawn = lines;
}

void progress_erase(struct meter *m)
{
	if (m->drawn)
		put_erase(stderr, m);
	fflush(stderr);
	m->drawn = 0;
}
