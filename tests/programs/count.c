/* count N [fork]: a loop of 2 N instructions, N of them branches; with fork, first the same in a
 * child. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void loop(unsigned long n)
{
#if defined __x86_64__
	__asm__ volatile("1: dec %0\n\tjnz 1b" : "+r"(n) : : "cc");
#elif defined __aarch64__
	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(n) : : "cc");
#else
	while (n--)
		__asm__ volatile("");
#endif
}

int main(int argc, char **argv)
{
	unsigned long n = strtoul(argv[1], NULL, 10);

	if (argc > 2 && fork() == 0) {
		loop(n);
		_exit(0);
	}
	loop(n);
	if (argc > 2)
		wait(NULL);
	return 0;
}
