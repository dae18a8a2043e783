/* A profile: how often, or how much, a program was seen with each stack of calls. */
#pragma once

#include <stddef.h>
#include <stdio.h>

struct arena;

enum { STACK_FRAMES_MAX = 128, STACK_FRAME_BYTES = 400, STACKS_MAX = 200000 };

struct stacks {
	struct stack {
		const char *frames; /* "main;parse;strtod": the caller first */
		double weight;      /* samples, or instructions; > 0 */
	} * v;
	size_t n, cap;
	double total; /* of the weights */
};

/* Adds one stack of frames[0] (the innermost) to frames[n - 1]; only the innermost
 * STACK_FRAMES_MAX are kept. What a frame may not contain (';', controls) is replaced. Stacks
 * without frames or weight, and those beyond STACKS_MAX, are dropped. */
void stacks_add_inside_out(struct stacks *s, struct arena *mem, const char *const *frames, size_t n,
	double weight);

/* Sorts by frames and makes equal stacks one. */
void stacks_fold(struct stacks *s);

/* Folded stacks, one per line: "main;parse 12". */
void stacks_write(FILE *out, const struct stacks *s);
/* Reads them; lines without a weight are skipped. The text is changed. */
void stacks_read(struct stacks *s, struct arena *mem, char *text);

/* The share of each function: its own work, without that of what it calls. */
struct shares {
	struct share {
		const char *name;
		double weight, ratio;
	} * v; /* the largest first */
	size_t n, cap;
};
struct shares stacks_shares(const struct stacks *s, struct arena *mem);
