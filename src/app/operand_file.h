/* The files and stored runs that operands name. */
#pragma once

#include "app/project/project.h"
#include "import/import.h"
#include "model/run/run.h"

struct operand_file {
	const char *text;  /* the name */
	const char *path;  /* NULL: the name is neither a file nor a run */
	const char *label; /* the run's name in a report */
	/* What operand_files_read fills in: */
	struct run_set set;
	struct import_answer answer; /* of a file of another tool */
	int rc;
	struct error err;
};

/* Finds the file of each name. A stored run is kept from being pruned from here on. */
void operand_files_find(struct operand_file *v, struct project *p, const struct words *names);

/* Reads them, large ones at the same time. Once one has failed, no further one is begun; all those
 * before it in v are read. */
void operand_files_read(struct operand_file *v, size_t n, struct project *p);
