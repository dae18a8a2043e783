#include "model/config.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { SCALE_MIN = 3 };

static size_t count(const struct entry *e)
{
	size_t n = e->cases.n ? e->cases.n : 1;

	for (size_t i = 0; i < e->matrix.n; i++) {
		n *= e->matrix.v[i].values.n;
		if (n > BENCHMARKS_MAX)
			break;
	}
	return n;
}

/* Its name says what is in it, so that it need not be made twice. */
static const char *data_path(const struct variants *vs, const struct data *d)
{
	return arena_printf(vs->mem, "%s/%s-%.0f-%zu", vs->data_dir, data_kind_names[d->kind],
		d->size, d->seed);
}

/* The k-th combination: the last parameter changes fastest, cases slowest. */
static void combine(const struct variants *vs, const struct entry *e, size_t k, struct variant *out)
{
	struct pair *v = arena_array(vs->mem, e->matrix.n, sizeof *v);

	for (size_t i = e->matrix.n; i-- > 0; k /= e->matrix.v[i].values.n)
		v[i] = (struct pair){ e->matrix.v[i].name,
			e->matrix.v[i].values.v[k % e->matrix.v[i].values.n] };
	out->parameters = (struct pairs){ v, e->matrix.n };
	if (e->cases.n)
		out->variant_case = (const struct variant_case *)e->cases.v + k;
}

static void note_name(struct variants *vs, const char *name)
{
	const char *variable = strstr(name, "${");
	size_t n = variable ? (size_t)(variable - name) : strlen(name);

	vs->named = variable;
	while (n && strchr("/-_=", name[n - 1]))
		n--;
	vs->group = arena_copy(vs->mem, name, n);
}

size_t variants_of(struct variants *vs, const struct entry *e, const struct pairs **variables,
	struct problems *problems)
{
	const struct data *data = e->data.v;
	struct pairs *all;
	size_t n = count(e);

	if (e->matrix.n == 0 && e->cases.n == 0 && e->data.n == 0)
		return 0;
	for (size_t i = 0; i < e->matrix.n; i++)
		if (e->matrix.v[i].values.n == 0)
			problem_at(problems, &e->item,
				"matrix: '%s' has no values; give at least one",
				e->matrix.v[i].name);
	if (n > BENCHMARKS_MAX) {
		problem_at(problems, &e->item,
			"matrix and cases make more than %d variants of this benchmark",
			BENCHMARKS_MAX);
		return 0;
	}
	note_name(vs, e->name ? e->name : "");
	vs->v = arena_array(vs->mem, n, sizeof *vs->v);
	all = arena_array(vs->mem, n, sizeof *all);
	for (size_t k = 0; k < n; k++) {
		combine(vs, e, k, &vs->v[k]);
		all[k] = vs->v[k].parameters;
		if (vs->v[k].variant_case && vs->v[k].variant_case->name)
			pairs_set(&all[k], vs->mem, "case", vs->v[k].variant_case->name);
		for (size_t i = 0; i < e->data.n; i++)
			pairs_set(&all[k], vs->mem, data[i].item.key, data_path(vs, &data[i]));
	}
	*variables = all;
	return n;
}

/* A value in the form that an id allows. */
static const char *id_part(struct arena *mem, const char *value)
{
	return benchmark_id_fault(value) ? text_slug(mem, value) : value;
}

void variants_take(struct variants *vs, struct entry *e, struct lifecycle *life, size_t k)
{
	const struct variant *v = &vs->v[k];
	struct data *data = e->data.v;
	const char *name = e->name;

	e->variant = v;
	e->group = vs->group;
	for (size_t i = 0; i < e->data.n; i++)
		data[i].path = data_path(vs, &data[i]);
	if (v->variant_case)
		for (size_t i = 0; i < v->variant_case->env.n; i++)
			pairs_set(&life->process.env, vs->mem, v->variant_case->env.v[i].key,
				v->variant_case->env.v[i].value);
	if (!name || vs->named)
		return;
	for (size_t i = 0; i < v->parameters.n; i++)
		name = arena_printf(vs->mem, "%s%s%s=%s", name, i ? "," : "/",
			v->parameters.v[i].key, id_part(vs->mem, v->parameters.v[i].value));
	if (v->variant_case && v->variant_case->name)
		name = arena_printf(vs->mem, "%s/%s", name, v->variant_case->name);
	e->name = name;
}

static bool is_used(const struct pairs *variables, const bool *used, const char *name)
{
	for (size_t i = 0; i < variables->n; i++)
		if (text_equal(variables->v[i].key, name))
			return used[i];
	return false;
}

static bool has_environment(const struct items *cases)
{
	const struct variant_case *v = cases->v;

	for (size_t i = 0; i < cases->n; i++)
		if (v[i].env.n)
			return true;
	return false;
}

void variants_check_used(const struct entry *e, const struct config_file *f,
	const struct pairs *variables, const bool *used, struct problems *problems)
{
	for (size_t i = 0; i < e->matrix.n; i++) {
		const char *name = e->matrix.v[i].name;

		if (e->matrix.v[i].values.n > 1 && !is_used(variables, used, name))
			problem_at(problems, config_place_in(f, &e->item, "matrix"),
				"matrix: the benchmark does not use '%s', so it measures the same "
				"for each value; write ${%s} where the value belongs, such as in "
				"the command, or remove '%s'",
				name, name, name);
	}
	if (e->cases.n > 1 && !has_environment(&e->cases) && !is_used(variables, used, "case"))
		problem_at(problems, config_place_in(f, &e->item, "cases"),
			"cases: the cases have no env: and the benchmark does not use their names, "
			"so it measures the same in each; add env:, or write ${case} where the "
			"name belongs");
}

/* Whether the variants have three different numbers above 0, which have logarithms. */
static bool have_a_scale(const struct benchmark *v, size_t n)
{
	double seen[SCALE_MIN];
	size_t numbers = 0;

	for (size_t i = 0; i < n && numbers < SCALE_MIN; i++) {
		double x = benchmark_parameter(&v[i], NULL);
		size_t k = 0;

		while (k < numbers && (seen[k] < x || seen[k] > x))
			k++;
		if (x > 0 && k == numbers)
			seen[numbers++] = x;
	}
	return numbers == SCALE_MIN;
}

void variants_check_scaling(const struct suite *s, struct problems *problems)
{
	for (size_t i = 0, variants; i < s->n; i += variants) {
		variants = suite_variants(s, i);
		if (s->v[i].scaling == SCALING_JUDGE && !have_a_scale(&s->v[i], variants))
			problem_at(problems, &s->v[i].item,
				"scaling: judge needs a matrix with one parameter and at least %d "
				"different numbers above 0",
				SCALE_MIN);
	}
}
