/* daemonise: starts a daemon that only SIGKILL ends, and exits when the daemon runs. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int ready[2];
	char byte;

	if (pipe(ready) < 0)
		return 1;
	if (fork() == 0) {
		setsid();
		if (fork() != 0)
			_exit(0);
		signal(SIGTERM, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	/* Only the daemon is left. */
	return read(ready[0], &byte, 1) == 1 && wait(NULL) > 0 ? 0 : 1;
}
