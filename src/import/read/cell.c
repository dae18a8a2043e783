#include "import/read/cell.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/arena.h"

enum { CELL_MAX = 64 };

/* The length of a separator of thousands that cannot be a decimal mark: an apostrophe, an
 * underscore, a blank, a no-break space. 0: there is none. */
static size_t separator(struct part p, size_t at)
{
	static const char *const rows[] = { "'", "_", " ", "\xc2\xa0", "\xe2\x80\xaf",
		"\xe2\x80\x99" };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = strlen(rows[i]);

		if (at + n + 3 <= p.n && memcmp(p.v + at, rows[i], n) == 0 &&
			isdigit((unsigned char)p.v[at + n]) &&
			isdigit((unsigned char)p.v[at + n + 1]) &&
			isdigit((unsigned char)p.v[at + n + 2]))
			return n;
	}
	return 0;
}

struct shape { /* a number without its separators, exponent and unit */
	char text[CELL_MAX];
	size_t n;   /* of text: digits, commas and points */
	size_t end; /* in the cell */
	size_t commas, points;
};

static bool take_shape(struct part p, struct shape *s)
{
	size_t at = p.n && (*p.v == '-' || *p.v == '+'), digits = 0, skip;

	*s = (struct shape){ .n = at };
	memcpy(s->text, p.v, at);
	while (at < p.n && s->n < CELL_MAX - 1) {
		char c = p.v[at];

		if (digits && isdigit((unsigned char)p.v[at - 1]) && (skip = separator(p, at))) {
			at += skip;
			continue;
		}
		if (!isdigit((unsigned char)c) && c != ',' && c != '.')
			break;
		digits += isdigit((unsigned char)c) != 0;
		s->commas += c == ',';
		s->points += c == '.';
		s->text[s->n++] = c;
		at++;
	}
	s->text[s->n] = '\0';
	s->end = at;
	return digits && s->n < CELL_MAX - 1;
}

/* Whether that mark separates groups of three digits: "1,234", "12,345.6". */
static bool groups(const struct shape *s, char mark, char decimal)
{
	const char *at = s->text + (*s->text == '-' || *s->text == '+');
	size_t n = strspn(at, "0123456789");

	if (n < 1 || n > 3 || (n == 1 && *at == '0'))
		return false;
	for (at += n; *at == mark; at += n + 1) {
		n = strspn(at + 1, "0123456789");
		if (n != 3)
			return false;
	}
	return !*at || (*at == decimal && strspn(at + 1, "0123456789") == strlen(at + 1));
}

/* Which of comma and point can be the decimal mark. */
static bool read_marks(const struct shape *s, struct cell_value *value)
{
	bool as_point = s->points <= 1 && (!s->commas || groups(s, ',', '.'));
	bool as_comma = s->commas <= 1 && (!s->points || groups(s, '.', ','));

	value->either = as_point && as_comma && s->commas;
	value->point = as_point && as_comma ? CELL_UNSAID : as_point ? CELL_POINT : CELL_COMMA;
	return as_point || as_comma;
}

bool cell_parse(struct part cell, struct cell_value *value)
{
	struct shape s;

	return take_shape(cell, &s) && read_marks(&s, value) &&
		cell_number(cell, value->point == CELL_COMMA ? CELL_COMMA : CELL_POINT, &value->v,
			&value->unit);
}

bool cell_number(struct part cell, enum cell_point point, double *v, struct part *unit)
{
	char plain[2 * CELL_MAX], decimal = point == CELL_COMMA ? ',' : '.';
	struct shape s;
	size_t n = 0, rest;

	if (!take_shape(cell, &s))
		return false;
	if (s.commas + s.points > 0 && !groups(&s, point == CELL_COMMA ? '.' : ',', decimal) &&
		(point == CELL_COMMA ? s.points : s.commas))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.text[i] == decimal)
			plain[n++] = '.';
		else if (s.text[i] != ',' && s.text[i] != '.')
			plain[n++] = s.text[i];
	rest = cell.n - s.end;
	rest = rest < CELL_MAX - 1 ? rest : CELL_MAX - 1;
	memcpy(plain + n, cell.v + s.end, rest); /* an exponent */
	if (!part_quantity((struct part){ plain, n + rest }, v, unit))
		return false;
	n = (size_t)(unit->v - plain) - n;
	*unit = part_trim((struct part){ cell.v + s.end + n, cell.n - s.end - n });
	return true;
}

bool cell_is_absent(struct part cell)
{
	static const char *const rows[] = { "-", "--", "N/A", "n/a", "NA", "null", "None" };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strlen(rows[i]) == cell.n && strncasecmp(rows[i], cell.v, cell.n) == 0)
			return true;
	return cell.n == 0;
}

bool cell_is_moment(struct part cell)
{
	size_t digits = 0, marks = 0;

	if (cell.n < 5 || cell.n > 40 || !isdigit((unsigned char)*cell.v))
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		char c = cell.v[i];

		digits += isdigit((unsigned char)c) != 0;
		marks += c == '-' || c == '/' || c == ':';
		if (!isdigit((unsigned char)c) && !strchr("-/:., +TZAPMU", c))
			return false;
	}
	return digits >= 4 && marks >= 2;
}

bool cell_moment(double *seconds, struct part cell)
{
	static const char *const formats[] = { "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M",
		"%Y%m%dT%H%M%S", "%Y%m%dT%H%M", "%Y-%m-%d", "%Y%m%d" };
	char text[CELL_MAX] = "";

	if (cell.n >= CELL_MAX)
		return false;
	memcpy(text, cell.v, cell.n);
	text[strcspn(text, "t ")] = text[strcspn(text, "t ")] ? 'T' : '\0';
	for (size_t i = 0; i < ARRAY_SIZE(formats) && strspn(text, "0123456789") >= 4; i++) {
		struct tm tm = { 0 }, date;
		const char *rest = strptime(text, formats[i], &tm);
		double fraction = 0, place = 1;
		long offset;

		if (rest && (*rest == '.' || *rest == ','))
			for (rest++; isdigit((unsigned char)*rest); rest++)
				fraction += (place /= 10) * (*rest - '0');
		rest = rest && *rest ? strptime(rest, "%z", &tm) : rest;
		if (!rest || *rest)
			continue;
		date = (struct tm){
			.tm_year = tm.tm_year, .tm_mon = tm.tm_mon, .tm_mday = tm.tm_mday
		};
		if (timegm(&date) == -1 || date.tm_mday != tm.tm_mday) /* such as February 30 */
			return false;
		offset = tm.tm_gmtoff; /* timegm sets it to 0 */
		*seconds = (double)timegm(&tm) + fraction - (double)offset;
		return true;
	}
	return false;
}
