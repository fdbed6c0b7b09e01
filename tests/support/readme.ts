/** A fenced block of a document. */
export interface Block {
  language: string
  lines: string[]
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm

export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(FENCE)].map(([, language = '', text = '']) => ({
    language,
    lines: text.trimEnd().split('\n'),
  }))
}

/** A command of a document, and what the document shows of its answer. */
export interface Command {
  command: string
  /** What the block behind the one that this command ends shows of its answer; empty otherwise. */
  shown: string
  /** The language of that block: `json` is all of an answer, `text` lines of it. */
  shownAs: string
}

/** Languages of blocks that show an answer. */
const ANSWERS = new Set(['json', 'text'])

/** The commands of all `sh` blocks: `a && b` is two, and a backslash at the end of a line joins it to the next. */
export function commandsOf(markdown: string): Command[] {
  const blocks = blocksOf(markdown)
  return blocks.flatMap(({ language, lines }, at) => {
    if (language !== 'sh') return []
    const next = blocks[at + 1]
    const answer = next && ANSWERS.has(next.language) ? next : { language: '', lines: [] }
    const text = lines.join('\n').replaceAll(/\\\n\s*/g, '')
    const commands = text.split(/\n| && /).map((line) => line.replace(/\s+#.*$/, '').trim())
    return commands.map((command, index) => {
      const isLast = index === commands.length - 1
      return { command, shown: isLast ? answer.lines.join('\n') : '', shownAs: isLast ? answer.language : '' }
    })
  })
}

/** Blocks that show an answer, but of no command. */
export function looseBlocksOf(markdown: string): Block[] {
  const blocks = blocksOf(markdown)
  return blocks.filter(({ language }, at) => ANSWERS.has(language) && blocks[at - 1]?.language !== 'sh')
}

/** The commands that stand in the text between backticks: `npm …`, with settings before it or without. */
export function commandsInText(markdown: string): string[] {
  const text = markdown.replaceAll(FENCE, '')
  return [...text.matchAll(/`((?:[A-Z_]+=(?:"[^"`]*"|[^\s`]+) )*npm [^`]+)`/g)].map(([, command = '']) => command)
}

/** Members whose value is another one each time. */
const VOLATILE = new Set([
  'iat',
  'exp',
  'jti',
  'expiredAt',
  'access_token',
  'kid',
  'revoked',
  'since',
  'now',
  'at',
  'prepared',
  'signsUntil',
  'ringId', // of rings that are due in the same moment, any may be the first
  'others',
])

/** An answer with its volatile values replaced by their type: what a document must show. */
export function stable(value: unknown, name = ''): unknown {
  if (VOLATILE.has(name)) return typeof value
  if (name === 'expires_in') return Math.ceil(Number(value) / 60) // a second may go by between a token and its exchange
  if (Array.isArray(value)) return value.map((item) => stable(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, stable(member, key)]))
}
