#include "model/host.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <sha256.h>

#include "base/arena.h"
#include "base/cpus.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/text.h"
#include "process/cgroup.h"
#include "process/proc.h"

#define FIELD(name, type) RECORD_FIELD(struct host, name, type)
const struct field host_fields[] = {
	FIELD(class, TEXT),
	FIELD(digest, TEXT),
	FIELD(arch, TEXT),
	FIELD(cpu, TEXT),
	FIELD(microcode, TEXT),
	FIELD(cores, COUNT),
	FIELD(memory, COUNT),
	FIELD(kernel, TEXT),
	FIELD(os, TEXT),
	FIELD(governor, TEXT),
	FIELD(turbo, TEXT),
	FIELD(virtualization, TEXT),
	FIELD(compiler, TEXT),
	FIELD(quota, TEXT),
	{ NULL },
};

char *digest_hex(struct arena *mem, const void *data, size_t n)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];

	SHA256Data(data, n, hex);
	return arena_string(mem, hex);
}

/* The file's first line without the newline, or NULL. */
static char *first_line(struct arena *mem, const char *path)
{
	char *s = file_text(mem, path, 1 << 20);

	if (!s || !*s)
		return NULL;
	s[strcspn(s, "\n")] = '\0';
	return s;
}

/* The value of "key : value" in a text of such lines, or NULL. */
static char *value_of(struct arena *mem, const char *text, const char *key)
{
	size_t n = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, n) == 0 && strchr(" \t:=", line[n])) {
			const char *v = line + n + strspn(line + n, " \t:=\"");

			return arena_copy(mem, v, strcspn(v, "\n\""));
		}
	}
	return NULL;
}

/* ARM's processors have no name here, only a vendor and a number: "0x41 0xd0c". */
static const char *part_of(struct arena *mem, const char *info)
{
	const char *maker = value_of(mem, info, "CPU implementer");
	const char *part = value_of(mem, info, "CPU part");

	return maker && part ? arena_printf(mem, "%s %s", maker, part) : NULL;
}

static void probe_cpu(struct host *h, struct arena *mem)
{
	static const char *const model_keys[] = { "model name", "Hardware", "cpu model", "uarch" };
	const char *text = file_text(mem, "/proc/cpuinfo", 1 << 24), *info = text ? text : "";

	for (size_t i = 0; i < ARRAY_SIZE(model_keys) && !h->cpu; i++)
		h->cpu = value_of(mem, info, model_keys[i]);
	if (!h->cpu)
		h->cpu = part_of(mem, info);
	if (!h->cpu)
		h->cpu = "unknown";
	h->microcode = value_of(mem, info, "microcode");
	h->flags = value_of(mem, info, "flags");
	/* Only x86 has this flag; elsewhere the answer is unknown. */
	if (h->flags)
		h->virtualization = strstr(h->flags, " hypervisor") ? "virtual machine" : "none";
	if (file_exists("/.dockerenv") || file_exists("/run/.containerenv"))
		h->virtualization = h->flags && strstr(h->flags, " hypervisor")
			? "container in a virtual machine"
			: "container";
	if (!h->flags)
		h->flags = value_of(mem, info, "Features");
}

static const char *probe_turbo(struct arena *mem)
{
	const char *off = first_line(mem, "/sys/devices/system/cpu/intel_pstate/no_turbo");
	const char *boost = first_line(mem, "/sys/devices/system/cpu/cpufreq/boost");

	if (off)
		return *off == '1' ? "off" : "on";
	if (boost)
		return *boost == '1' ? "on" : "off";
	return NULL;
}

/* The limit of the control group that contains this process. */
static const char *probe_quota(struct arena *mem)
{
	char text[64];
	struct cgroup own;
	bool found = cgroup_own(&own, "cpu", "") &&
		cgroup_read(text, sizeof text, &own,
			own.version == CGROUP_2 ? "cpu.max" : "cpu.cfs_quota_us");

	if (!found || *text == '-' || text_starts(text, "max"))
		return NULL;
	return arena_copy(mem, text, strcspn(text, "\n"));
}

static const char *probe_compiler(struct arena *mem)
{
	const char *const argv[] = { "cc", "--version", NULL };
	const struct proc p = { .argv = argv, .timeout = 5 };
	struct proc_answer a;

	if (proc_run(&a, mem, &p, ERROR_IGNORED) < 0 || a.status != 0)
		return NULL;
	a.out[strcspn(a.out, "\n")] = '\0';
	return a.out;
}

/* The words of a CPU's name that distinguish models. */
static char *class_of(struct arena *mem, const struct host *h)
{
	static const char *const noise[] = { "(r)", "(tm)", "cpu", "processor", "core", "@" };
	char *rest = arena_string(mem, h->cpu), *word;
	const char *kept = "";

	while ((word = strsep(&rest, " "))) {
		bool drop = *word == '\0' || strcasestr(word, "-core") || strcasestr(word, "ghz");

		for (size_t i = 0; i < ARRAY_SIZE(noise); i++) {
			char *hit = strcasestr(word, noise[i]);

			if (hit == word && strlen(word) == strlen(noise[i]))
				drop = true;
			else if (hit && *noise[i] == '(')
				memset(hit, ' ', strlen(noise[i]));
		}
		if (!drop)
			kept = arena_printf(mem, "%s-%s", kept, word);
	}
	return text_slug(mem, arena_printf(mem, "%s%s-%zuc", h->arch, kept, h->cores));
}

static char *digest_of(struct arena *mem, const struct host *h)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct json_out o = json_out_to(m.f, 0);

	json_out_object(&o, NULL);
	/* Without the class and the digest, which come first. */
	record_write(&o, host_fields + 2, h);
	json_out_close(&o);
	memory_file_end(&m);
	return digest_hex(mem, m.data, m.n);
}

void host_probe(struct host *h, struct arena *mem, const char *class)
{
	struct utsname u;

	*h = (struct host){ 0 };
	uname(&u);
	h->arch = arena_string(mem, u.machine);
	h->kernel = arena_printf(mem, "%s %s", u.sysname, u.release);
	probe_cpu(h, mem);
	h->cores = cpus_usable();
	h->class = class && *class ? class : class_of(mem, h);
}

void host_identify(struct host *h, struct arena *mem)
{
	const char *text = file_text(mem, "/proc/meminfo", 1 << 20);

	if (text) {
		const char *kib = value_of(mem, text, "MemTotal");

		/* The memory that the kernel reserves differs from boot to boot. */
		h->memory = kib ? (strtoull(kib, NULL, 10) + 32768) / 65536 * 65536 * 1024 : 0;
	}
	if ((text = file_text(mem, "/etc/os-release", 1 << 20)))
		h->os = value_of(mem, text, "PRETTY_NAME");
	h->governor = first_line(mem, "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
	h->turbo = probe_turbo(mem);
	h->quota = probe_quota(mem);
	h->compiler = probe_compiler(mem);
	h->digest = digest_of(mem, h);
}

void host_finish(struct host *h, struct arena *mem)
{
	h->class = class_of(mem, h);
	h->digest = digest_of(mem, h);
}
