/* The files of the External Benchmark Protocol: frameworks, and the workload they are given. */
#include "fuzz.h"

#include "measure/kind/external.h"

static void check_framework(const struct external_framework *f)
{
	const struct external_options *o = &f->options;

	FUZZ_CHECK(f->name && *f->name && o->command && *o->command && !o->workload);
	for (size_t i = 0; i < o->args.n; i++)
		FUZZ_CHECK(o->args.v[i]);
	for (size_t i = 0; i < o->env.n; i++) {
		FUZZ_CHECK(*o->env.v[i].key && !strchr(o->env.v[i].key, '='));
		FUZZ_CHECK(o->env.v[i].value);
		for (size_t k = 0; k < i; k++)
			FUZZ_CHECK(strcmp(o->env.v[k].key, o->env.v[i].key) != 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct external_frameworks all;
	struct external_workload w;
	struct error err = { 0 };
	struct fuzz_file f;

	fuzz_file_open(&f, data, n);
	if (external_load(&all, &mem, f.path, &err) < 0)
		FUZZ_CHECK(*err.text);
	else
		for (size_t i = 0; i < all.n; i++)
			check_framework(&all.v[i]);
	err = (struct error){ 0 };
	if (external_workload_load(&w, &mem, f.path, &err) < 0)
		FUZZ_CHECK(*err.text);
	else
		FUZZ_CHECK(w.name && w.model && w.schema == 1);
	fuzz_file_close(&f);
	return 0;
}
