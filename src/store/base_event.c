#include "store/base_parts.h"

#include <string.h>

#include "base/error.h"
#include "base/json_read.h"

static const char *text_member(struct json *j, struct arena *mem, const char *in, const char *key)
{
	const char *found = NULL, *name;

	json_object(j);
	while ((name = json_key(j))) {
		if (in && strcmp(name, in) == 0 && json_peek(j) == JSON_OBJECT)
			found = text_member(j, mem, NULL, key);
		else if (!in && strcmp(name, key) == 0 && json_peek(j) == JSON_STRING)
			found = json_text(j, mem);
		else
			json_skip(j);
	}
	return found;
}

const char *base_event_value(struct arena *mem, const char *event, size_t n, const char *in,
	const char *key)
{
	CLOSES_JSON struct json j = { 0 };
	const char *found;

	json_open_text(&j, "the event", event, n);
	found = text_member(&j, mem, in, key);
	return json_end(&j, ERROR_IGNORED) < 0 || (found && !*found) ? NULL : found;
}
