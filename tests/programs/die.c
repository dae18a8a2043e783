/* die SIGNAL: prints a word on standard error, then dies by that signal. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int number = argc > 1 ? atoi(argv[1]) : SIGKILL;

	fputs("about to die\n", stderr);
	signal(number, SIG_DFL);
	kill(getpid(), number);
	for (;;)
		pause();
}
