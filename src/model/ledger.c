#include "model/ledger.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/record.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/units.h"

enum { LEDGER_SCHEMA = 1, ENTRIES_MAX = 1000 };

#define FIELD(name, type) RECORD_FIELD(struct accepted, name, type)
#define LIMITS            "a percentage such as \"+12%%\", or an amount such as \"2\" or \"10ms\""
static void read_max(struct json *j, void *entry, struct arena *mem)
{
	if (!ledger_limit(entry, mem, json_string(j)))
		json_refuse(j, "\"max\" needs " LIMITS);
	else if (((struct accepted *)entry)->max > LEDGER_MAX)
		json_refuse(j, "\"max\" is above the maximum, 100000%%");
}

static const struct field fields[] = {
	FIELD(suite, TEXT),
	FIELD(benchmark, TEXT),
	FIELD(metric, TEXT),
	FIELD(reason, TEXT),
	FIELD(commit, TEXT),
	FIELD(base, TEXT),
	FIELD(expires, TEXT),
	{ "max", FIELD_CALL, 0, .call = read_max },
	{ NULL },
};

bool ledger_limit(struct accepted *a, struct arena *mem, const char *text)
{
	const char *plain = *text == '+' ? text + 1 : text, *why;
	double v;

	a->max = 0;
	a->amount = NULL;
	if (quantity_parse(&v, DIM_RATIO, text, &why)) {
		a->max = v;
		return v > 0;
	}
	for (int dim = DIM_NONE; dim <= DIM_FREQUENCY && !a->amount; dim++)
		if (quantity_parse(&v, (enum dimension)dim, plain, &why) && v > 0)
			a->amount = arena_string(mem, plain);
	return a->amount != NULL;
}

/* Every digit: three would move a limit that nobody changed. */
const char *ledger_limit_text(struct arena *mem, const struct accepted *a)
{
	return a->amount ? arena_printf(mem, "+%s", a->amount)
			 : arena_printf(mem, "+%.10g%%", 100 * a->max);
}

/* Whether a date of the right form is in the calendar: timegm would move it to the next month. */
static bool is_day(const char *date)
{
	struct tm given = { 0 }, real;

	if (!strptime(date, "%Y-%m-%d", &given))
		return false;
	real = given;
	return timegm(&real) != (time_t)-1 && real.tm_mday == given.tm_mday;
}

const char *ledger_date_fault(const char *date)
{
	static const char form[] = "dddd-dd-dd";
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)date[i]) : date[i] != form[i])
			break;
	if (form[i] || date[i] || !is_day(date))
		return "is not a date such as 2026-12-31";
	return NULL;
}

static void read_entry(struct json *j, struct accepted *a, struct arena *mem)
{
	const char *why;

	record_read(j, fields, a, mem);
	if (!a->benchmark || !*a->benchmark)
		json_refuse(j, "an entry without a \"benchmark\"");
	if (a->max <= 0 && !a->amount)
		json_refuse(j, "an entry without a \"max\"");
	if (!a->reason || !*a->reason)
		json_refuse(j, "an entry without a \"reason\"");
	if (a->expires && (why = ledger_date_fault(a->expires)))
		json_refuse(j, "\"expires\": \"%.40s\" %s", a->expires, why);
}

int ledger_read(struct ledger *l, struct arena *mem, struct json *j, struct error *err)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		if (strcmp(key, "schema") == 0) {
			record_schema(j, LEDGER_SCHEMA);
		} else if (strcmp(key, "accepted") == 0) {
			json_array(j);
			while (json_item(j) && l->n < ENTRIES_MAX)
				read_entry(j, ARENA_PUSH(mem, l), mem);
			if (!j->failed && l->n == ENTRIES_MAX)
				json_refuse(j, "%d entries or more; remove expired entries",
					ENTRIES_MAX);
		} else {
			json_skip(j);
		}
	}
	return json_end(j, err);
}

/* NULL sorts first. */
static int order(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int by_key(const void *a, const void *b)
{
	const struct accepted *x = a, *y = b;
	int d = order(x->suite, y->suite);

	d = d ? d : order(x->benchmark, y->benchmark);
	return d ? d : order(x->metric, y->metric);
}

void ledger_write(FILE *f, struct ledger *l)
{
	FREES_ARENA struct arena mem = { 0 };
	struct json_out o = json_out_to(f, 3);

	SORT_LIST(l, by_key);
	json_out_object(&o, NULL);
	json_out_string(&o, "benchctl", "accepted");
	json_out_u64(&o, "schema", LEDGER_SCHEMA);
	json_out_array(&o, "accepted");
	for (size_t i = 0; i < l->n; i++) {
		json_out_object(&o, NULL);
		record_write(&o, fields, &l->v[i]);
		json_out_string(&o, "max", ledger_limit_text(&mem, &l->v[i]));
		json_out_close(&o);
	}
	json_out_end(&o);
}

void ledger_set(struct ledger *l, struct arena *mem, const struct accepted *a)
{
	for (size_t i = 0; i < l->n; i++) {
		if (by_key(&l->v[i], a) == 0) {
			l->v[i] = *a;
			return;
		}
	}
	*ARENA_PUSH(mem, l) = *a;
}

bool ledger_is_same(const struct accepted *a, const struct accepted *b)
{
	return by_key(a, b) == 0 && text_equal(a->base, b->base);
}

static bool same(const struct accepted *a, const struct accepted *b)
{
	return ledger_is_same(a, b) && !(a->max < b->max) && !(a->max > b->max) &&
		text_equal(a->amount, b->amount) && text_equal(a->expires, b->expires);
}

void ledger_add_new(struct ledger *base, struct arena *mem, const struct ledger *head)
{
	size_t n = base->n;

	for (size_t i = 0; i < head->n; i++) {
		size_t k = 0;

		while (k < n && !same(&base->v[k], &head->v[i]))
			k++;
		if (k < n)
			continue;
		*ARENA_PUSH(mem, base) = head->v[i];
		base->v[base->n - 1].added = true;
	}
}
