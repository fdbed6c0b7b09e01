/** A document, as an index names it. */
export interface IndexedDocument {
  /** From the top of the project. */
  path: string
  text: string
}

const isScenario = (path: string) => path.startsWith('docs/scenarios/')
const isReference = (path: string) => path.startsWith('docs/reference/')
const isRoom = (path: string) => !path.startsWith('docs/')
const isTask = (path: string) => !isRoom(path) && !isScenario(path) && !isReference(path)

/**
 * A plain index of all documents, for programs that read (the form of llmstxt.org): a name, a sentence, and a line for each document.
 * @param documents in the order of the index
 */
export function indexPage(documents: readonly IndexedDocument[]): string {
  const of = (isWanted: (path: string) => boolean) => documents.filter(({ path }) => isWanted(path)).map(indexLine)
  return [
    '# jwt-sandbox',
    '',
    '> A service-to-service JWT sandbox: an issuer, services that call each other over TLS, and scenarios that show why a token was believed or refused.',
    ...indexSection('How to', of(isTask)),
    ...indexSection('Scenarios', of(isScenario)),
    ...indexSection('Reference', of(isReference)),
    ...indexSection('The project and its rooms', of(isRoom)),
    '',
  ].join('\n')
}

const indexSection = (title: string, lines: readonly string[]) => ['', `## ${title}`, '', ...lines]

const indexLine = ({ path, text }: IndexedDocument) => `- [${headingIn(text)}](${path}): ${firstSentenceIn(text)}`

const headingIn = (text: string) => /^# (.+)$/m.exec(text)?.[1] ?? ''

/** The first sentence of its first paragraph, without marks. */
function firstSentenceIn(text: string): string {
  const paragraph = text.split(/\n{2,}/).find((part) => /^(?:[A-Za-z*_[]|`[^`])/.test(part))
  const plain = (paragraph ?? '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*|`/g, '')
  return /^.+?[.:](?= |$)/.exec(plain)?.[0]?.replace(/:$/, '.') ?? plain
}
