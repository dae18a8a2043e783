/* litter N [dead]: leaves N children behind, which run on, or which end before it does. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	for (int n = argc > 1 ? atoi(argv[1]) : 1; n > 0; n--) {
		siginfo_t info;
		pid_t pid = fork();

		if (pid == 0 && argc > 2)
			_exit(0);
		while (pid == 0)
			pause();
		if (argc > 2) /* it is a zombie when we exit */
			waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	}
	return 0;
}
