/* Results of other tools. The first line chooses the importer: by its name or, where it is none,
 * by its first byte. The input is then read by what
 * it looks like, too. What could be imported can be kept. */
#include "fuzz_run.h"

#include "import/import.h"

static const struct importer *choose(const char *line)
{
	const struct importer *named = importer_find(line);
	size_t n = 0;

	while (importers[n])
		n++;
	return named ? named : importers[(unsigned char)*line % n];
}

static int import(struct run *run, struct arena *mem, const struct fuzz_bytes *b,
	const struct importer *importer, struct error *err)
{
	struct import_answer answer;

	*run = (struct run){ .suite = "s", .tool = "0.1.0", .shell = (double)NAN };
	return import_text(run, mem, "x", (const char *)b->at, b->n, importer, &answer, err);
}

/* A file is read in other pieces than a text. */
static int import_from_file(struct run *run, struct arena *mem, const struct fuzz_bytes *b,
	const struct importer *importer, struct error *err)
{
	struct import_answer answer;
	struct fuzz_file f;
	int rc;

	*run = (struct run){ .suite = "s", .tool = "0.1.0", .shell = (double)NAN };
	fuzz_file_open(&f, b->at, b->n);
	rc = import_file(run, mem, f.path, importer, &answer, err);
	fuzz_file_close(&f);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_bytes b = { data, n };
	const struct importer *importer = choose(fuzz_line(&b, &mem));
	struct run run, from_file;
	struct run_set set = { .kind = "run", .suite = "s", .n = 1 };
	struct error err = { 0 };
	int rc = import(&run, &mem, &b, importer, &err);

	if (rc < 0)
		FUZZ_CHECK(*err.text);
	FUZZ_CHECK(import_from_file(&from_file, &mem, &b, importer, &err) == rc);
	set.v = &run;
	if (rc == 0)
		fuzz_run_keeps(&mem, &set);
	if (import(&run, &mem, &b, NULL, &err) == 0)
		fuzz_run_keeps(&mem, &set);
	return 0;
}
