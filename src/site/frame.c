/* What all pages have around them. */
#include "base/arena.h"
#include "base/sort.h"
#include "site/page.h"

const char *const site_folders[SITE_PAGES] = { [SITE_OVERVIEW] = "",
	[SITE_HISTORY] = "history",
	[SITE_COMPARISON] = "comparison",
	[SITE_RUN] = "run",
	[SITE_RUNS] = "runs",
	[SITE_FILE] = "file" };

const char *page_anchor(const struct site *site, enum site_page kind, const char *name)
{
	const char *folder = kind == SITE_OVERVIEW ? "overview" : site_folders[kind];

	return name ? arena_printf(site->mem, "%s/%s", folder, html_address(site->mem, name))
		    : folder;
}

const char *site_link(const struct site *site, enum site_page kind, const char *name)
{
	if (site->single)
		return arena_printf(site->mem, "#%s", page_anchor(site, kind, name));
	if (kind == SITE_OVERVIEW)
		return "/";
	return arena_printf(site->mem, "/%s", page_anchor(site, kind, name));
}

struct html page_begin(FILE *out, const struct site *site, enum site_page kind, const char *name)
{
	const struct html h = { out, site->mem };

	html_put(&h, "<section class=\"page\" id=\"%s\">\n", page_anchor(site, kind, name));
	return h;
}

void page_end(const struct html *h)
{
	fputs("</section>\n", h->f);
}

static void put_assets(const struct html *h, const struct site *site)
{
	if (!site->single) {
		html_put(h, "<link rel=\"stylesheet\" href=\"/style.css\">\n");
		return;
	}
	/* Nothing is loaded from anywhere. */
	fputs("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n<style>\n",
		h->f);
	fputs(site_style, h->f);
	fputs("</style>\n", h->f);
}

void site_begin(FILE *out, const struct site *site, const char *title)
{
	const struct html h = { out, site->mem };

	html_put(&h,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<link rel=\"icon\" href=\"data:,\">\n<title>%s</title>\n",
		title);
	put_assets(&h, site);
	html_put(&h,
		"</head>\n<body class=\"%s\">\n"
		"<a class=\"skip\" href=\"#content\">Skip to the content</a>\n"
		"<header><nav aria-label=\"Pages\"><a href=\"%s\">%s</a> <a href=\"%s\">runs</a>"
		"</nav></header>\n<main id=\"content\">\n",
		site->single ? "single" : "", site_link(site, SITE_OVERVIEW, NULL), site->suite,
		site_link(site, SITE_RUNS, NULL));
}

static void put_script(const struct html *h, const struct site *site)
{
	if (site->single) {
		fputs("<script>\n", h->f);
		fputs(site_script, h->f);
		fputs("</script>\n", h->f);
		return;
	}
	if (site->charts)
		html_put(h, "<script src=\"/dygraph.js\"></script>\n");
	html_put(h, "<script src=\"/page.js\"></script>\n");
}

void site_end(FILE *out, const struct site *site)
{
	const struct html h = { out, site->mem };

	html_put(&h, "</main>\n<footer>benchctl %s</footer>\n", site->tool);
	put_script(&h, site);
	fputs("</body>\n</html>\n", out);
}

void site_sorry(FILE *out, const struct site *site, const char *why)
{
	const struct html h = page_begin(out, site, SITE_OVERVIEW, NULL);

	html_put(&h, "<h1>Not found</h1>\n<p>%s</p>\n", why);
	page_end(&h);
}

struct site_commit *site_commit(const struct site *site, const char *id)
{
	return id && site->commits.n ? bsearch(&id, site->commits.v, site->commits.n,
					       sizeof *site->commits.v, sort_by_text)
				     : NULL;
}

void page_put_commit(const struct html *h, const struct site *site, const char *id)
{
	const struct site_commit *c = site_commit(site, id);

	html_put(h, "<code>%.10s</code>", id ? id : "?");
	if (c)
		html_put(h, " %s <span class=\"faint\">%s, %.10s</span>", c->subject, c->author,
			c->date);
}

const char *page_better(const struct metric *m)
{
	static const char *const words[] = { [BETTER_LOWER] = "lower is better",
		[BETTER_HIGHER] = "higher is better",
		[BETTER_NONE] = "neither direction is better" };

	return words[m->better];
}

const char *page_tone(const struct metric *m, double change)
{
	double worse = m->better == BETTER_HIGHER ? -change : change;

	return m->better == BETTER_NONE || !(worse < 0 || worse > 0) ? ""
		: worse > 0                                          ? "bad"
								     : "good";
}

void page_table(const struct html *h, const char *id, const char *const *columns)
{
	fputs("<div class=\"wide\"><table", h->f);
	if (id)
		html_put(h, " id=\"%s\"", id);
	fputs("><thead><tr>", h->f);
	for (; *columns; columns++) {
		bool number = **columns == '#';

		if (!**columns) {
			fputs("<td></td>", h->f);
			continue;
		}
		html_put(h, "<th class=\"%s\" scope=\"col\">%s</th>", number ? "number" : "",
			*columns + number);
	}
	fputs("</tr></thead>\n<tbody>\n", h->f);
}

void page_table_end(const struct html *h)
{
	fputs("</tbody></table></div>\n", h->f);
}

void page_filter(const struct html *h, const char *table)
{
	html_put(h,
		"<p class=\"filter\" hidden><label>Filter <input type=\"search\" "
		"data-table=\"%s\"></label> <span role=\"status\"></span></p>\n",
		table);
}
