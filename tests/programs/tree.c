/* tree [exit]: starts children in the same group, in another group, in another session and one
 * level down; all ignore SIGTERM. With an argument it exits when they run. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void stay(int ready)
{
	signal(SIGTERM, SIG_IGN);
	if (write(ready, "x", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	int ready[2];
	char byte;

	(void)argv;
	if (pipe(ready) < 0)
		return 1;
	for (int i = 0; i < 4; i++) {
		if (fork() != 0)
			continue;
		if (i == 1)
			setpgid(0, 0);
		if (i == 2)
			setsid();
		if (i == 3 && fork() == 0)
			setsid();
		stay(ready[1]);
	}
	for (int i = 0; i < 5; i++)
		if (read(ready[0], &byte, 1) != 1)
			return 1;
	puts("grown");
	fflush(stdout);
	if (argc > 1)
		return 0;
	stay(ready[1]);
}
