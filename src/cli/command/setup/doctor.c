#include "app/doctor/doctor.h"

#include "base/json_write.h"
#include "cli/cli.h"
#include "report/table.h"

enum { DOCTOR_SCHEMA_VERSION = 1 };

static void print_text(FILE *out, const struct diagnosis *d)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 0, "", "", "");
	size_t worse = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->v[i];

		worse += f->state == FINDING_WORSE;
		TABLE_ADD(&t, f->name, finding_states[f->state],
			f->measured ? arena_printf(&mem, "%s; %s", f->what, f->measured) : f->what);
		if (f->remedy)
			table_add_line(&t, arena_printf(&mem, "            %s\n", f->remedy));
	}
	table_print(out, &t, 0);
	fprintf(out,
		"\n"
		"%zu of these %zu properties make%s measurements less reliable\n",
		worse, d->n, worse == 1 ? "s" : "");
}

static void print_json(FILE *out, const struct diagnosis *d)
{
	struct json_out o = json_out_to(out, 2);

	json_out_object(&o, NULL);
	json_out_u64(&o, "schema_version", DOCTOR_SCHEMA_VERSION);
	json_out_array(&o, "findings");
	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->v[i];

		json_out_object(&o, NULL);
		json_out_string(&o, "name", f->name);
		json_out_string(&o, "state", finding_states[f->state]);
		json_out_string(&o, "what", f->what);
		json_out_string(&o, "measured", f->measured);
		json_out_string(&o, "remedy", f->remedy);
		json_out_close(&o);
	}
	json_out_end(&o);
}

static int run(struct cli *cli, struct error *err)
{
	const struct json_flags *flags = cli->flags;
	struct diagnosis d;

	if (app_doctor(&d, &cli->app, "", err) < 0)
		return -1;
	if (flags->json)
		print_json(cli->document, &d);
	else
		print_text(cli->text, &d);
	return EXIT_PASS;
}

const struct cli_command doctor_command = {
	.name = "doctor",
	.args = "",
	.summary = "show what makes measurements on this machine less reliable, and how to fix it",
	.help = "  benchctl doctor\n"
		"\n"
		"Measures for about half a second. Each line shows a property of the machine as\n"
		"good, worse or unknown, and below it the command that improves it. The exit\n"
		"status does not depend on the properties.\n",
	.flags = &json_flags_section,
	.run = run,
};
