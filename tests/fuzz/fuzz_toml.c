/* framework.toml, and the framework that is made from it. */
#include "fuzz.h"

#include "base/text.h"
#include "model/framework.h"
#include "model/option/document.h"
#include "model/option/problem.h"
#include "service/detect.h"
#include "service/toml.h"

static void check(const struct node *node)
{
	FUZZ_CHECK(node->line && node->column);
	FUZZ_CHECK(!node->text == (node->type != NODE_TEXT));
	FUZZ_CHECK(!node->text || utf8_valid(node->text, node->text_n));
	for (size_t i = 0; i < node->n; i++) {
		FUZZ_CHECK(!node->v[i].key == (node->type == NODE_LIST));
		if (node->v[i].key)
			check(node->v[i].key);
		check(node->v[i].value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct problems p = { .mem = &mem };
	const char *text = fuzz_text(&mem, data, n);
	const struct node *root = toml_read(text, n, &p);
	struct framework f;

	FUZZ_CHECK(p.n == !root);
	for (size_t i = 0; i < p.n; i++)
		FUZZ_CHECK(p.v[i].line && p.v[i].column && *p.v[i].text);
	if (root)
		check(root);
	p.n = 0;
	framework_file_read(&f, text, n, false, &p);
	FUZZ_CHECK(p.n || *f.name);
	return 0;
}
