#include "base/lazy.h"

#include <dlfcn.h>
#include <string.h>

#include "base/error.h"

bool lazy_is_static(void)
{
	return !dlopen(NULL, RTLD_NOW); /* it cannot open itself either */
}

int lazy_open(void *table, const char *const *names, size_t n, const char *library,
	const char *package, struct error *err)
{
	void *handle;

	if (lazy_is_static())
		return error_set(err,
			"this benchctl is statically linked and cannot open %s; "
			"use the build for glibc",
			library);
	handle = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!handle)
		return error_set(err, "%s cannot be opened (%s); install the package %s", library,
			dlerror(), package);
	for (size_t i = 0; i < n; i++) {
		void *f = dlsym(handle, names[i]);

		if (!f)
			return error_set(err, "%s has no function %s; install the package %s",
				library, names[i], package);
		memcpy((char *)table + i * sizeof f, &f, sizeof f);
	}
	return 0;
}
