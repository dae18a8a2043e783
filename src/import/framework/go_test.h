#pragma once

#include "import/importer.h"

/* Adds the results of n bytes of what go test -bench prints. */
void go_test_read(struct import *in, const char *text, size_t n);
