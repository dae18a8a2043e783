#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "report/escape.h"
#include "report/phrase.h"
#include "report/format/markdown_table.h"
#include "report/report.h"
#include "report/urgency.h"

enum { LONGEST_NAME = 100 };

/* Parts are made by importance, each with the room that is left, and joined as they are read. */
struct sheet {
	struct wording words;
	size_t room;
	struct sorted_rows rows;
	const struct row **tested; /* the rows with news that were tested */
	size_t tested_n;
};

static void sort_out(struct sheet *s)
{
	s->rows = urgency_sort(s->words.mem, s->words.c);
	s->tested = arena_array(s->words.mem, s->rows.news_n, sizeof(struct row *));
	for (size_t i = 0; i < s->rows.news_n; i++)
		if (s->rows.news[i]->test)
			s->tested[s->tested_n++] = s->rows.news[i];
}

/* Prints a part completely or not at all. */
static void print_part(struct sheet *s, struct memory_file *m, size_t max)
{
	memory_file_end(m);
	if (m->n > max)
		m->n = 0;
	s->room -= m->n;
}

/* Harmless lines cannot close their fence, except by a run of backticks longer than the fence. */
static void print_fenced(FILE *f, const char *language, const char *lines)
{
	size_t longest = 2, run = 0;
	char fence[64];

	for (const char *p = lines; *p; p++) {
		run = *p == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	if (longest + 2 > sizeof fence)
		return;
	memset(fence, '`', longest + 1);
	fence[longest + 1] = '\0';
	fprintf(f, "\n%s%s\n%s\n%s\n", fence, language, lines, fence);
}

static void print_accept(const struct sheet *s, FILE *f, size_t failing)
{
	const char *lines = NULL;

	for (size_t i = 0; i < failing && failing <= FACT_A_FEW; i++) {
		const char *line = fact_accept(&s->words, s->rows.news[i]);

		if (line)
			lines = lines ? arena_printf(s->words.mem, "%s\n%s", lines, line) : line;
	}
	if (!lines)
		return;
	fputs("\nTo accept it, if it is intended:\n", f);
	print_fenced(f, "sh", lines);
}

static void print_list(const struct sheet *s, FILE *f, const struct words *sentences)
{
	const struct wording *w = &s->words;

	/* A sentence is longer than a name. */
	for (size_t i = 0; i < sentences->n; i++)
		fprintf(f, "%s- %s\n", i ? "" : "\n",
			escape_markdown(w->mem,
				escape_shorten(w->mem, escape_line(w->mem, sentences->v[i]),
					4 * w->longest)));
}

/* Before the table: a reader who stops at the verdict must have seen it. */
static void make_rules(struct sheet *s, struct memory_file *m)
{
	const char *why = phrase_loosening(&s->words);

	memory_file_open(m);
	print_list(s, m->f, &s->words.c->rule_changes);
	if (why)
		fprintf(m->f, "\n%s\n", why);
	print_part(s, m, s->room);
}

static void make_action(struct sheet *s, struct memory_file *m)
{
	const struct comparison *c = s->words.c;
	size_t failing = 0;
	const char *line;

	while (failing < s->rows.news_n && s->rows.news[failing]->consequence == CONSEQUENCE_FAIL)
		failing++;
	memory_file_open(m);
	if (c->fault && strchr(c->fault, '\n')) /* the headline has its only line */
		print_fenced(m->f, "text", escape_lines(s->words.mem, c->fault));
	line = fact_again(&s->words, s->rows.news, failing);
	if (line && c->exit != EXIT_PASS) {
		fputs("\nTo reproduce it:\n", m->f);
		print_fenced(m->f, "sh", line);
	}
	print_accept(s, m->f, failing);
	if (phrase_no_verdict(&s->words))
		fprintf(m->f, "\nNo verdict: %s.\n",
			escape_markdown(s->words.mem, phrase_no_verdict(&s->words)));
	print_list(s, m->f, &c->notes);
	print_part(s, m, s->room);
}

static const char *host_value(const struct wording *w, const struct field *f, const struct host *h)
{
	return strcmp(f->name, "memory") == 0 && h->memory
		? quantity_text(w->mem, (double)h->memory, DIM_SIZE)
		: record_text(w->mem, f, h);
}

static void print_pair(struct sheet *s, FILE *f, const char *label, const char *base,
	const char *head)
{
	struct arena *mem = s->words.mem;

	if (!base && !head)
		return;
	fprintf(f, "| %s | %s | %s |\n", label,
		escape_markdown(mem, phrase_foreign(&s->words, base)),
		escape_markdown(mem, phrase_foreign(&s->words, head)));
}

static const char *commit_text(const struct wording *w, const struct party *p)
{
	if (!p->commit)
		return NULL;
	return arena_printf(w->mem, "%s%s", p->commit, p->dirty ? " with uncommitted changes" : "");
}

static const char *runs_text(const struct wording *w, const struct party *p)
{
	if (!p->run)
		return p->runs ? arena_printf(w->mem, "%zu run%s", p->runs, text_s(p->runs)) : NULL;
	return p->runs > 1 ? arena_printf(w->mem, "%s and %zu before it", p->run, p->runs - 1)
			   : p->run;
}

/* One column where base and head are the same machine. */
static void print_hosts(struct sheet *s, FILE *f)
{
	const struct wording *w = &s->words;
	const struct host *hosts[] = { &w->c->base.host, &w->c->head.host };
	bool same = hosts[0]->digest && text_equal(hosts[0]->digest, hosts[1]->digest);

	if (same)
		fputs("\n| machine | |\n|:--|:--|\n", f);
	for (const struct field *d = host_fields; d->name; d++) {
		const char *base = host_value(w, d, hosts[0]), *head = host_value(w, d, hosts[1]);
		bool differs = base && head && strcmp(base, head) != 0;

		if (strcmp(d->name, "digest") == 0 || (same && !head))
			continue;
		if (same)
			fprintf(f, "| %s | %s |\n", d->name,
				escape_markdown(w->mem, phrase_foreign(w, head)));
		else
			print_pair(s, f,
				differs ? arena_printf(w->mem, "**%s** ≠", d->name) : d->name, base,
				head);
	}
}

static void make_environment(struct sheet *s, struct memory_file *m)
{
	const struct wording *w = &s->words;
	const struct party *b = &w->c->base, *h = &w->c->head;

	memory_file_open(m);
	fputs("\n**Environment**\n\n| | base | head |\n|:--|:--|:--|\n", m->f);
	print_pair(s, m->f, "from", b->label, h->label);
	print_pair(s, m->f, "commit", commit_text(w, b), commit_text(w, h));
	print_pair(s, m->f, "runs", runs_text(w, b), runs_text(w, h));
	print_pair(s, m->f, "started", b->started, h->started);
	print_hosts(s, m->f);
	print_part(s, m, s->room / 4);
}

static void make_footer(struct sheet *s, struct memory_file *m)
{
	const struct wording *w = &s->words;
	const struct comparison *c = w->c;

	memory_file_open(m);
	if (c->reproduce && c->exit == EXIT_PASS)
		print_fenced(m->f, "sh", escape_line(w->mem, c->reproduce));
	fprintf(m->f, "\nsuite %s, %s", escape_markdown(w->mem, phrase_foreign(w, c->suite)),
		phrase_counts(w));
	if (isfinite(c->geomean))
		fprintf(m->f, ", geometric mean %s", percent_text(w->mem, c->geomean));
	if (c->mode)
		fprintf(m->f, "; %s", escape_markdown(w->mem, phrase_foreign(w, c->mode)));
	if (c->seed) /* nothing was measured, so there is no seed */
		fprintf(m->f, ", seed %llu", (unsigned long long)c->seed);
	if (isfinite(c->duration))
		fprintf(m->f, ", %s", clock_text(w->mem, c->duration));
	fprintf(m->f, "; exit %d; benchctl %s\n\n</details>\n", c->exit,
		escape_markdown(w->mem, phrase_foreign(w, c->tool)));
	print_part(s, m, s->room);
}

static void make_tables(struct sheet *s, struct memory_file *news, struct memory_file *evidence,
	struct memory_file *rest)
{
	const struct sorted_rows *rows = &s->rows;
	const struct {
		struct memory_file *part;
		enum markdown_columns columns;
		const char *heading;
		const struct row **rows;
		size_t n;
	} tables[] = { { news, MARKDOWN_NEWS, NULL, rows->news, rows->news_n },
		{ evidence, MARKDOWN_EVIDENCE, "Evidence", s->tested, s->tested_n },
		{ rest, MARKDOWN_REST, rows->news_n ? "The other rows" : "All rows", rows->rest,
			rows->rest_n } };

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		memory_file_open(tables[i].part);
		markdown_table(tables[i].part, &s->room, &s->words, tables[i].columns,
			tables[i].heading, tables[i].rows, tables[i].n);
		memory_file_end(tables[i].part);
	}
}

