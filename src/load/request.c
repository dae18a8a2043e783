#include "load/request.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/rng.h"
#include "base/text.h"
#include "load/load.h"

enum { NUMBER_MAX = 20, MESSAGE_MAX = 1 << 30 };

/* What a value of a template may hold. */
enum part { PART_PATH, PART_HEADER, PART_BODY };

static const char *const part_names[] = { "the path", "a header", "the body" };

bool request_expects(const struct load_request *spec, int status)
{
	if (spec->statuses_n == 0)
		return status >= 200 && status <= 299;
	for (size_t i = 0; i < spec->statuses_n; i++)
		if (spec->statuses[i] == status)
			return true;
	return false;
}

static bool fits(enum part part, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (part == PART_PATH && (c <= ' ' || c >= 0x7f))
			return false;
		if (part == PART_HEADER && ((c < ' ' && c != '\t') || c == 0x7f))
			return false;
	}
	return true;
}

static int column_of(const struct load_plan *plan, const char *name, size_t n)
{
	for (size_t i = 0; i < plan->columns_n; i++)
		if (strlen(plan->columns[i].name) == n &&
			memcmp(plan->columns[i].name, name, n) == 0)
			return (int)i;
	return n == 3 && memcmp(name, "seq", 3) == 0     ? HOLE_SEQ
		: n == 4 && memcmp(name, "rand", 4) == 0 ? HOLE_RAND
							 : HOLE_NONE;
}

/* The longest value of a column; -1: a value cannot be in that part. */
static int column_check(size_t *longest, const struct load_column *column, enum part part,
	struct error *err)
{
	*longest = 0;
	if (column->n == 0)
		return error_set(err, "${%s} has no values", column->name);
	for (size_t i = 0; i < column->n; i++) {
		size_t n = strlen(column->v[i]);

		if (!fits(part, column->v[i], n))
			return error_set(err,
				"value %zu of ${%s} has a character that %s cannot have", i + 1,
				column->name, part_names[part]);
		*longest = n > *longest ? n : *longest;
	}
	return 0;
}

static void add_segment(struct template *t, struct arena *mem, const char *text, size_t n, int hole)
{
	*ARENA_PUSH(mem, t) = (struct segment){ text, n, hole };
	t->longest += n;
}

/* Adds one ${name}, whose name is n characters, behind literal bytes. */
static int add_hole(struct template *t, const struct load_plan *plan, struct arena *mem,
	const struct segment *literal, const char *name, size_t n, enum part part,
	struct error *err)
{
	int hole = column_of(plan, name, n);
	size_t longest = NUMBER_MAX;

	if (hole == HOLE_NONE)
		return error_set(err,
			"${%.*s} is unknown; there are ${seq}, ${rand} and the columns of the data",
			n < 60 ? (int)n : 60, name);
	if (hole >= 0 && column_check(&longest, &plan->columns[hole], part, err) < 0)
		return -1;
	add_segment(t, mem, literal->text, literal->n, hole);
	t->longest += longest;
	return 0;
}

static int add_template(struct template *t, const struct load_plan *plan, bool verbatim,
	struct arena *mem, const char *s, size_t n, enum part part, struct error *err)
{
	const char *end = s + n;

	if (!fits(part, s, n))
		return error_set(err, "%s has a character that it cannot have", part_names[part]);
	while (s < end) {
		const char *dollar = verbatim ? NULL : memmem(s, (size_t)(end - s), "${", 2);
		const char *brace;
		struct segment literal = { s, (size_t)((dollar ? dollar : end) - s), HOLE_NONE };

		if (dollar && dollar > s && dollar[-1] == '$') {
			/* $${ is ${: the literal ends with the first $ */
			add_segment(t, mem, s, literal.n, HOLE_NONE);
			add_segment(t, mem, "{", 1, HOLE_NONE);
			s = dollar + 2;
			continue;
		}
		brace = dollar ? memchr(dollar, '}', (size_t)(end - dollar)) : NULL;
		if (dollar && !brace)
			return error_set(err, "%s has a ${ without }", part_names[part]);
		if (!dollar) {
			add_segment(t, mem, s, literal.n, HOLE_NONE);
			break;
		}
		if (add_hole(t, plan, mem, &literal, dollar + 2, (size_t)(brace - dollar - 2), part,
			    err) < 0)
			return -1;
		s = brace + 1;
	}
	return 0;
}

static void add_text(struct template *t, struct arena *mem, const char *s)
{
	add_segment(t, mem, s, strlen(s), HOLE_NONE);
}

