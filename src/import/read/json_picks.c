#include <string.h>

#include "base/arena.h"
#include "import/read/picks.h"

enum { DEPTH_MAX = 32 }; /* nothing deeper is looked at */

struct reader {
	struct import *in;
	const struct json_picks *format;
	struct json *j;
	struct picked picked;
	const char *way[DEPTH_MAX];
	size_t depth;
};

static bool is_way(const struct reader *w, const char *pattern)
{
	size_t i = 0;

	for (; *pattern && i < w->depth; i++) {
		size_t n = strcspn(pattern, ">");

		bool any = n && pattern[n - 1] == '*';

		if (strncmp(w->way[i], pattern, any ? n - 1 : n) != 0 || (!any && w->way[i][n]))
			return false;
		pattern += n + (pattern[n] == '>');
	}
	return !*pattern && i == w->depth;
}

static void add_picked(struct reader *w)
{
	const struct pick *row = w->format->rows;
	const char *text = NULL;
	double number = 0;

	while (row->at && !is_way(w, row->at))
		row++;
	if (row->at && json_peek(w->j) == JSON_STRING) {
		text = json_text(w->j, w->in->scratch);
	} else if (row->at && json_peek(w->j) == JSON_NUMBER) {
		number = json_number(w->j);
	} else {
		json_skip(w->j);
		return;
	}
	for (; row->at && !w->j->failed; row++)
		if (is_way(w, row->at) && row->kind == PICK_KEY)
			picked_text(w->in, &w->picked, row, w->way[w->depth - 1]);
		else if (is_way(w, row->at) && text)
			picked_text(w->in, &w->picked, row, text);
		else if (is_way(w, row->at))
			picked_number(w->in, &w->picked, row, number, NULL);
}

static void read_value(struct reader *w);

static void enter(struct reader *w, const char *key)
{
	w->way[w->depth++] = key;
	read_value(w);
	w->depth--;
}

static void read_value(struct reader *w)
{
	enum json_type type = json_peek(w->j);
	FREES_ARENA struct arena keys = { 0 };
	const char *key;

	if (w->depth == DEPTH_MAX || (type != JSON_OBJECT && type != JSON_ARRAY)) {
		add_picked(w);
		return;
	}
	if (type == JSON_ARRAY) {
		json_array(w->j);
		while (json_item(w->j))
			enter(w, "");
	} else {
		json_object(w->j);
		while ((key = json_key(w->j)))
			enter(w, arena_string(&keys, key));
	}
	if (w->j->failed || !is_way(w, w->format->each))
		return;
	if (w->format->absent && w->picked.name && !w->picked.n && !w->picked.failure) {
		if (!*w->format->absent)
			import_refuse(w->in, 0, "'%.200s' has no value", w->picked.name);
		w->picked.failure = w->format->absent;
	}
	if (w->format->by_key && w->depth)
		w->picked.name = arena_string(w->in->scratch, w->way[w->depth - 1]);
	picked_add(w->in, &w->picked, w->format->name);
}

void json_picks_read(struct import *in, const struct json_picks *format)
{
	struct reader w = { .in = in, .format = format, .j = import_json(in) };

	read_value(&w);
}
