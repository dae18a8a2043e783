/* `benchctl frameworks` and `benchctl detect`. */
#pragma once

#include "app/app.h"
#include "service/detect.h"

/* The frameworks that benchctl ships and those of the configuration here, if there is one. */
int app_frameworks(struct registry *out, struct app *app, const char *config, struct error *err);

/* What the application in dir (NULL: the user's folder) is. name: as for detect_framework. */
int app_detect(struct detected *out, struct app *app, const char *config, const char *dir,
	const char *name, struct error *err);

/* Notes each framework that a service names and that neither is known nor has a file of the
 * application. */
void app_check_frameworks(const struct suite *suite, struct problems *problems);
