/** A document, as an index names it. */
export interface IndexedDocument {
  /** From the top of the project. */
  path: string
  text: string
}

const isScenario = (path: string) => path.startsWith('docs/scenarios/')
const isReference = (path: string) => path.startsWith('docs/reference/')
const isStart = (path: string) => path === 'README.md' || path === 'docs/README.md'
const isProject = (path: string) => /^[A-Z]+\.md$/.test(path) && !isStart(path)
const isTask = (path: string) => /^docs\/[\w-]+\.md$/.test(path) && !isStart(path)
const isRoom = (path: string) => !path.startsWith('docs/') && path.includes('/')

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
    ...indexSection('Start here', of(isStart)),
    ...indexSection('How to', of(isTask)),
    ...indexSection('Scenarios', of(isScenario)),
    ...indexSection('Reference', of(isReference)),
    ...indexSection('The project', of(isProject)),
    ...indexSection('Its rooms', of(isRoom)),
    '',
  ].join('\n')
}

const indexSection = (title: string, lines: readonly string[]) => ['', `## ${title}`, '', ...lines]

const indexLine = ({ path, text }: IndexedDocument) =>
  `- [${headingIn(text)}](${path}): ${isScenario(path) ? paragraphIn(text) : firstSentenceIn(text)}`

const headingIn = (text: string) => /^# (.+)$/m.exec(text)?.[1] ?? ''

/** Its first paragraph, without marks. The page of a scenario has its story there. */
const paragraphIn = (text: string) =>
  (text.split(/\n{2,}/).find((part) => /^(?:[A-Za-z*_[]|`[^`])/.test(part)) ?? '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*|`/g, '')

/** The first sentence of that, and of short ones as many as say something; of a room, what it owns. */
function firstSentenceIn(text: string): string {
  const plain = paragraphIn(text).replace(/^This room owns (\w)/, (_, letter: string) => letter.toUpperCase())
  const sentences = plain.match(/.+?(?:[.:](?= |$)|$)/g) ?? []
  const enough = sentences.findIndex((_, at) => sentences.slice(0, at + 1).join('').length >= SHORTEST)
  return sentences
    .slice(0, enough < 0 ? undefined : enough + 1)
    .join('')
    .replace(/:$/, '.')
}

/** Signs. "The judges." says less than the title before it. */
const SHORTEST = 40
