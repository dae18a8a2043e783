#include "base/cpus.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

const char *cpus_parse(cpu_set_t *set, const char *text)
{
	static const char hint[] = "is not a list of processors such as 1 or 0,2-3";
	const char *s = text;

	CPU_ZERO(set);
	for (;;) {
		unsigned long first, last;
		char *end;

		if (!isdigit((unsigned char)*s))
			return hint;
		first = last = strtoul(s, &end, 10);
		if (*end == '-') {
			if (!isdigit((unsigned char)end[1]))
				return hint;
			last = strtoul(end + 1, &end, 10);
		}
		if (last < first || last >= CPU_SETSIZE)
			return hint;
		for (; first <= last; first++)
			CPU_SET(first, set);
		if (!*end)
			return NULL;
		if (*end != ',')
			return hint;
		s = end + 1;
	}
}

size_t cpus_usable(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return (size_t)CPU_COUNT(&set);
	return (size_t)sysconf(_SC_NPROCESSORS_ONLN);
}
