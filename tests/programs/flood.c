/* flood MB [FD]: prints MB megabytes; the last line is "end". */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char block[1 << 20];
	long n = argc > 1 ? atol(argv[1]) : 1;
	int fd = argc > 2 ? atoi(argv[2]) : 1;

	memset(block, 'x', sizeof block);
	for (size_t i = 99; i < sizeof block; i += 100)
		block[i] = '\n';
	while (n-- > 0) {
		size_t done = 0;

		while (done < sizeof block) {
			ssize_t k = write(fd, block + done, sizeof block - done);

			if (k < 0)
				return 1;
			done += (size_t)k;
		}
	}
	return write(fd, "\nend\n", 5) != 5;
}
