#include "measure/fixtures.h"

#include "base/arena.h"
#include "base/error.h"
#include "measure/module.h"

int fixtures_probe(struct fixture_programs *h, struct task *t, struct error *err)
{
	if (program_make(&h->setup, t, &t->benchmark->life.fixtures.setup, err) < 0)
		return error_context(err, "setup");
	return 0;
}

int fixtures_find(struct fixture_programs *h, struct task *t, struct error *err)
{
	const struct lifecycle *life = &t->benchmark->life;
	const struct {
		struct program *program;
		const struct words *words;
		const char *name;
	} parts[] = {
		{ &h->cleanup, &life->fixtures.cleanup, "cleanup" },
		{ &h->prepare, &life->fixtures.prepare, "prepare" },
		{ &h->conclude, &life->fixtures.conclude, "conclude" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!parts[i].program->path &&
			program_make(parts[i].program, t, parts[i].words, err) < 0)
			return error_context(err, "%s", parts[i].name);
	return 0;
}

int fixtures_end(struct fixture_programs *h, struct task *t, struct error *err)
{
	/* Setup failed before all programs were looked for. */
	if (!h->cleanup.path &&
		program_make(&h->cleanup, t, &t->benchmark->life.fixtures.cleanup, err) < 0)
		return error_context(err, "cleanup");
	return program_fixture(&h->cleanup, t, "cleanup", err);
}
