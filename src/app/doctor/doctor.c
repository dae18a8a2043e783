#include "app/doctor/doctor.h"

#include <string.h>

#include "app/app.h"
#include "app/doctor/doctor_own.h"
#include "process/procfs.h"

const char *const finding_states[] = { "good", "worse", "unknown" };

const char *doctor_line(const struct doctor *d, const char *path)
{
	char text[4096];

	if (!procfs_read(text, sizeof text, arena_printf(d->mem, "%s%s", d->root, path)))
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return arena_string(d->mem, text);
}

int app_doctor(struct diagnosis *out, struct app *app, const char *root, struct error *err)
{
	struct doctor d = { .mem = &app->mem, .root = root };

	*out = (struct diagnosis){ 0 };
	if (machine_cpus(&d.cpus, root) < 0)
		return error_exit(err, EXIT_MEASURE,
			"cannot determine which processors this process may use");
	doctor_measure(&d);
	for (const struct doctor_check *c = doctor_checks; c->name; c++) {
		struct finding *f = ARENA_PUSH(&app->mem, out);

		f->name = c->name;
		c->examine(&d, f);
	}
	return 0;
}