static bool is_token(const char *s)
{
	static const char allowed[] = "!#$%&'*+-.^_`|~0123456789"
				      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return *s && strspn(s, allowed) == strlen(s);
}

struct pair *load_header_find(const struct pairs *headers, const char *name)
{
	for (size_t i = 0; i < headers->n; i++)
		if (strcasecmp(headers->v[i].key, name) == 0)
			return &headers->v[i];
	return NULL;
}

bool request_has_template(const struct load_request *r)
{
	bool has = strstr(r->path, "${") || (r->body && strstr(r->body, "${"));

	for (size_t i = 0; i < r->headers.n; i++)
		has = has || strstr(r->headers.v[i].value, "${");
	return has && !r->verbatim;
}

/* host:port as in a URL. */
static const char *authority(const struct load_target *target, struct arena *mem)
{
	const char *host = strchr(target->host, ':') ? arena_printf(mem, "[%s]", target->host)
						     : target->host;

	return target->port == (target->tls ? 443 : 80)
		? host
		: arena_printf(mem, "%s:%u", host, (unsigned)target->port);
}

static int add_headers(struct template *t, const struct load_plan *plan,
	const struct load_request *spec, struct arena *mem, struct error *err)
{
	if (!load_header_find(&spec->headers, "host"))
		add_text(t, mem, arena_printf(mem, "Host: %s\r\n", authority(&plan->target, mem)));
	if (!load_header_find(&spec->headers, "user-agent"))
		add_text(t, mem, "User-Agent: benchctl\r\n");
	if (plan->requests_per_connection == 1 && !load_header_find(&spec->headers, "connection"))
		add_text(t, mem, "Connection: close\r\n");
	for (size_t i = 0; i < spec->headers.n; i++) {
		const struct pair *h = &spec->headers.v[i];

		if (!is_token(h->key))
			return error_set(err, "'%s' is not the name of a header", h->key);
		if (strcasecmp(h->key, "content-length") == 0 ||
			strcasecmp(h->key, "transfer-encoding") == 0)
			return error_set(err, "benchctl sets the header %s itself; remove it",
				h->key);
		add_text(t, mem, arena_printf(mem, "%s: ", h->key));
		if (add_template(t, plan, spec->verbatim, mem, h->value, strlen(h->value),
			    PART_HEADER, err) < 0)
			return error_context(err, "header %s", h->key);
		add_text(t, mem, "\r\n");
	}
	return 0;
}

static const char *method_of(const struct load_request *spec)
{
	return spec->method ? spec->method : "GET";
}

static int add_lines(struct template *t, const struct load_plan *plan,
	const struct load_request *spec, struct arena *mem, struct error *err)
{
	if (!is_token(method_of(spec)) || strcmp(method_of(spec), "CONNECT") == 0)
		return error_set(err, "'%s' is not a method that benchctl can send",
			method_of(spec));
	if (*spec->path != '/' && strcmp(spec->path, "*") != 0)
		return error_set(err, "the path '%s' does not begin with /", spec->path);
	add_text(t, mem, arena_printf(mem, "%s ", method_of(spec)));
	if (add_template(t, plan, spec->verbatim, mem, spec->path, strlen(spec->path), PART_PATH,
		    err) < 0)
		return -1;
	add_text(t, mem, " HTTP/1.1\r\n");
	return add_headers(t, plan, spec, mem, err);
}

static size_t number(char *out, uint64_t v)
{
	char digits[NUMBER_MAX];
	size_t n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while (v /= 10);
	for (size_t i = 0; i < n; i++)
		out[i] = digits[n - 1 - i];
	return n;
}

/* A random number that belongs to (seed, seq, use). */
static struct rng rng_of(const struct request_mix *mix, uint64_t seq, uint64_t use)
{
	struct rng r = rng_seeded(mix->plan->seed ^ use);

	r.state = rng_next(&r) + seq * UINT64_C(0xd1342543de82ef95);
	return r;
}

static size_t write_template(char *out, const struct request_mix *mix, const struct template *t,
	uint64_t seq, struct rng *rng)
{
	char *at = out;

	for (size_t i = 0; i < t->n; i++) {
		const struct segment *s = &t->v[i];

		memcpy(at, s->text, s->n);
		at += s->n;
		if (s->hole == HOLE_SEQ) {
			at += number(at, seq);
		} else if (s->hole == HOLE_RAND) {
			at += number(at, rng_next(rng) >> 1);
		} else if (s->hole >= 0) {
			const struct load_column *column = &mix->plan->columns[s->hole];

			at = stpcpy(at, column->v[seq % column->n]);
		}
	}
	return (size_t)(at - out);
}

