#include "cli/github_step.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "report/report.h"

static int add_summary(const char *path, const struct comparison *c, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct report_style style = { .limit = REPORT_SUMMARY_MAX };
	struct stat st;
	size_t used = stat(path, &st) == 0 ? (size_t)st.st_size : 0;

	if (used + 4096 >= style.limit)
		return 0; /* earlier steps of the job have filled it */
	style.limit -= used;
	memory_file_open(&m);
	if (markdown_reporter.render(m.f, c, &style, err) < 0)
		return -1;
	memory_file_end(&m);
	return file_append(path, m.data, m.n, err);
}

static int add_outputs(const char *path, const struct comparison *c, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	github_outputs(m.f, c);
	memory_file_end(&m);
	return file_append(path, m.data, m.n, err);
}

int github_step(const struct comparison *c, struct error *err)
{
	const char *summary = getenv("GITHUB_STEP_SUMMARY"), *outputs = getenv("GITHUB_OUTPUT");

	if (summary && *summary && add_summary(summary, c, err) < 0)
		return -1;
	if (outputs && *outputs && add_outputs(outputs, c, err) < 0)
		return -1;
	return 0;
}
