/* Distribution functions, to 1e-12 relative for up to 1000 degrees of freedom (1e-11 for 1e4; the
 * rounding of lgamma grows with them). Arguments are finite, df > 0. "sf" is the upper tail, "isf"
 * its inverse for p in (0, 1). */
#pragma once

double special_normal_sf(double z);
double special_normal_quantile(double p); /* p in (0, 1) */

double special_chi2_sf(double x, double df);

double special_beta(double a, double b, double x); /* regularised, incomplete; x in [0, 1] */

double special_t_sf(double t, double df);  /* one-sided; t may be infinite */
double special_t_two(double t, double df); /* P(|T| >= |t|) */
double special_t_isf(double p, double df);
