#include <math.h>
#include <search.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/text.h"
#include "report/phrase.h"
#include "report/report.h"
#include "report/html.h"

enum { LONGEST_NAME = 250, BYTES_MAX = 30000000 /* of one file, for GitLab */ };

enum outcome { OUTCOME_PASSED, OUTCOME_SKIPPED, OUTCOME_FAILED, OUTCOME_ERROR, OUTCOMES };

struct junit {
	struct html h;
	struct wording words;
	struct arena *mem; /* of the names in use */
	void *names;       /* of test cases, for tsearch */
	size_t limit, count[OUTCOMES], left_out;
};

/* A row that fails the gate is a failure. A row that was not judged or not gated is skipped,
 * because a green test would claim too much. */
static enum outcome outcome_of(const struct row *r)
{
	if (r->consequence == CONSEQUENCE_FAIL)
		return r->verdict == VERDICT_ERROR ? OUTCOME_ERROR : OUTCOME_FAILED;
	return r->verdict == VERDICT_PASS || r->verdict == VERDICT_IMPROVEMENT ||
			r->verdict == VERDICT_ACCEPTED
		? OUTCOME_PASSED
		: OUTCOME_SKIPPED;
}

/* Milliseconds as a whole number, so that neither a locale's comma nor an exponent appears. */
static const char *time_text(struct junit *j, double seconds)
{
	long long ms = isfinite(seconds) && seconds > 0 ? llround(fmin(seconds, 1e9) * 1e3) : 0;

	return arena_printf(j->words.mem, "%lld.%03lld", ms / 1000, ms % 1000);
}

struct seen {
	const char *name;
	size_t times;
};

/* The name of a test case, with a number behind it if it is in use: GitLab drops the second of two
 * tests with one name, and others merge them. */
static const char *unique_name(struct junit *j, const char *wanted)
{
	struct seen *mine = arena_alloc(j->mem, sizeof *mine), *first = NULL, **found;

	*mine = (struct seen){ .name = arena_string(j->mem, wanted), .times = 1 };
	for (;;) {
		found = tsearch(mine, &j->names, sort_by_text);
		if (!found)
			die_of_memory(0);
		if (*found == mine)
			return mine->name;
		first = first ? first : *found; /* has the next number to try */
		mine->name = arena_printf(j->mem, "%s (%zu)", first->name, ++first->times);
	}
}

static void forget(void *seen)
{
	(void)seen; /* the arena's */
}

static void start_case(struct junit *j, const char *name, double seconds)
{
	html_put(&j->h, "<testcase name=\"%s\" classname=\"%s\" time=\"%s\">\n", name,
		phrase_foreign(&j->words, j->words.c->suite), time_text(j, seconds));
}

static void end_case(struct junit *j)
{
	html_put(&j->h, "</testcase>\n");
}

/* What a test case has at most one of, because a <skipped> hides the others. */
static void put_outcome(struct junit *j, enum outcome outcome, const char *type,
	const char *message, const char *text)
{
	static const char *const elements[OUTCOMES] = { [OUTCOME_SKIPPED] = "skipped",
		[OUTCOME_FAILED] = "failure",
		[OUTCOME_ERROR] = "error" };

	if (elements[outcome])
		html_put(&j->h, " <%s type=\"%s\" message=\"%s\">%s</%s>\n", elements[outcome],
			type, message, text, elements[outcome]);
	j->count[outcome]++;
}

static const char *row_name(const struct wording *w, const struct row *r)
{
	const char *id = phrase_foreign(w, r->id), *name = phrase_name(w, r);

	return strlen(name) > strlen(id)
		? arena_printf(w->mem, "%s [%s]", id, name + strlen(id) + 1)
		: id;
}

static void write_facts(struct junit *j, const struct row *r, const struct fact *facts)
{
	for (const struct fact *f = facts; f->label; f++) {
		const char *said = f->say(&j->words, r);

		if (said)
			html_put(&j->h, "%s: %s\n", f->label, said);
	}
}

static void write_side(struct junit *j, const char *label, const struct row *r,
	const struct summary *s)
{
	const char *side = amount_text(&j->words, r, s);

	if (*side)
		html_put(&j->h, "%s: %s, n=%zu\n", label, side, s->n);
}

static void write_case(struct junit *j, const struct row *r, const char *name)
{
	const char *sentence = fact_sentence(&j->words, r);

	start_case(j, name, r->metric.dim == DIM_TIME ? r->head.median : 0);
	put_outcome(j, outcome_of(r), verdict_names[r->verdict],
		arena_copy(j->words.mem, sentence, strcspn(sentence, "\n")),
		text_also(j->words.mem, sentence, "\n", phrase_remark_beside_reason(&j->words, r)));
	html_put(&j->h, " <system-out>%s\n", sentence);
	write_side(j, "base", r, &r->base);
	write_side(j, "head", r, &r->head);
	write_facts(j, r, fact_evidence);
	write_facts(j, r, fact_advice + 1); /* the shape is in the evidence */
	html_put(&j->h, "</system-out>\n");
	end_case(j);
}

