#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json_read.h"
#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/operand.h"
#include "cli/output.h"
#include "cli/place.h"
#include "cli/session.h"
#include "report/run_table.h"
#include "store/baseline.h"

struct baseline_flags {
	bool commit, replace;
	const char *branch, *message, *output, *config;
};
static const struct option rows[] = {
	{ "commit", 0, OPTION_FLAG, offsetof(struct baseline_flags, commit),
		.default_text = "false",
		.help = "refresh: commit the file, through the object database, never by force" },
	{ "branch", 'b', OPTION_TEXT, offsetof(struct baseline_flags, branch), .value = "BRANCH",
		.help = "refresh --commit: commit there; default: the branch that is checked out" },
	{ "message", 'm', OPTION_TEXT, offsetof(struct baseline_flags, message), .value = "TEXT",
		.help = "refresh --commit: the commit's message" },
	{ "replace", 0, OPTION_FLAG, offsetof(struct baseline_flags, replace),
		.default_text = "false",
		.help = "refresh: forget the runs that the baseline holds" },
	{ "output", 'o', OPTION_TEXT, offsetof(struct baseline_flags, output), .value = "FILE",
		.help = "export: write there instead of to standard output" },
	{ "config", 0, OPTION_TEXT, offsetof(struct baseline_flags, config), .value = "FILE",
		.help = "the configuration; default: benchctl.yaml" },
};
static const struct section section = SECTION("baseline", "", rows, struct baseline_flags);

/* What a refresh adds, and to what. */
struct refresh {
	struct session *s;
	const struct baseline_flags *flags;
	const struct run *run;
	const char *path; /* from the root of the repository */
};

static const char *render(struct arena *mem, const struct run_set *set, size_t *n)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	run_set_write(m.f, set);
	memory_file_end(&m);
	*n = m.n;
	return arena_copy(mem, m.data, m.n);
}

/* The new content of the baseline, given the one of a commit (NULL: none yet). */
static int edit(void *ctx, const char *tip, struct repo_change *changes, size_t n,
	struct error *err)
{
	const struct refresh *r = ctx;
	struct arena *mem = &r->s->cli->mem;
	struct run_set set = { 0 };

	(void)n;
	if (tip && !r->flags->replace &&
		baseline_read(&set, r->s->repo, mem, tip, r->path, r->s->suite.name, err) < 0)
		return -1;
	if (baseline_add(&set, mem, r->run, r->s->suite.baseline_runs, err) < 0)
		return -1;
	changes->data = render(mem, &set, &changes->n);
	return 0;
}

static const char *ref_of(const struct refresh *r)
{
	const char *branch = r->flags->branch;

	return branch ? arena_printf(&r->s->cli->mem, "refs/heads/%s", branch) : NULL;
}

/* Measuring is for nothing where its result cannot be committed. */
static int check_commit(const struct refresh *r)
{
	struct repo_change change = { .path = r->path };
	const struct repo_update update = { .ref = ref_of(r), .changes = &change, .n = 1 };
	struct error err;

	return repo_update_check(r->s->repo, &update, &err) < 0 ? cli_fail(&err, EXIT_NO_VERDICT)
								: EXIT_PASS;
}

static int commit(struct refresh *r)
{
	struct arena *mem = &r->s->cli->mem;
	const struct baseline_flags *f = r->flags;
	struct repo_change change = { .path = r->path };
	const struct repo_update update = {
		.ref = ref_of(r),
		.message = f->message ? f->message
				      : arena_printf(mem,
						"benchmarks: refresh the baseline of %s\n\n"
						"Machine class %s, %zu benchmarks.",
						r->s->suite.name, r->s->host.class, r->run->n),
		.edit = edit,
		.ctx = r,
		.changes = &change,
		.n = 1,
	};
	struct error err;
	const char *id;
	int rc = repo_update(&id, r->s->repo, &update, &err);

	if (rc < 0)
		return cli_fail(&err, EXIT_NO_VERDICT);
	if (rc == 1)
		fprintf(r->s->cli->text, "%s is up to date\n", r->path);
	else
		fprintf(r->s->cli->text, "%s committed as %.10s on %s\n", r->path, id,
			f->branch ? f->branch : r->s->facts->branch);
	return EXIT_PASS;
}

