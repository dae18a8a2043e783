/* The files of a copy right after its build, so that those of benchmarks can be removed. */
#include "base/sort.h"
#include "store/checkout.h"
#include "store/checkout_parts.h"

#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/words.h"
#include "model/host.h"
#include "process/opened_files.h"
#include "store/removal.h"

enum { RECORD_MAX = 1 << 30 };

struct entry {
	const char *path; /* below the copy */
	const char *state;
};

struct entries ARENA_LIST(struct entry);

/* The change time shows a change even if the program sets the other times back. */
static const char *state_of(struct arena *mem, const FTSENT *e)
{
	const struct stat *st = e->fts_statp;

	if (S_ISDIR(st->st_mode))
		return arena_printf(mem, "%o", (unsigned)st->st_mode);
	return arena_printf(mem, "%o %lld %llu %lld.%09ld %lld.%09ld", (unsigned)st->st_mode,
		(long long)st->st_size, (unsigned long long)st->st_ino,
		(long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec, (long long)st->st_ctim.tv_sec,
		st->st_ctim.tv_nsec);
}

/* git refreshes its index whenever it likes. */
static bool is_index(const char *path)
{
	return text_ends(path, ".git/index");
}

static void list(struct entries *out, struct arena *mem, const char *dir,
	const char *(*state)(struct arena *mem, const FTSENT *e))
{
	char *const roots[] = { (char *)(uintptr_t)dir, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	size_t root = strlen(dir) + 1;
	const FTSENT *e;

	*out = (struct entries){ 0 };
	while (tree && (e = fts_read(tree)))
		if (e->fts_level > 0 && e->fts_info != FTS_DP && !is_index(e->fts_path + root))
			*ARENA_PUSH(mem, out) = (struct entry){
				arena_string(mem, e->fts_path + root), state(mem, e)
			};
	if (tree)
		fts_close(tree);
	SORT_LIST(out, sort_by_text);
}

static void write_entries(FILE *out, const struct entries *all)
{
	for (size_t i = 0; i < all->n; i++)
		fprintf(out, "%s%c%s%c", all->v[i].path, '\0', all->v[i].state, '\0');
}

/* Without the change time of a file with several names: a cache of compilers or packages that links
 * it for another tree sets that. */
static const char *lasting_state(struct arena *mem, const FTSENT *e)
{
	const char *state = state_of(mem, e), *change = strrchr(state, ' ');

	if (S_ISDIR(e->fts_statp->st_mode) || e->fts_statp->st_nlink == 1 || !change)
		return state;
	return arena_copy(mem, state, (size_t)(change - state));
}

const char *checkout_state(struct arena *mem, const char *dir)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	FREES_ARENA struct arena scratch = { 0 };
	struct entries now;

	list(&now, &scratch, dir, lasting_state);
	write_entries(m.f, &now);
	memory_file_end(&m);
	return digest_hex(mem, m.data, m.n);
}

/* Before the time of the build. */
static const char *header_for(struct arena *mem, const char *key)
{
	return arena_printf(mem, "benchctl copy 4 %s built at ", key);
}

/* Not the system's state, git's files or a cache, which others change all the time. */
static bool is_input(struct arena *mem, const char *path)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct stat st;

	if (!cache && home)
		cache = file_join(mem, home, ".cache");
	return !file_is_below(path, "/proc") && !file_is_below(path, "/sys") &&
		!(cache && file_is_below(path, cache)) && !strstr(path, "/.git/") &&
		(stat(path, &st) < 0 || S_ISREG(st.st_mode));
}

/* Before the path of a file of the tree that the build has read. */
static const char of_tree[] = "//";

/* Other paths are absolute. A file that is not there is one, too: a build may look in vain for a
 * header that comes later. */
