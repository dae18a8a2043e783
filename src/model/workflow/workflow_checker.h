/* What the parts of the check of a workflow share. */
#pragma once

#include "base/arena.h"
#include "model/suite.h"

struct outputs ARENA_LIST(const struct workflow_output *);
struct checker {
	struct suite *suite;
	struct workflow *w;
	struct outputs outputs; /* of all stages, in their order */
	struct problems *problems;
	struct arena *mem;
	bool readable;         /* every value is of its option, none is a default instead */
	const struct item *at; /* of the element that is checked */
	const char *what;      /* "stage 'load'" */
};

/* Notes a problem at c->at. */
__attribute__((format(printf, 2, 3))) void workflow_refuse(const struct checker *c, const char *fmt,
	...);

/* Replaces {{hosts.ALIAS}} and {{hosts.ALIAS.MEMBER}}; name: of the option, for messages. */
const char *workflow_expand(const struct checker *c, const char *name, const char *text);

/* A path of an old configuration that begins with the folder of a run, from there on. */
const char *workflow_inside_run(const struct checker *c, const char *path);
/* NULL: the schema has none of that name. */
struct workflow_column *workflow_column(const struct workflow_schema *schema, const char *name);

void workflow_check_outputs(struct checker *c, struct workflow_stage *s);
/* Call it after the stages. */
void workflow_check_plots(struct checker *c);
