/* Variables of CI systems that differ in each run but do not affect the result of a build. */
#pragma once

enum ci_variable {
	CI_VARIABLE_NOT,    /* it may decide: the kind of the run, its branch, what the user sets */
	CI_VARIABLE_OF_RUN, /* the system chooses another one: an id, a number, a time, a token */
	CI_VARIABLE_TEXT,   /* an author has written it for a person: a message, a title */
};

/* pair: NAME=value of the environment. build: the command; what it names may decide. */
enum ci_variable ci_variable_of(const char *pair, const char *build);
