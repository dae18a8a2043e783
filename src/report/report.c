#include "report/report.h"

#include <string.h>

const struct reporter *const reporters[] = { &text_reporter, &markdown_reporter, &junit_reporter,
	&json_reporter, &github_reporter, &codequality_reporter, &metrics_reporter, NULL };

const struct reporter *reporter_find(const char *name)
{
	for (size_t i = 0; reporters[i]; i++)
		if (strcmp(reporters[i]->name, name) == 0)
			return reporters[i];
	return NULL;
}
