/* Names the rows of stored comparisons that contradict themselves; ci/bench/judge/rows starts it.
 */
#include <stdio.h>

#include "report/report.h"
#include "../../../tests/unit/row_truth.h"

int main(int argc, char **argv)
{
	size_t rows = 0, wrong = 0;

	for (int i = 1; i < argc; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c;
		struct error err;

		if (comparison_load(&c, &mem, argv[i], &err) < 0) {
			fprintf(stderr, "rows: %s\n", err.text);
			return 2;
		}
		for (size_t k = 0; k < c.n; k++) {
			const char *what = row_contradiction(&c.v[k]);

			rows++;
			wrong += what != NULL;
			if (what)
				printf("%s: %s %s: %s\n", argv[i], c.v[k].id, c.v[k].metric.name,
					what);
		}
	}
	printf("%zu of %zu rows contradict themselves\n", wrong, rows);
	return wrong > 0;
}
