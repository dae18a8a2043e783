#include "measure/kind/ebp.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"

/* Every member is a row: reading and completeness are made from the same table. */
enum member_type { MEMBER_TEXT, MEMBER_U64, MEMBER_NUMBER };
#define REQUIRED ((size_t)-1)
struct member {
	const char *name;
	enum member_type type;
	size_t offset;
	size_t has; /* of the flag that says whether it is there; REQUIRED: it must be */
};
struct group {
	const char *name; /* of the object it is in; NULL: the report itself */
	const struct member *members;
	size_t n;
	size_t has;
};

#define AT(m) offsetof(struct ebp, m)
static const struct member top[] = {
	{ "framework", MEMBER_TEXT, AT(framework), REQUIRED },
	{ "cold_start_us", MEMBER_U64, AT(cold_start_us), REQUIRED },
	{ "first_llm_call_epoch_ns", MEMBER_U64, AT(first_llm_call_epoch_ns), REQUIRED },
	{ "peak_rss_bytes", MEMBER_U64, AT(peak_rss), AT(has_peak_rss) },
	{ "throughput_agents_per_sec", MEMBER_NUMBER, AT(throughput), AT(has_throughput) },
};
static const struct member loop[] = {
	{ "min_us", MEMBER_U64, AT(loop.min), REQUIRED },
	{ "max_us", MEMBER_U64, AT(loop.max), REQUIRED },
	{ "mean_us", MEMBER_U64, AT(loop.mean), REQUIRED },
	{ "median_us", MEMBER_U64, AT(loop.median), REQUIRED },
	{ "p95_us", MEMBER_U64, AT(loop.p95), REQUIRED },
	{ "p99_us", MEMBER_U64, AT(loop.p99), REQUIRED },
	{ "count", MEMBER_U64, AT(loop.count), REQUIRED },
};
static const struct member tokens[] = {
	{ "total_tokens", MEMBER_U64, AT(tokens.total), REQUIRED },
	{ "user_content_tokens", MEMBER_U64, AT(tokens.user_content), REQUIRED },
	{ "overhead_tokens", MEMBER_U64, AT(tokens.overhead), REQUIRED },
};
static const struct group groups[] = {
	{ NULL, top, ARRAY_SIZE(top), REQUIRED },
	{ "loop_overhead", loop, ARRAY_SIZE(loop), REQUIRED },
	{ "token_overhead", tokens, ARRAY_SIZE(tokens), AT(has_tokens) },
};
enum { GROUPS = ARRAY_SIZE(groups), MEMBERS_MAX = 8 };

struct reading {
	struct ebp *e;
	struct arena *mem;
	struct json j;
	bool seen[GROUPS], member_seen[GROUPS][MEMBERS_MAX];
	const char *at; /* the member that is being read */
};

static const char *path_of(struct arena *mem, const struct group *g, const char *member)
{
	return g->name ? arena_printf(mem, "%s.%s", g->name, member) : member;
}

/* Whether there is a value; null is none. */
static bool take_flag(struct reading *r, size_t has)
{
	if (has == REQUIRED)
		return true;
	return *(bool *)(void *)((char *)r->e + has) = !json_null(&r->j);
}

static void read_member(struct reading *r, const struct member *m)
{
	char *field = (char *)r->e + m->offset;

	if (!take_flag(r, m->has))
		return;
	switch (m->type) {
	case MEMBER_TEXT: *(const char **)(void *)field = json_text(&r->j, r->mem); break;
	case MEMBER_NUMBER: *(double *)(void *)field = json_number(&r->j); break;
	case MEMBER_U64:
	default: *(uint64_t *)(void *)field = json_u64(&r->j); break;
	}
}

static void read_group(struct reading *r, size_t g);

static void read_value(struct reading *r, size_t g, const char *key)
{
	for (size_t i = 0; i < groups[g].n; i++) {
		if (strcmp(groups[g].members[i].name, key) != 0)
			continue;
		r->at = path_of(r->mem, &groups[g], groups[g].members[i].name);
		r->member_seen[g][i] = true;
		read_member(r, &groups[g].members[i]);
		return;
	}
	for (size_t i = 1; g == 0 && i < GROUPS; i++) {
		if (strcmp(groups[i].name, key) != 0)
			continue;
		r->at = groups[i].name;
		r->seen[i] = take_flag(r, groups[i].has);
		if (r->seen[i])
			read_group(r, i);
		return;
	}
	json_skip(&r->j);
}

static void read_group(struct reading *r, size_t g)
{
	const char *key;

	json_object(&r->j);
	while ((key = json_key(&r->j))) {
		read_value(r, g, key);
		if (r->j.failed)
			return;
		r->at = NULL;
	}
}

/* The first required member that is missing, or NULL. */
static const char *missing(const struct reading *r)
{
	for (size_t g = 0; g < GROUPS; g++) {
		if (g && !r->seen[g] && groups[g].has == REQUIRED)
			return groups[g].name;
		for (size_t i = 0; i < groups[g].n && (g == 0 || r->seen[g]); i++)
			if (groups[g].members[i].has == REQUIRED && !r->member_seen[g][i])
				return path_of(r->mem, &groups[g], groups[g].members[i].name);
	}
	return NULL;
}

static int refuse(const struct reading *r, const char *why, size_t offset, const char *text,
	size_t n, struct error *err)
{
	enum { BEGINNING = 80 };

	if (n == 0)
		return error_set(err,
			"failed to parse EBP JSON output: the harness printed nothing");
	return error_set(err,
		"failed to parse EBP JSON output: %s%s%s, "
		"at byte %zu of the output, which begins: %.*s",
		r->at ? r->at : "", r->at ? ": " : "", why, offset,
		(int)(n < BEGINNING ? n : BEGINNING), text);
}

int ebp_read(struct ebp *e, struct arena *mem, const char *text, size_t n, struct error *err)
{
	struct reading r = { .e = e, .mem = mem };
	const char *lacks;
	struct error why;
	size_t offset;
	int rc;

	*e = (struct ebp){ 0 };
	while (n && strchr(" \t\r\n", text[n - 1]))
		n--;
	for (; n && strchr(" \t\r\n", *text); text++)
		n--;
	json_open_text(&r.j, "output", text, n);
	read_group(&r, 0);
	offset = json_offset(&r.j);
	rc = json_end(&r.j, &why);
	if (rc < 0)
		return refuse(&r, why.text, offset, text, n, err);
	lacks = missing(&r);
	if (lacks)
		return refuse(&r, arena_printf(mem, "%s is missing", lacks), n, text, n, err);
	return 0;
}

uint64_t ebp_cold_start_us(const struct ebp *e, uint64_t started_ns)
{
	if (e->first_llm_call_epoch_ns < started_ns)
		return 0;
	return (e->first_llm_call_epoch_ns - started_ns) / 1000;
}
