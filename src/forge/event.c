#include "forge/event.h"

#include "base/arena.h"
#include "base/json_read.h"
#include "base/record.h"

enum { BYTES_MAX = 8 << 20 };

#define USER(name, type) RECORD_FIELD(struct event_user, name, type)
static const struct field user[] = { USER(login, TEXT), USER(type, TEXT), { 0 } };
#define HEAD(name, type) RECORD_FIELD(struct event_head, name, type)
static const struct field head[] = { HEAD(sha, TEXT), HEAD(ref, TEXT), { 0 } };
static const struct field pull[] = {
	RECORD_FIELD(struct event_pull, number, U64),
	{ "head", FIELD_RECORD, offsetof(struct event_pull, head), .fields = head },
	{ 0 },
};
/* At the offset of the repository, whose only member is its owner. */
static const struct field repository[] = { { "owner", FIELD_RECORD, 0, .fields = user }, { 0 } };
static const struct field run[] = {
	{ "head_sha", FIELD_TEXT, offsetof(struct event_run, sha) },
	{ "head_branch", FIELD_TEXT, offsetof(struct event_run, branch) },
	{ "event", FIELD_TEXT, offsetof(struct event_run, event) },
	{ "html_url", FIELD_TEXT, offsetof(struct event_run, url) },
	{ "head_repository", FIELD_RECORD, offsetof(struct event_run, repository),
		.fields = repository },
	{ 0 },
};

/* An issue is a pull request if it has an object of that name. */
static void see_pull(struct json *j, void *member, struct arena *mem)
{
	(void)mem;
	*(bool *)member = json_peek(j) == JSON_OBJECT;
	json_skip(j);
}
#define AT(member) offsetof(struct forge_event, member)
static const struct field issue[] = {
	{ "number", FIELD_U64, AT(issue.number) - AT(issue) },
	{ "pull_request", FIELD_CALL, AT(issue.is_pull) - AT(issue), .call = see_pull },
	{ 0 },
};
static const struct field comment[] = {
	{ "body", FIELD_TEXT, AT(comment.body) - AT(comment) },
	{ "user", FIELD_RECORD, AT(comment.user) - AT(comment), .fields = user },
	{ 0 },
};
static const struct field fields[] = {
	{ "action", FIELD_TEXT, AT(action) },
	{ "pull_request", FIELD_RECORD, AT(pull), .fields = pull },
	{ "workflow_run", FIELD_RECORD, AT(run), .fields = run },
	{ "issue", FIELD_RECORD, AT(issue), .fields = issue },
	{ "comment", FIELD_RECORD, AT(comment), .fields = comment },
	{ "sender", FIELD_RECORD, AT(sender), .fields = user },
	{ 0 },
};

int event_read(struct forge_event *e, struct arena *mem, const char *path, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	*e = (struct forge_event){ 0 };
	if (json_open_file(&j, path, BYTES_MAX, err) < 0)
		return -1;
	record_read(&j, fields, e, mem);
	return json_end(&j, err);
}
