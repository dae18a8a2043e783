#include "app/annotate.h"

#include <string.h>

#include "app/project.h"
#include "base/file.h"
#include "store/runs.h"

static void set_note(struct run *run, struct arena *mem, const struct pair *note)
{
	size_t i = 0;

	while (i < run->notes.n && strcmp(run->notes.v[i].key, note->key) != 0)
		i++;
	if (*note->value) {
		if (i == run->notes.n)
			ARENA_PUSH(mem, &run->notes);
		run->notes.v[i] = (struct run_note){ note->key, note->value };
	} else if (i < run->notes.n) {
		memmove(&run->notes.v[i], &run->notes.v[i + 1],
			(run->notes.n - i - 1) * sizeof *run->notes.v);
		run->notes.n--;
	}
}

int app_annotate(struct run *run, struct app *app, const char *name, const struct pairs *notes,
	struct error *err)
{
	struct run_set set = { 0 };
	struct project p;
	const char *dir;

	project_look(&p, app, NULL);
	dir = runs_find(&app->mem, p.suite.output_dir, name);
	if (!dir)
		return error_exit(err, EXIT_USAGE, "there is no run '%s' in %s; see: benchctl list",
			name, p.suite.output_dir);
	if (run_set_load(&set, &app->mem, file_join(&app->mem, dir, "run.json"), err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (set.n != 1)
		return error_exit(err, EXIT_USAGE, "%s/run.json has %zu runs", dir, set.n);
	for (size_t i = 0; i < notes->n; i++)
		set_note(&set.v[0], &app->mem, &notes->v[i]);
	*run = set.v[0];
	return runs_save(dir, run, err) < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}
