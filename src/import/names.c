/* Names of other tools as names of results. */
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "import/importer.h"

/* FNV-1a, 64 bits. */
uint64_t import_hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3;
	return h;
}

static const char *shortened(struct arena *mem, const char *name, uint64_t hash)
{
	size_t n = ID_MAX - 20; /* "..." and 16 digits */

	if (strlen(name) <= ID_MAX)
		return name;
	while (n && ((unsigned char)name[n] & 0xc0) == 0x80)
		n--;
	return arena_printf(mem, "%.*s...%016llx", (int)n, name, (unsigned long long)hash);
}

const char *import_name(struct arena *mem, const char *name)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	if (!result_id_fault(name))
		return name;
	text_print_safe(m.f, name);
	return shortened(mem, memory_file_copy(mem, &m), import_hash(name));
}
