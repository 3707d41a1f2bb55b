/** Namespaces as they stand in texts. */

const linkUrl = /^(?<start>temporal:\/\/\/namespaces\/)(?<name>[^/?#]+)/;

/** A link of Nexus, `temporal:///namespaces/NAME/workflows/…`; other links lead nowhere in Temporal. */
export function translateLink(url: string, translate: (namespace: string) => string): string {
  return url.replace(linkUrl, (whole: string, start: string, name: string) => {
    const plain = decodeName(name);
    const translated = plain === undefined ? undefined : translate(plain);
    return translated === undefined || translated === plain ? whole : start + encodeURIComponent(translated);
  });
}

function decodeName(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** As servers write it: `Namespace images-prod is not found.`, `namespace: "images-prod"`; quotes may be percent-encoded. */
const namedInText = /(?<before>\bnamespace(?: name)?(?::|=|%3A)?(?: |%20)?(?:["'`]|%22)?)(?<name>[\w.-]*\w)/gi;

/** An error's text with the namespaces it names translated; words that only look alike are left. */
export function translateText(text: string, translate: (namespace: string) => string): string {
  return text.replaceAll(namedInText, (_: string, before: string, name: string) => before + translate(name));
}
