# CycloneDX 1.5.
"benchctl@\(.version)" as $program | {
	bomFormat: "CycloneDX",
	specVersion: "1.5",
	serialNumber: "urn:uuid:\(.uuid)",
	version: 1,
	metadata: {
		timestamp: .created,
		component: {
			type: "application", "bom-ref": $program, name: "benchctl", version: .version,
			licenses: [{ license: { id: "MIT" } }],
			hashes: [{ alg: "SHA-256", content: .digest }]
		}
	},
	components: [.packages[] | {
		type: "library", "bom-ref": .purl, name: .name, version: .version, purl: .purl,
		scope: (if .how == "linked" or .how == "static" then "required" else "optional" end),
		properties: [
			{ name: "benchctl:how", value: .how },
			{ name: "benchctl:libraries", value: (.libraries | join(" ")) }
		]
	}],
	dependencies: [
		{ ref: $program, dependsOn: [.packages[] | select(.how != "indirect") | .purl] }
	]
}
