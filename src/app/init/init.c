#include "app/init/init.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/text.h"
#include "model/suite.h"
#include "store/git/repo.h"

/* A folder's name may be longer than a suite's. */
static const char *suite_name(struct arena *mem)
{
	const char *folder = file_real(mem, "."),
		   *name = text_slug(mem, folder ? file_base(folder) : "");

	if (suite_name_fault(name))
		name = arena_printf(mem, "%.100s", name);
	return suite_name_fault(name) ? "suite" : name;
}

/* Whether YAML reads the text as itself in { key: text }: not as null, a number, a truth value or
 * syntax. */
static bool is_plain(const char *text)
{
	static const char *const words[] = { "null", "true", "false", "yes", "no", "on", "off", "y",
		"n" };
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t n = strlen(text);

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(text, words[i]) == 0)
			return false;
	return n && strchr(letters, *text) && !text[strcspn(text, ",:#'\"{}[]&*!|>%@`\\\t")] &&
		text[n - 1] != ' ';
}

static void print_text(FILE *f, const char *text, bool quotes)
{
	if (!quotes && is_plain(text)) {
		fputs(text, f);
		return;
	}
	fputc('"', f);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			fprintf(f, "\\x%02x", c);
		else
			fprintf(f, "%s%c", c == '"' || c == '\\' ? "\\" : "", c);
	}
	fputc('"', f);
}

/* Names of files may have any character. */
static void print_comment(FILE *f, const char *text)
{
	text_print_safe(f, text);
	fputc('\n', f);
}

static void print_benchmark(FILE *f, const struct find *found)
{
	fputs("  - { name: ", f);
	print_text(f, found->id, false);
	fputs(", command: ", f);
	print_text(f, found->command, true);
	if (found->file) {
		fprintf(f, ", import: { format: %s, file: ", found->import);
		print_text(f, found->file, false);
		fputs(" }", f);
	} else if (found->import) {
		fprintf(f, ", import: %s", found->import);
	}
	fputs(" }   # ", f);
	print_comment(f, found->why);
}

static void print_build(FILE *f, const struct finds *finds)
{
	fputs("# Builds any commit: base and head are built in separate folders and measured side "
	      "by side.\n",
		f);
	for (size_t i = 0; i < finds->notes.n; i++) {
		fputs("# ", f);
		print_comment(f, finds->notes.v[i]);
	}
	fputs(finds->build ? "build: " : "# build: ", f);
	print_text(f, finds->build ? finds->build : "make", false);
	fputs(text_equal(finds->build, "true") ? "   # nothing has to be built\n\n" : "\n\n", f);
}

static void print_config(FILE *f, const char *name, const struct finds *finds)
{
	fputs("# What benchctl measures and when it fails. Every key: benchctl schema --markdown\n"
	      "benchmark: { name: ",
		f);
	print_text(f, name, false);
	fputs(" }\n\n", f);
	print_build(f, finds);
	fputs("# defaults: { warmup: 1, runs: 10..30, timeout: 2min }\n\n"
	      "gate:\n"
	      "  threshold: 5%          # smallest slowdown that fails\n"
	      "  # metrics: { peak_rss: { threshold: 10% } }   # judge memory too\n\n"
	      "suite:\n",
		f);
	for (size_t i = 0; i < finds->n; i++)
		print_benchmark(f, &finds->v[i]);
	if (finds->n == 0)
		fputs("  # An example that only waits; replace it by your own command.\n"
		      "  - { name: " INIT_EXAMPLE_ID ", command: " INIT_EXAMPLE_COMMAND " }\n",
			f);
}

/* Whether a line names that file or folder of the root. */
static bool is_ignored(const char *text, const char *what)
{
	size_t n = strlen(what) - text_ends(what, "/");

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += strspn(line, "\n/");
		if (strncmp(line, what, n) == 0 &&
			strchr("\n", line[n + strspn(line + n, "/ \t\r")]))
			return true;
	}
	return false;
}

/* Adds a line to .gitignore, unless it is there. */
static int ignore(struct init_result *out, struct arena *mem, const char *what, struct error *err)
{
	const char *line = arena_printf(mem, "%s\n", what);
	char *text = arena_string(mem, "");
	size_t n = 0;

	if (file_exists(".gitignore") && file_read(&text, &n, mem, ".gitignore", 4 << 20, err) < 0)
		return -1;
	if (is_ignored(text, what))
		return 0;
	if (n && text[n - 1] != '\n')
		line = arena_printf(mem, "\n%s", line);
	if (file_append(".gitignore", line, strlen(line), err) < 0)
		return -1;
	words_push(mem, &out->ignored, what);
	return 0;
}

/* Neither runs, nor the reports of tools, nor what is built is meant to be committed. */
static int ignore_all(struct init_result *out, struct arena *mem, struct error *err)
{
	int rc;

	if (!out->in_repo)
		return 0;
	rc = ignore(out, mem, "results/", err);
	for (size_t i = 0; rc == 0 && i < out->finds.n; i++)
		if (out->finds.v[i].file)
			rc = ignore(out, mem, out->finds.v[i].file, err);
	for (size_t i = 0; rc == 0 && i < out->finds.ignore.n; i++)
		rc = ignore(out, mem, out->finds.ignore.v[i], err);
	return rc;
}

static void find_branch(struct init_result *out, struct arena *mem)
{
	struct repo *repo;

	if (repo_open(&repo, mem, NULL, ERROR_IGNORED) != 0)
		return;
	out->in_repo = true;
	out->detached = !repo_facts(repo)->branch;
	repo_close(repo);
}

int app_init(struct init_result *out, struct app *app, bool force, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct arena *mem = &app->mem;

	if (file_exists("benchctl.yaml") && !force)
		return error_exit(err, EXIT_USAGE,
			"there is a benchctl.yaml here already; --force overwrites it");
	*out = (struct init_result){ .finds = { .mem = mem } };
	init_find(&out->finds);
	find_branch(out, mem);
	print_config(m.f, suite_name(mem), &out->finds);
	if (memory_file_write(&m, "benchctl.yaml", err) < 0 || ignore_all(out, mem, err) < 0)
		return error_stage(err, EXIT_USAGE);
	return 0;
}

bool init_is_example(const char *id, const char *command)
{
	return text_equal(id, INIT_EXAMPLE_ID) && text_equal(command, INIT_EXAMPLE_COMMAND);
}

bool init_is_example_of(struct arena *mem, const struct benchmark *b)
{
	const struct section *own = b->kind->options;

	return own && own->n &&
		init_is_example(b->id,
			option_text(mem, own->rows, (const char *)b->options + own->rows->offset,
				false));
}