static void add_inputs(FILE *out, struct arena *mem, const char *dir, const char *opened_list)
{
	const char *real = file_real(mem, dir);
	struct words read = { 0 };

	if (opened_list && real)
		opened_files_read(&read, NULL, mem, opened_list);
	for (size_t i = 0; i < read.n; i++) {
		const char *path = file_tidy(mem, read.v[i]), *inside = file_inside(mem, dir, path);

		if (!inside)
			inside = file_inside(mem, real, path);
		if (inside)
			fprintf(out, "%s%s%c%c", of_tree, inside, '\0', '\0');
		else if (is_input(mem, path))
			fprintf(out, "%s%c%s%c", path, '\0', checkout_file_state(mem, path), '\0');
	}
}

int checkout_record(const char *dir, const char *record, const char *key, const char *opened_list,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	FREES_ARENA struct arena mem = { 0 };
	struct entries now;

	list(&now, &mem, dir, state_of);
	fprintf(m.f, "%s%lld%c", header_for(&mem, key), (long long)time(NULL), '\0');
	write_entries(m.f, &now);
	add_inputs(m.f, &mem, dir, opened_list);
	return memory_file_write(&m, record, err);
}

struct record {
	struct entries files, inputs;
	struct words read; /* files of the tree */
	long long built_at;
};

static int read_record(struct record *out, struct arena *mem, const char *record, const char *key)
{
	const char *header = header_for(mem, key);
	char *data, *at;
	size_t n;

	*out = (struct record){ 0 };
	if (file_read(&data, &n, mem, record, RECORD_MAX, ERROR_IGNORED) < 0 ||
		!text_starts(data, header))
		return -1;
	out->built_at = strtoll(data + strlen(header), NULL, 10);
	for (at = data + strlen(data) + 1; at < data + n; at += strlen(at) + 1) {
		const char *path = at;

		at += strlen(at) + 1;
		if (at >= data + n)
			return -1;
		if (text_starts(path, of_tree))
			words_push(mem, &out->read, path + strlen(of_tree));
		else
			*ARENA_PUSH(mem,
				*path == '/' ? &out->inputs : &out->files) = (struct entry){ path,
				at };
	}
	return 0;
}

bool checkout_inputs_same(const char *record, const char *key)
{
	FREES_ARENA struct arena mem = { 0 };
	struct record recorded;
	bool same = read_record(&recorded, &mem, record, key) == 0;

	for (size_t i = 0; i < recorded.inputs.n && same; i++)
		same = text_equal(recorded.inputs.v[i].state,
			checkout_file_state(&mem, recorded.inputs.v[i].path));
	return same;
}

void checkout_read_files(struct words *read, const struct checkout *c, struct arena *mem)
{
	struct record recorded;

	*read = (struct words){ 0 };
	if (c->record && read_record(&recorded, mem, c->record, c->key) == 0)
		*read = recorded.read;
}

/* The current files that were not recorded. False if a recorded one is changed or gone. */
static bool find_added(struct words *added, struct arena *mem, const struct entries *current,
	const struct entries *recorded)
{
	size_t at = 0;

	*added = (struct words){ 0 };
	for (size_t i = 0; i < current->n; i++) {
		int order = at < recorded->n ? sort_by_text(&current->v[i], &recorded->v[at]) : -1;

		if (order > 0 ||
			(order == 0 && !text_equal(current->v[i].state, recorded->v[at].state)))
			return false;
		if (order == 0)
			at++;
		else
			words_push(mem, added, current->v[i].path);
	}
	return at == recorded->n;
}

int checkout_restore(long long *built_at, const char *dir, const char *record, const char *key)
{
	FREES_ARENA struct arena mem = { 0 };
	struct entries current;
	struct record recorded;
	struct words added;

	if (read_record(&recorded, &mem, record, key) < 0)
		return 1;
	*built_at = recorded.built_at;
	list(&current, &mem, dir, state_of);
	/* All or nothing: what a setup has made must not be there in part. */
	if (!find_added(&added, &mem, &current, &recorded.files))
		return 1;
	for (size_t i = 0; i < added.n; i++) {
		const char *path = file_join(&mem, dir, added.v[i]);
		struct stat st;

		removal_tree(path); /* also what the list leaves out, such as git's index */
		if (lstat(path, &st) == 0)
			return 1;
	}
	return 0;
}
