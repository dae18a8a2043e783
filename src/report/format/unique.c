#include "report/format/unique.h"

#include <search.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sort.h"

struct seen {
	const char *name;
	size_t times;
};

const char *unique_name(struct unique *u, const char *wanted)
{
	struct seen *mine = arena_alloc(u->mem, sizeof *mine), *first = NULL, **found;

	*mine = (struct seen){ .name = arena_string(u->mem, wanted), .times = 1 };
	for (;;) {
		found = tsearch(mine, &u->tree, sort_by_text);
		if (!found)
			die_of_memory(0);
		if (*found == mine)
			return mine->name;
		first = first ? first : *found; /* has the next number to try */
		mine->name = arena_printf(u->mem, "%s (%zu)", first->name, ++first->times);
	}
}

static void forget(void *seen)
{
	(void)seen; /* the arena's */
}

void unique_free(struct unique *u)
{
	tdestroy(u->tree, forget);
	u->tree = NULL;
}
