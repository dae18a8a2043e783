# SPDX 2.3. Licences of Debian's packages are in their copyright files, so the document asserts none.
{
	spdxVersion: "SPDX-2.3",
	dataLicense: "CC0-1.0",
	SPDXID: "SPDXRef-DOCUMENT",
	name: "benchctl-\(.version)",
	documentNamespace: "urn:uuid:\(.uuid)",
	creationInfo: { created: .created, creators: ["Tool: benchctl-ci-sbom-\(.version)"] },
	documentDescribes: ["SPDXRef-benchctl"],
	packages: ([{
		SPDXID: "SPDXRef-benchctl", name: "benchctl", versionInfo: .version,
		downloadLocation: "NOASSERTION", filesAnalyzed: false, primaryPackagePurpose: "APPLICATION",
		licenseDeclared: "MIT", licenseConcluded: "MIT", copyrightText: "NOASSERTION",
		checksums: [{ algorithm: "SHA256", checksumValue: .digest }]
	}] + [.packages[] | {
		SPDXID: "SPDXRef-\(.name | ref)", name: .name, versionInfo: .version,
		downloadLocation: "NOASSERTION", filesAnalyzed: false, primaryPackagePurpose: "LIBRARY",
		licenseDeclared: "NOASSERTION", licenseConcluded: "NOASSERTION", copyrightText: "NOASSERTION",
		comment: "\(.how): \(.libraries | join(", "))",
		externalRefs: [{
			referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: .purl
		}]
	}]),
	relationships: ([{
		spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES",
		relatedSpdxElement: "SPDXRef-benchctl"
	}] + [.packages[] | if .how == "linked" or .how == "static" then {
		spdxElementId: "SPDXRef-benchctl",
		relationshipType: (if .how == "static" then "STATIC_LINK" else "DYNAMIC_LINK" end),
		relatedSpdxElement: "SPDXRef-\(.name | ref)"
	} else {
		spdxElementId: "SPDXRef-\(.name | ref)",
		relationshipType: (if .how == "opened" then "OPTIONAL_DEPENDENCY_OF" else "RUNTIME_DEPENDENCY_OF" end),
		relatedSpdxElement: "SPDXRef-benchctl"
	} end])
}
