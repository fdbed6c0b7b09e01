/** What XML 1.0 §2.2 has no place for: most controls, halves of a pair, two that are no characters. */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

/** These end something, or are another sign after they were read (XML 1.0 §2.11, §3.3.3). */
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** What a terminal obeys, what turns or hides text, and other ends of a line. */
const UNSEEN_IN_XML = /[\u{7F}-\u{9F}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * Any text, for an element or an attribute. What cannot stand in XML at all is replaced by a sign that says so, and what nobody
 * would see stands there by its number.
 */
export const xmlText = (text: string): string =>
  text
    .replace(NO_CHARACTER, '\uFFFD')
    .replace(/[&<>"'\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign)
    .replace(UNSEEN_IN_XML, (sign) => `&#${sign.codePointAt(0)};`)

/** One element; `inside` is XML already. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inside: readonly string[] = [],
): string {
  const begin = `<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(String(value))}"`).join('')}` // prettier-ignore
  return inside.length === 0 ? `${begin}/>` : `${begin}>${inside.join('\n')}</${name}>`
}
