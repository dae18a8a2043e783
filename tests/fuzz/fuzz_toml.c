/* framework.toml, and the framework that is made from it. */
#include "fuzz.h"

#include "base/text.h"
#include "model/framework.h"
#include "model/option/problem.h"
#include "service/detect.h"
#include "service/toml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct problems p = { .mem = &mem };
	const char *text = fuzz_text(&mem, data, n);
	struct framework f;
	struct toml t;
	int rc = toml_read(&t, text, n, &p);

	FUZZ_CHECK((rc < 0) == (p.n == 1));
	for (size_t i = 0; i < p.n; i++)
		FUZZ_CHECK(p.v[i].line && p.v[i].column && *p.v[i].text);
	for (size_t i = 0; i < t.n; i++) {
		const struct toml_value *v = &t.v[i];

		FUZZ_CHECK(v->line && v->column && v->key && v->table);
		FUZZ_CHECK((v->type == TOML_STRINGS) == !v->text);
		FUZZ_CHECK(!v->text || utf8_valid(v->text, strlen(v->text)));
	}
	p.n = 0;
	framework_file_read(&f, text, n, false, &p);
	FUZZ_CHECK(p.n || *f.name);
	return 0;
}
