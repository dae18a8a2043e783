/* allocate MB [MS [fork]]: holds MB megabytes for MS milliseconds; fork: a grandchild in its own
 * session holds them. */
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void descend(void)
{
	for (int i = 0; i < 2; i++) {
		pid_t pid = fork();

		if (pid) {
			waitpid(pid, NULL, 0);
			_exit(0);
		}
		setsid();
	}
}

int main(int argc, char **argv)
{
	size_t n = (size_t)(argc > 1 ? atol(argv[1]) : 1) << 20;
	volatile char *p;

	if (argc > 3)
		descend();
	p = malloc(n);
	if (!p)
		return 1;
	for (size_t i = 0; i < n; i += 4096)
		p[i] = 1;
	if (argc > 2)
		poll(NULL, 0, atoi(argv[2]));
	return 0;
}