/* As seen from the folder of the configuration. */
static const char *local_path(const struct refresh *r)
{
	return baseline_path(&r->s->cli->mem, "", r->s->suite.baseline_dir, r->s->suite.name,
		r->s->host.class);
}

/* Into the worktree, for the user to look at and to commit. What is there already, committed or
 * not, is added to. */
static int write_file(struct refresh *r)
{
	struct arena *mem = &r->s->cli->mem;
	const char *path = local_path(r);
	struct run_set set = { 0 };
	struct error err;
	const char *data;
	size_t n;

	if (file_exists(path) && !r->flags->replace && run_set_load(&set, mem, path, &err) < 0)
		return cli_fail(&err, EXIT_NO_VERDICT);
	if (baseline_add(&set, mem, r->run, r->s->suite.baseline_runs, &err) < 0 ||
		file_mkdirs(arena_copy(mem, path, (size_t)(strrchr(path, '/') - path)), &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	data = render(mem, &set, &n);
	if (file_write(path, data, n, &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	fprintf(r->s->cli->text,
		"%s holds %zu run%s; it counts once it is committed:\n"
		"  git add %s && git commit -m 'benchmarks: refresh the baseline'\n",
		path, set.n, set.n == 1 ? "" : "s", words_quote_one(mem, path));
	return EXIT_PASS;
}

/* Whether the file can be written once its folders have been made. */
static int check_place(const struct refresh *r)
{
	struct arena *mem = &r->s->cli->mem;
	char *path = arena_string(mem, local_path(r));
	struct error err;

	for (char *slash; (slash = strrchr(path, '/')) && slash > path;) {
		*slash = '\0';
		if (file_exists(path)) {
			*slash = '/';
			break;
		}
	}
	return file_may_write(path, &err) < 0 ? cli_fail(&err, EXIT_USAGE) : EXIT_PASS;
}

/* The run to be recorded: the stored one that was named, or one made now. */
static int get_run(struct session *s, const char *name, const struct run **run)
{
	struct operand o;
	int status;

	if (name) {
		status = operand_load(&o, s, name);
		if (status == EXIT_PASS)
			*run = &o.set.v[o.set.n - 1];
		if (status == EXIT_PASS && (*run)->host.class)
			s->host.class = (*run)->host.class;
		return status;
	}
	status = session_measure(s);
	*run = &s->run;
	if (status == EXIT_PASS)
		session_say_failures(s);
	return status == EXIT_PASS && s->run.status != RUN_OK ? EXIT_MEASURE : status;
}

static const char *path_in_git(const struct session *s)
{
	return baseline_path(&s->cli->mem, s->facts->prefix, s->suite.baseline_dir, s->suite.name,
		s->host.class);
}

static int refresh(struct session *s, const struct baseline_flags *flags, const char *name)
{
	struct refresh r = { .s = s, .flags = flags };
	int status = session_open(s, true);

	if (status == EXIT_PASS && flags->branch && !flags->commit) {
		cli_say("--branch goes with --commit");
		return EXIT_USAGE;
	}
	if (status == EXIT_PASS && flags->commit && !s->facts->head) {
		cli_say("there is no commit in this repository yet, and the baseline would be all "
			"that the first one holds\n"
			"  commit what is measured first:  git add . && git commit");
		return EXIT_NO_VERDICT;
	}
	if (status == EXIT_PASS && !flags->commit)
		status = check_place(&r);
	if (status == EXIT_PASS && flags->commit && !name) {
		r.path = path_in_git(s);
		status = check_commit(&r);
	}
	if (status == EXIT_PASS)
		status = get_run(s, name, &r.run);
	if (status != EXIT_PASS)
		return status;
	if (r.run->dirty)
		cli_note("warning: the baseline was measured with uncommitted changes");
	r.path = path_in_git(s);
	return flags->commit ? commit(&r) : write_file(&r);
}

static int show(struct session *s, const struct baseline_flags *flags, const char *name)
{
	const struct report_style style = output_style(s->cli);
	struct operand o;
	struct base base;
	int status = session_open(s, false);

	(void)flags;
	if (status == EXIT_PASS)
		status = operand_choose(&o, &base, s, name ? name : "HEAD");
	if (status == EXIT_PASS && base.commit)
		status = operand_baseline(&o, &base, s, false);
	if (status != EXIT_PASS)
		return status;
	fprintf(s->cli->text, "baseline of %s, %zu run%s; the newest:\n", o.party.label, o.set.n,
		o.set.n == 1 ? "" : "s");
	run_details(s->cli->text, &o.set.v[o.set.n - 1], &style);
	return EXIT_PASS;
}

static int export(struct session *s, const struct baseline_flags *flags, const char *name)
{
	struct arena *mem = &s->cli->mem;
	struct run_set set = { 0 };
	struct operand o;
	struct error err;
	const char *data;
	size_t n;
	int status = operand_load(&o, s, name ? name : "last");

	if (status != EXIT_PASS)
		return status;
	if (baseline_add(&set, mem, &o.set.v[o.set.n - 1], 1, &err) < 0)
		return cli_fail(&err, EXIT_NO_VERDICT);
	data = render(mem, &set, &n);
	if (!flags->output || strcmp(flags->output, "-") == 0)
		fwrite(data, 1, n, stdout);
	else if (file_write(place_path(s->cli, flags->output), data, n, &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	return EXIT_PASS;
}

static const struct verb {
	const char *name;
	/* name: the second word, or NULL. */
	int (*run)(struct session *s, const struct baseline_flags *flags, const char *name);
} verbs[] = {
	{ "refresh", refresh }, { "show", show }, { "export", export },
	{ "compare", NULL }, /* a comparison like others, see below */
};

/* NULL after saying what is wrong. */
static const struct verb *find_verb(struct arena *mem, const char *word)
{
	struct nearest near = nearest_begin(word);

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strcmp(verbs[i].name, word) == 0)
			return &verbs[i];
		nearest_offer(&near, verbs[i].name);
	}
	cli_say("baseline needs one of: refresh, show, export, compare%s",
		nearest_hint(&near, mem));
	return NULL;
}

static int run(struct cli *cli)
{
	const struct baseline_flags *flags = cli->flags;
	const struct verb *verb = find_verb(&cli->mem, cli->args.n ? cli->args.v[0] : "");
	struct session s = { 0 };
	int status;

	if (!verb)
		return EXIT_USAGE;
	if (!verb->run)
		return compare_baseline(cli);
	status = output_refuse(cli);
	if (status == EXIT_PASS)
		status = session_configure(&s, cli, flags->config);
	if (status == EXIT_PASS)
		status = verb->run(&s, flags, cli->args.n > 1 ? cli->args.v[1] : NULL);
	session_close(&s);
	return status;
}

const struct cli_command baseline_command = {
	.name = "baseline",
	.args = "refresh [RUN] | show [REV] | export [RUN] | compare RUN BASE",
	.summary = "record, show and export the baselines that the repository keeps",
	.help = "  benchctl baseline refresh --commit   measure now and commit the result\n"
		"  benchctl baseline refresh last       record the last run, for you to commit\n"
		"  benchctl baseline show v1.2.0\n"
		"\n"
		"A baseline is <baseline_dir>/<suite>/<machine class>.json. The gate reads it from "
		"the\n"
		"commit it judges against, so a refresh counts once it is committed there.\n",
	.flags = &section,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 3,
	.run = run,
};
