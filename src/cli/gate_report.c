#include "gate.h"

#include "benchctl/clock.h"
#include "benchctl/file.h"
#include "benchctl/report.h"
#include "output.h"

static int store(const char *path, const struct comparison *c, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	const struct report_style style = { 0 };

	memory_file_open(&m);
	if (json_reporter.render(m.f, c, &style, err) < 0)
		return -1;
	memory_file_end(&m);
	return file_write(path, m.data, m.n, err);
}

/* comparison.json stays beside the run, so that `benchctl report` can render it again. */
int gate_report(struct gating *g)
{
	struct session *s = &g->s;
	struct error err;
	int status;

	compare_conclude(&g->c);
	g->c.duration = clock_seconds(s->began);
	status = output_reports(s->cli, &g->c);
	if (!s->unsaved &&
		store(file_join(&s->cli->mem, s->dir, "comparison.json"), &g->c, &err) < 0)
		status = cli_fail(&err, EXIT_MEASURE);
	if (g->emit_confirm && store(g->emit_confirm, &g->c, &err) < 0)
		status = cli_fail(&err, EXIT_MEASURE);
	if (g->c.exit != EXIT_PASS)
		return g->c.exit;
	return s->unsaved ? EXIT_MEASURE : status;
}
