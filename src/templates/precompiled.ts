/**
 * Texts of the tool's own templates as the build compiled them: by the digest of the package, then by file. Empty in a
 * checkout. The digest ties each to the bytes it was made from, so a changed package is compiled as any other is.
 */
export const precompiledTexts: Readonly<Record<string, Readonly<Record<string, TemplateSpecification>>>> = {};
