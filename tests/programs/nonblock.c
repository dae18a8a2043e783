/* nonblock: leaves its standard output not blocking, as some event loops do. */
#include <fcntl.h>

int main(void)
{
	return fcntl(1, F_SETFL, O_NONBLOCK) < 0 || fcntl(2, F_SETFL, O_NONBLOCK) < 0;
}
