#include "report/history_table.h"

#include "base/arena.h"
#include "judge/stats/prediction.h"
#include "judge/stats/stats.h"

enum { LIKELY_MIN = 5 /* records that say where another one is likely */ };

struct levels levels_of(struct arena *mem, const struct history_line *l)
{
	struct levels levels = { 0 };
	size_t from = 0;

	for (size_t i = 0; i <= l->shifts.n; i++) {
		size_t to = i < l->shifts.n ? l->shifts.v[i].at : l->n, n = to - from;
		const double *sorted = sort_copy(mem, l->v + from, n);
		struct level *level = ARENA_PUSH(mem, &levels);

		*level = (struct level){ from, to, sort_median(sorted, n), 1, 0 };
		if (n >= LIKELY_MIN)
			prediction_band(&level->lo, &level->hi, l->v + from, n, 0.95);
		from = to;
	}
	return levels;
}
