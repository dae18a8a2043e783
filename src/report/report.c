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

int report_markdown(char **out, struct arena *mem, const struct comparison *c, size_t limit,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const struct report_style style = { .limit = limit };

	if (markdown_reporter.render(m.f, c, &style, err) < 0)
		return -1;
	*out = memory_file_copy(mem, &m);
	return 0;
}
