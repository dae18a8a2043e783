/* Requests to the helper that starts processes: foreign bytes as one, and a command of foreign
 * words, which arrives as it was sent. */
#include "fuzz.h"

#include <sys/socket.h>

#include "base/file.h"
#include "base/words.h"
#include "process/cgroup.h"
#include "process/spawn_wire.h"
#include "process/spawner.h"

enum { BYTES_MAX = 1 << 15, WORDS_MAX = 1000 };

static void check_strings(const struct spawn_job *job)
{
	size_t n = strlen(job->path) + strlen(job->cwd) + strlen(job->input);

	for (char **v = job->argv; *v; v++)
		n += strlen(*v);
	for (char **v = job->env; *v; v++)
		n += strlen(*v);
	FUZZ_CHECK(n <= job->request.bytes);
}

static void receive(int fd)
{
	struct spawn_job job = { 0 };

	while (spawn_wire_job(fd, &job))
		check_strings(&job);
	free(job.strings.v);
}

static void pass(int from, int to, const struct words *w)
{
	struct command c = {
		.path = w->n ? w->v[0] : "", .argv = w->v, .env = w->v + w->n / 2, .timeout = 1
	};
	const struct cgroup_parent parent = { 0 };
	const struct spawn_job_terms terms = { .repeat = 1, .channel = -1, .parent = &parent };
	struct spawn_buffer buffer = { 0 };
	struct spawn_job job = { 0 };

	FUZZ_CHECK(spawn_wire_request(from, &buffer, &c, &terms));
	FUZZ_CHECK(spawn_wire_job(to, &job));
	check_strings(&job);
	FUZZ_CHECK(job.request.argc == w->n && !job.argv[w->n]);
	for (size_t i = 0; i < w->n; i++)
		FUZZ_SAME(job.argv[i], w->v[i]);
	free(buffer.v);
	free(job.strings.v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_bytes b = { data, n < BYTES_MAX ? n : BYTES_MAX };
	struct words w = { 0 };
	int fd[2];

	FUZZ_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) == 0);
	while (b.n && w.n < WORDS_MAX)
		words_push(&mem, &w, fuzz_line(&b, &mem));
	if (w.n)
		pass(fd[0], fd[1], &w);
	FUZZ_CHECK(fd_send(fd[0], data, n < BYTES_MAX ? n : BYTES_MAX));
	close(fd[0]);
	receive(fd[1]);
	close(fd[1]);
	return 0;
}
