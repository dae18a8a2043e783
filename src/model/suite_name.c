/* Valid names of benchmarks and suites. */
#include <string.h>

#include "model/suite.h"

/* Ids and names become paths. */
static bool has_dots_alone(const char *id)
{
	for (const char *part = id; part; part = strchr(part, '/')) {
		size_t n;

		part += *part == '/';
		n = strcspn(part, "/");
		if ((n == 1 || n == 2) && strspn(part, ".") >= n)
			return true;
	}
	return false;
}

const char *benchmark_id_fault(const char *id)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_./=+:,@-";

	if (!*id)
		return "is empty";
	if (strlen(id) > 200)
		return "is longer than 200 characters";
	if (id[strspn(id, allowed)])
		return "has characters other than letters, digits and _ . / = + : , @ -";
	if (*id == '/' || id[strlen(id) - 1] == '/' || strstr(id, "//"))
		return "has an empty part between its slashes";
	if (has_dots_alone(id))
		return "has a part that is only '.' or '..'";
	return *id == '-' ? "begins with '-'" : NULL;
}

const char *suite_name_fault(const char *name)
{
	return strchr(name, '/') ? "has a '/'" : benchmark_id_fault(name);
}

const char *suite_name_now(const struct suite *s, const char *id)
{
	for (size_t i = 0; i < s->renamed.n; i++)
		if (strcmp(s->renamed.v[i].key, id) == 0)
			return s->renamed.v[i].value;
	return id;
}
