/* silent: closes its streams and waits. */
#include <unistd.h>

int main(void)
{
	close(0);
	close(1);
	close(2);
	for (;;)
		pause();
}