static const char *summary(const struct sheet *s)
{
	const struct wording *w = &s->words;

	const char *list = s->tested_n ? "Evidence" : "";

	if (s->rows.rest_n)
		list = phrase_also(w, list,
			arena_printf(w->mem, "%zu %srow%s", s->rows.rest_n,
				s->rows.news_n ? "other " : "", text_s(s->rows.rest_n)));
	return arena_printf(w->mem, "\n<details><summary>%s</summary>\n",
		*list ? phrase_also(w, list, "environment") : "Environment");
}

enum { RULES, NEWS, ACTION, EVIDENCE, REST, ENVIRONMENT, FOOTER, PARTS };

static void make_subs(struct sheet *s, struct memory_file parts[PARTS])
{
	make_rules(s, &parts[RULES]);
	make_footer(s, &parts[FOOTER]);
	make_action(s, &parts[ACTION]);
	make_environment(s, &parts[ENVIRONMENT]);
	make_tables(s, &parts[NEWS], &parts[EVIDENCE], &parts[REST]);
}

/* The number of bytes of words that fit; never cuts a character or an entity. */
static size_t whole_words(const char *s, size_t max)
{
	size_t n = strlen(s);

	if (n <= max)
		return n;
	for (n = max; n > 0 && s[n] != ' '; n--)
		;
	return n;
}

static void render(FILE *out, const struct comparison *c, const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };
	struct memory_file parts[PARTS] = { 0 };
	struct sheet s = { .words = { .mem = &mem, .c = c, .longest = LONGEST_NAME } };
	const char *headline = escape_markdown(&mem, report_headline(&mem, c)), *fold;
	size_t limit = style->limit ? style->limit : REPORT_COMMENT_MAX;

	sort_out(&s);
	fold = summary(&s);
	headline = arena_printf(&mem, "%s%s\n", c->exit == EXIT_PASS ? "" : "### ", headline);
	if (strlen(headline) + strlen(fold) >= limit) {
		fwrite(headline, 1, whole_words(headline, limit), out);
		return;
	}
	s.room = limit - strlen(headline) - strlen(fold);
	make_subs(&s, parts);
	fputs(headline, out);
	for (size_t i = 0; i < PARTS; i++) {
		if (i == EVIDENCE && parts[FOOTER].n)
			fputs(fold, out);
		if (i < EVIDENCE || parts[FOOTER].n)
			fwrite(parts[i].data, 1, parts[i].n, out);
		memory_file_free(&parts[i]);
	}
}

const struct reporter markdown_reporter = {
	.name = "markdown",
	.render = render,
};
