#include "base/arena.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* open_memstream drops what it has no memory for, and does not set the error of the stream. */
static ssize_t append(void *cookie, const char *data, size_t n)
{
	struct memory_file *m = cookie;

	if (m->room - m->n <= n) {
		m->room = m->room + n < 4096 ? 8192 : (m->room + n) * 2;
		m->data = realloc(m->data, m->room);
		if (!m->data)
			die_of_memory(m->room);
	}
	memcpy(m->data + m->n, data, n);
	m->n += n;
	m->data[m->n] = '\0';
	return (ssize_t)n;
}

void memory_file_open(struct memory_file *m)
{
	*m = (struct memory_file){ 0 };
	m->f = fopencookie(m, "w", (cookie_io_functions_t){ .write = append });
	if (!m->f)
		die_of_memory(0);
	append(m, "", 0);
}

struct memory_file memory_file_opened(struct memory_file *m)
{
	memory_file_open(m);
	return *m;
}

void memory_file_end(struct memory_file *m)
{
	bool failed = ferror(m->f);

	/* The rest is a printf that had no memory for a long number. */
	if (fclose(m->f) != 0 || failed)
		die_of_memory(m->n);
	m->f = NULL;
}

int memory_file_write(struct memory_file *m, const char *path, struct error *err)
{
	memory_file_end(m);
	return file_write(path, m->data, m->n, err);
}

char *memory_file_copy(struct arena *mem, struct memory_file *m)
{
	memory_file_end(m);
	return arena_copy(mem, m->data, m->n);
}

void memory_file_cut(struct memory_file *m, size_t n)
{
	fflush(m->f);
	m->n = n;
	m->data[n] = '\0';
}

void memory_file_free(struct memory_file *m)
{
	if (m->f)
		fclose(m->f);
	free(m->data);
	*m = (struct memory_file){ 0 };
}
