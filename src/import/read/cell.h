/* Numbers as spreadsheets write them: with a decimal comma, groups of thousands, a unit. */
#pragma once

#include "import/read/lines.h"

enum cell_point { CELL_UNSAID, CELL_POINT, CELL_COMMA };

/* Whether the cell is a number, maybe with a unit. */
struct cell_value {
	enum cell_point point; /* the decimal mark that the table has, by this cell */
	bool either; /* a comma in it may be the mark as well as a separator of thousands */
	double v;
	struct part unit;
};
bool cell_parse(struct part cell, struct cell_value *value);
/* The number and the text behind it. */
bool cell_number(struct part cell, enum cell_point point, double *v, struct part *unit);
/* Whether the cell says that there is no value: "", "-", "N/A". */
bool cell_is_absent(struct part cell);
/* Whether it is a date or a time of day. */
bool cell_is_moment(struct part cell);
/* The seconds since 1970 of a date or a moment: 2026-01-31, 2026-01-31T12:00:00.123456Z,
 * 20260131T120000+0130, with a blank instead of the T; without a zone, of UTC. */
bool cell_moment(double *seconds, struct part cell);
