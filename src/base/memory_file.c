#include "base/file.h"

#include <stdlib.h>

#include "base/error.h"

void memory_file_open(struct memory_file *m)
{
	m->f = open_memstream(&m->data, &m->n);
	if (!m->f)
		die("out of memory");
}

void memory_file_end(struct memory_file *m)
{
	if (fclose(m->f) != 0)
		die("out of memory");
	m->f = NULL;
}

void memory_file_free(struct memory_file *m)
{
	if (m->f)
		fclose(m->f);
	free(m->data);
	*m = (struct memory_file){ 0 };
}