/* A separate test case, because no row shows what the change does to its rules. */
static void write_rules(struct junit *j)
{
	const struct comparison *c = j->words.c;
	const char *why = phrase_loosening(&j->words), *text = "";

	if (c->rule_changes.n == 0)
		return;
	for (size_t i = 0; i < c->rule_changes.n; i++)
		text = text_also(j->words.mem, text, "\n",
			phrase_foreign(&j->words, c->rule_changes.v[i]));
	start_case(j, unique_name(j, "the rules of the gate"), 0);
	put_outcome(j, why ? OUTCOME_FAILED : OUTCOME_SKIPPED, "loosening",
		phrase_rule_changes(&j->words), text_also(j->words.mem, text, "\n", why));
	end_case(j);
}

/* The outcome of the gate, if no row shows why it does not pass. */
static void write_gate(struct junit *j)
{
	const struct comparison *c = j->words.c;
	bool fails = c->exit != EXIT_PASS || c->partial || c->fault;

	if (!c->fault && !j->left_out &&
		((c->exit == EXIT_PASS && !c->partial) ||
			j->count[OUTCOME_FAILED] + j->count[OUTCOME_ERROR]))
		return;
	start_case(j, unique_name(j, "the gate itself"), 0);
	put_outcome(j, fails ? OUTCOME_ERROR : OUTCOME_PASSED, report_verdict(c),
		report_headline(j->words.mem, c), c->fault);
	if (j->left_out)
		html_put(&j->h, " <system-out>%zu row%s did not fit into this file</system-out>\n",
			j->left_out, text_s(j->left_out));
	end_case(j);
}

static void use(struct junit *j, struct arena *mem)
{
	j->words.mem = j->h.mem = mem;
}

/* Adds a test case if the file has room; otherwise m does not change. */
static void add_case(struct junit *j, struct memory_file *m, const struct row *r, struct arena *mem)
{
	enum { HEAD = 16384 }; /* the text before the cases */
	FREES_ARENA struct arena scratch = { 0 };
	size_t kept = m->n, before = j->count[outcome_of(r)];

	use(j, &scratch);
	if (!j->left_out) {
		write_case(j, r, unique_name(j, row_name(&j->words, r)));
		fflush(m->f);
	}
	if (j->left_out || m->n + HEAD > j->limit) {
		j->count[outcome_of(r)] = before;
		j->left_out++;
		memory_file_cut(m, kept);
	}
	use(j, mem);
}

/* Into memory, because the counts precede the cases. Failures come first, in case not all fit. */
static void write_cases(struct junit *j, struct memory_file *m, struct arena *mem)
{
	const struct comparison *c = j->words.c;

	write_rules(j);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < c->n; i++)
			if ((c->v[i].consequence == CONSEQUENCE_FAIL) == (pass == 0))
				add_case(j, m, &c->v[i], mem);
	write_gate(j);
}

static void write_property(struct junit *j, const char *name, const char *value)
{
	if (value && *value)
		html_put(&j->h, "   <property name=\"%s\" value=\"%s\"/>\n", name,
			phrase_foreign(&j->words, value));
}

static void write_counts(struct junit *j)
{
	size_t tests = 0;

	for (size_t i = 0; i < OUTCOMES; i++)
		tests += j->count[i];
	html_put(&j->h, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%s\"", tests,
		j->count[OUTCOME_FAILED], j->count[OUTCOME_ERROR],
		time_text(j, j->words.c->duration));
}

static void write_properties(struct junit *j)
{
	const struct comparison *c = j->words.c;

	html_put(&j->h, "  <properties>\n");
	write_property(j, "benchctl", c->tool);
	write_property(j, "verdict", report_verdict(c));
	write_property(j, "base", c->base.label);
	write_property(j, "base_commit", c->base.commit);
	write_property(j, "head_commit", c->head.commit);
	write_property(j, "machine_class", c->head.host.class);
	write_property(j, "mode", c->mode);
	if (c->seed)
		write_property(j, "seed",
			arena_printf(j->words.mem, "%llu", (unsigned long long)c->seed));
	write_property(j, "reproduce", c->reproduce);
	html_put(&j->h, "  </properties>\n\n");
}

static void write_document(struct junit *j, const struct memory_file *cases)
{
	const struct comparison *c = j->words.c;

	html_put(&j->h,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"benchctl\"");
	write_counts(j);
	html_put(&j->h, ">\n <testsuite name=\"%s\"", phrase_foreign(&j->words, c->suite));
	write_counts(j);
	html_put(&j->h, " skipped=\"%zu\"", j->count[OUTCOME_SKIPPED]);
	if (c->head.started)
		html_put(&j->h, " timestamp=\"%s\"", phrase_foreign(&j->words, c->head.started));
	html_put(&j->h, ">\n");
	write_properties(j);
	fwrite(cases->data, 1, cases->n, j->h.f);
	html_put(&j->h, " </testsuite>\n</testsuites>\n");
}

static void render(FILE *out, const struct comparison *c, const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };
	FREES_MEMORY_FILE struct memory_file cases = MEMORY_FILE(cases);
	struct junit j = { .h = { cases.f, &mem },
		.words = { .mem = &mem, .c = c, .longest = LONGEST_NAME },
		.mem = &mem,
		.limit = style->limit ? style->limit : BYTES_MAX };

	write_cases(&j, &cases, &mem);
	tdestroy(j.names, forget);
	memory_file_end(&cases);
	j.h.f = out;
	write_document(&j, &cases);
}

const struct reporter junit_reporter = {
	.name = "junit",
	.render = render,
};
