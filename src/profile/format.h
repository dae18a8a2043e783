/* The reports of profilers. Each reader adds what the text says to a profile; what it does not
 * understand is skipped. The text is changed. */
#pragma once

struct arena;
struct stacks;

/* perf script -F comm,ip,sym */
void perf_script_read(struct stacks *s, struct arena *mem, char *text);
/* callgrind --separate-callers: the names of functions have their callers, "f'caller'main". */
void callgrind_read(struct stacks *s, struct arena *mem, char *text);
/* node --cpu-prof */
void cpuprofile_read(struct stacks *s, struct arena *mem, char *text);
