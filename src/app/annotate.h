/* `benchctl annotate`: notes of a stored run. */
#pragma once

#include "app/app.h"
#include "model/option/option.h"

/* Adds the notes to the run of that name (run-017, 17, last), or replaces those with the same keys;
 * an empty value removes one. *run: with all its notes. */
int app_annotate(struct run *run, struct app *app, const char *name, const struct pairs *notes,
	struct error *err);
