#include "judge/stats/special.h"

#include <float.h>
#include <math.h>

enum { TERMS_MAX = 100000 };

double special_normal_sf(double z)
{
	return erfc(z * M_SQRT1_2) / 2;
}

/* Abramowitz, Stegun (1964) 26.2.23 gives three digits; each Halley step triples them. */
double special_normal_quantile(double p)
{
	double tail = p < .5 ? p : 1 - p, t = sqrt(-2 * log(tail)), x;

	x = t -
		(2.515517 + t * (.802853 + t * .010328)) /
			(1 + t * (1.432788 + t * (.189269 + t * .001308)));
	for (int i = 0; i < 3; i++) {
		double density = exp(-x * x / 2) * M_2_SQRTPI * M_SQRT1_2 / 2;
		double step = (special_normal_sf(x) - tail) / density;

		x += 2 * step / (2 - step * x);
	}
	return p < .5 ? -x : x;
}

static double log_gamma(double a)
{
	int sign; /* lgamma would write a global */

	return lgamma_r(a, &sign);
}

/* P(a, x) by its series; Abramowitz, Stegun (1964) 6.5.29. */
static double gamma_series(double a, double x)
{
	double term = 1 / a, sum = term;

	for (int i = 1; i < TERMS_MAX && term > sum * DBL_EPSILON / 8; i++) {
		term *= x / (a + i);
		sum += term;
	}
	return sum * exp(a * log(x) - x - log_gamma(a));
}

static double off_zero(double v)
{
	return fabs(v) < 1e-300 ? 1e-300 : v;
}

/* Q(a, x) by its continued fraction, 6.5.31, evaluated as Lentz (1976) did. */
static double gamma_fraction(double a, double x)
{
	double b = x + 1 - a, c = 1e300, d = 1 / off_zero(b), h = d, change = 0;

	for (int i = 1; i < TERMS_MAX && fabs(change - 1) > DBL_EPSILON / 2; i++) {
		double an = i * (a - i);

		b += 2;
		d = 1 / off_zero(an * d + b);
		c = off_zero(b + an / c);
		change = c * d;
		h *= change;
	}
	return h * exp(a * log(x) - x - log_gamma(a));
}

double special_chi2_sf(double x, double df)
{
	double a = df / 2, half = x / 2;

	if (!(half > 0))
		return 1;
	return half < a + 1 ? 1 - gamma_series(a, half) : gamma_fraction(a, half);
}

/* The continued fraction of I_x(a, b), Abramowitz, Stegun (1964) 26.5.8, by Lentz's method. */
static double beta_fraction(double a, double b, double x)
{
	double c = 1, d = 1 / off_zero(1 - (a + b) * x / (a + 1)), h = d, change = 0;

	for (int m = 1; m < TERMS_MAX && fabs(change - 1) > DBL_EPSILON / 2; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));

		d = 1 / off_zero(1 + even * d);
		c = off_zero(1 + even / c);
		h *= d * c;
		d = 1 / off_zero(1 + odd * d);
		c = off_zero(1 + odd / c);
		change = d * c;
		h *= change;
	}
	return h;
}

/* y is 1 - x, which the caller often has to more digits than the subtraction gives. */
static double beta_of(double a, double b, double x, double y)
{
	double front;

	if (!(x > 0))
		return 0;
	if (!(y > 0))
		return 1;
	front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log(y));
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, y) / b;
}

double special_beta(double a, double b, double x)
{
	return beta_of(a, b, x, 1 - x);
}

double special_t_two(double t, double df)
{
	double all = df + t * t;

	return beta_of(df / 2, .5, df / all, t * t / all);
}

double special_t_sf(double t, double df)
{
	double tail = special_t_two(t, df) / 2;

	return t > 0 ? tail : 1 - tail;
}

/* Where the tail is p <= .5, by bisection to the last bit. */
static double invert(double p, double df)
{
	double low = 0, high = 1, middle;

	while (high < DBL_MAX / 2 && special_t_sf(high, df) > p) {
		low = high;
		high *= 2;
	}
	for (;;) {
		middle = low + (high - low) / 2;
		if (!(middle > low && middle < high))
			return middle;
		if (special_t_sf(middle, df) > p)
			low = middle;
		else
			high = middle;
	}
}

double special_t_isf(double p, double df)
{
	return p > .5 ? -invert(1 - p, df) : invert(p, df);
}
