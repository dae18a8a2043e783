/* `benchctl demo`: a repository whose last commit makes one benchmark slower, and its gate. */
#pragma once

#include "app/app.h"
#include "judge/compare.h"

/* folder: where the repository is made and stays; NULL: a temporary one, which is removed. 0 if the
 * gate fails as it should; c is its comparison. Also on failure, c can be reported if it has a
 * mode. */
int app_demo(struct comparison *c, struct app *app, const char *folder, struct error *err);
