/* Values of options in a YAML document that are not sections: texts, lists and maps of texts. */
#pragma once

#include "model/option/document.h"
#include "model/option/option.h"

struct reader {
	struct document doc;
	const struct option_start *start;
	const struct section *root;
	struct arena *mem;
	bool again; /* reads another variant */
};

/* Each reads the node into the field of that option, or notes why it cannot. */
void option_yaml_scalar(struct reader *r, void *field, const struct option *o,
	const struct node *node);
void option_yaml_words(struct reader *r, struct words *out, const struct option *o,
	const struct node *node);
void option_yaml_pairs(struct reader *r, struct pairs *out, const struct option *o,
	const struct node *node);
void option_yaml_lists(struct reader *r, struct lists *out, const struct option *o,
	const struct node *node);
