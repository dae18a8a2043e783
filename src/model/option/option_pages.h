/* Pages made from the option rows: the JSON Schema for editors and the reference for readers. */
#pragma once

#include <stdio.h>

struct section;

void option_json_schema(FILE *out, const struct section *root); /* draft-07 */
void option_reference(FILE *out, const struct section *root);   /* Markdown */
