/* The place of a plugin for GPUs: it looks for a device, and measures nothing yet. */
#include <benchctl/plugin.h>

#include <unistd.h>

static const char *const devices[] = { "/dev/nvidia0", "/dev/kfd", "/dev/dri/renderD128" };

static int open_gpu(void **state, const union benchctl_value *values, struct benchctl_sink *sink)
{
	(void)values;
	*state = NULL;
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
		if (access(devices[i], F_OK) == 0)
			return sink->fail(sink,
				"there is a device, but this plugin is a placeholder: "
				"put the kernels of your GPU into its sample hook");
	return sink->fail(sink,
		"no device: there is no GPU in /dev (nvidia0, kfd, dri/renderD128)");
}

static int sample(void *state, uint32_t n, struct benchctl_sink *sink)
{
	(void)state;
	(void)n;
	return sink->fail(sink, "this plugin is a placeholder");
}

static const struct benchctl_kind gpu = {
	.version = BENCHCTL_PLUGIN_VERSION,
	.size = sizeof gpu,
	.name = "gpu",
	.help = "kernels on a GPU",
	.open = open_gpu,
	.sample = sample,
};

const struct benchctl_kind *benchctl_plugin_v1(void)
{
	return &gpu;
}
