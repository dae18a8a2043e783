#include "report/report.h"

#include <string.h>

#include "base/file.h"

const struct reporter *const reporters[] = { &text_reporter, &markdown_reporter, &junit_reporter,
	&json_reporter, &github_reporter, &codequality_reporter, &metrics_reporter, NULL };

const struct reporter *reporter_find(const char *name)
{
	for (size_t i = 0; reporters[i]; i++)
		if (strcmp(reporters[i]->name, name) == 0)
			return reporters[i];
	return NULL;
}

char *report_markdown(struct arena *mem, const struct comparison *c, size_t limit)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const struct report_style style = { .limit = limit };

	markdown_reporter.render(m.f, c, &style);
	return memory_file_copy(mem, &m);
}
