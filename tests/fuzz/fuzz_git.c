/* What git says: trees, commits, and the answers of `git cat-file --batch`. The first byte chooses.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <sys/socket.h>

#include "store/git/repo_batch.h"
#include "store/git/repo_tree.h"

static void read_tree(struct arena *mem, const char *tree, size_t n, size_t id_bytes)
{
	struct repo_entries entries;

	if (repo_tree_entries(&entries, mem, tree, n, id_bytes) < 0)
		return;
	for (size_t i = 0; i < entries.n; i++) {
		const char *name = entries.v[i].name;

		FUZZ_CHECK(strlen(entries.v[i].id) == 2 * id_bytes);
		FUZZ_CHECK(repo_tree_find(&entries, name, strlen(name)));
	}
}

static void read_commit(struct arena *mem, const char *commit, size_t n)
{
	struct words parents;

	repo_tree_of(mem, commit, n);
	repo_tree_parents(&parents, mem, commit, n);
}

/* A process that has ended stands for git; what it left in the pipe is the answer. */
static void start(struct repo_batch *b, const uint8_t *data, size_t n)
{
	int in[2], out[2];

	FUZZ_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) == 0);
	FUZZ_CHECK(pipe2(out, O_CLOEXEC) == 0);
	b->git.pid = vfork();
	if (b->git.pid == 0)
		_exit(0);
	FUZZ_CHECK(b->git.pid > 0);
	FUZZ_CHECK(write(out[1], data, n) == (ssize_t)n);
	close(out[1]);
	close(in[1]);
	b->git.in = in[0];
	b->git.out = out[0];
	b->git.err = memfd_create("err", MFD_CLOEXEC);
	b->git.interrupt = -1;
	b->git.name = "git cat-file";
	b->git.patience = 60;
}

/* The first line is asked for. */
static void ask(struct arena *mem, const uint8_t *data, size_t n)
{
	static const char *const none[] = { NULL };
	struct repo_batch b = { .argv = none, .env = none };
	struct fuzz_bytes bytes = { data, n < 60000 ? n : 60000 };
	const char *name = fuzz_line(&bytes, mem);
	struct repo_object o = { 0 };
	struct error err = { 0 };
	int rc;

	start(&b, bytes.at, bytes.n);
	rc = repo_batch_ask(&o, &b, mem, name, &err);
	if (rc < 0)
		FUZZ_CHECK(*err.text);
	if (rc == 0)
		FUZZ_CHECK(o.data[o.n] == '\0' && o.id && o.type);
	if (b.git.pid)
		repo_batch_ask(&o, &b, mem, name, &err);
	repo_batch_stop(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const uint8_t *exact;

	if (n == 0)
		return 0;
	exact = arena_alloc(&mem, n - 1);
	memcpy((void *)(uintptr_t)exact, data + 1, n - 1);
	switch (data[0] % 4) {
	case 0: read_tree(&mem, (const char *)exact, n - 1, 20); break;
	case 1: read_tree(&mem, (const char *)exact, n - 1, 32); break;
	case 2: read_commit(&mem, (const char *)exact, n - 1); break;
	default: ask(&mem, exact, n - 1); break;
	}
	return 0;
}
