#include "base/record.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"

uint64_t record_schema(struct json *j, unsigned known)
{
	uint64_t version = json_u64(j);

	if (version > known)
		json_refuse(j,
			"written by a newer benchctl (schema %" PRIu64
			", this one reads up to %u); "
			"use that version, or make the file again",
			version, known);
	return version;
}

static void write_field(struct json_out *o, const struct field *f, const char *at)
{
	switch (f->type) {
	case FIELD_TEXT: json_out_string(o, *(const char *const *)(const void *)at); break;
	case FIELD_NUMBER: json_out_number(o, *(const double *)(const void *)at); break;
	case FIELD_COUNT: json_out_u64(o, *(const size_t *)(const void *)at); break;
	case FIELD_SEED: json_out_u64(o, *(const uint64_t *)(const void *)at); break;
	case FIELD_FLAG: json_out_bool(o, *(const bool *)(const void *)at); break;
	case FIELD_CHOICE:
	default: json_out_string(o, f->choices[*(const int *)(const void *)at]); break;
	}
}

void record_write(struct json_out *o, const struct field *fields, size_t n, const void *src)
{
	for (size_t i = 0; i < n; i++) {
		const struct field *f = &fields[i];
		const char *at = (const char *)src + f->offset;

		if (f->type == FIELD_TEXT && !*(const char *const *)(const void *)at)
			continue;
		if (f->type == FIELD_NUMBER && !isfinite(*(const double *)(const void *)at))
			continue;
		if (f->type == FIELD_SEED && !*(const uint64_t *)(const void *)at)
			continue; /* no seed */
		json_out_key(o, f->name);
		write_field(o, f, at);
	}
}

static void read_choice(struct json *j, const struct field *f, int *dst)
{
	const char *s = json_string(j);

	for (int i = 0; f->choices[i]; i++) {
		if (strcmp(f->choices[i], s) == 0) {
			*dst = i;
			return;
		}
	}
	json_refuse(j, "\"%s\": unknown value \"%.80s\"", f->name, s);
}

bool record_read(struct json *j, const struct field *fields, size_t n, const char *key, void *dst,
	struct arena *mem)
{
	const struct field *f = NULL;
	void *at;

	for (size_t i = 0; i < n && !f; i++)
		if (strcmp(fields[i].name, key) == 0)
			f = &fields[i];
	if (!f)
		return false;
	at = (char *)dst + f->offset;
	if (json_null(j))
		return true;
	switch (f->type) {
	case FIELD_TEXT: *(const char **)at = json_text(j, mem); break;
	case FIELD_NUMBER: *(double *)at = json_number(j); break;
	case FIELD_COUNT: *(size_t *)at = json_u64(j); break;
	case FIELD_SEED: *(uint64_t *)at = json_u64(j); break;
	case FIELD_FLAG: *(bool *)at = json_bool(j); break;
	case FIELD_CHOICE:
	default: read_choice(j, f, at); break;
	}
	return true;
}