/* The body is written behind a gap that is wide enough for its length, and then moved up. */
size_t request_write(char *out, const struct request_mix *mix, const struct request *r,
	uint64_t seq)
{
	static const char name[] = "Content-Length: ";
	struct rng rng = rng_of(mix, seq, 1);
	size_t at = write_template(out, mix, &r->lines, seq, &rng);
	char *body = out + at + sizeof name + NUMBER_MAX + 4;
	size_t n = write_template(body, mix, &r->body, seq, &rng);

	if (r->has_length) {
		memcpy(out + at, name, sizeof name - 1);
		at += sizeof name - 1;
		at += number(out + at, n);
		out[at++] = '\r';
		out[at++] = '\n';
	}
	out[at++] = '\r';
	out[at++] = '\n';
	memmove(out + at, body, n);
	return at + n;
}

static bool has_holes(const struct template *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].hole != HOLE_NONE)
			return true;
	return false;
}

static int prepare_one(struct request *r, struct request_mix *mix, const struct load_request *spec,
	struct arena *mem, struct error *err)
{
	static const char *const bodies[] = { "POST", "PUT", "PATCH", NULL };
	static const char *const repeatable[] = { "GET", "HEAD", "PUT", "DELETE", "OPTIONS",
		"TRACE", NULL };
	size_t longest;
	char *bytes;

	*r = (struct request){ .spec = spec, .head = strcmp(method_of(spec), "HEAD") == 0 };
	r->idempotent = text_choice(repeatable, method_of(spec)) >= 0;
	r->has_length = spec->body_n > 0 || text_choice(bodies, method_of(spec)) >= 0;
	if (add_lines(&r->lines, mix->plan, spec, mem, err) < 0)
		return -1;
	if (spec->body_n &&
		add_template(&r->body, mix->plan, spec->verbatim, mem, spec->body, spec->body_n,
			PART_BODY, err) < 0)
		return -1;
	longest = r->lines.longest + r->body.longest + 64;
	if (longest > MESSAGE_MAX)
		return error_set(err, "the request is larger than 1 GiB");
	if (has_holes(&r->lines) || has_holes(&r->body)) {
		mix->longest = longest > mix->longest ? longest : mix->longest;
		return 0;
	}
	bytes = arena_alloc(mem, longest);
	r->n = request_write(bytes, mix, r, 0);
	r->bytes = bytes;
	return 0;
}

/* Divides the 64-bit numbers among the requests by weight. */
static int share_out(struct request_mix *mix, struct error *err)
{
	double sum = 0, upper = 0;

	for (size_t i = 0; i < mix->n; i++) {
		double weight = mix->v[i].spec->weight;

		if (!(weight > 0 && weight < 1e15))
			return error_set(err, "request %zu has the weight %g; it must be above 0",
				i + 1, weight);
		sum += weight;
	}
	for (size_t i = 0; i < mix->n; i++) {
		upper += mix->v[i].spec->weight / sum;
		mix->share[i] = upper < 1 && i + 1 < mix->n ? (uint64_t)(upper * 0x1p64)
							    : UINT64_MAX;
	}
	return 0;
}

int request_prepare(struct request_mix *mix, const struct load_plan *plan, struct arena *mem,
	struct error *err)
{
	*mix = (struct request_mix){ .plan = plan, .n = plan->requests_n };
	if (plan->requests_n == 0 || plan->requests_n > LOAD_REQUESTS_MAX)
		return error_set(err, "a load needs 1 to %d requests, not %zu", LOAD_REQUESTS_MAX,
			plan->requests_n);
	mix->v = arena_array(mem, mix->n, sizeof *mix->v);
	mix->share = arena_array(mem, mix->n, sizeof *mix->share);
	for (size_t i = 0; i < mix->n; i++)
		if (prepare_one(&mix->v[i], mix, &plan->requests[i], mem, err) < 0)
			return error_context(err, "request %zu", i + 1);
	return share_out(mix, err);
}

const struct request *request_draw(const struct request_mix *mix, uint64_t seq)
{
	struct rng rng;
	uint64_t drawn;
	size_t low = 0, high = mix->n - 1;

	if (mix->n == 1)
		return mix->v;
	rng = rng_of(mix, seq, 2);
	drawn = rng_next(&rng);
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (drawn < mix->share[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return &mix->v[low];
}
