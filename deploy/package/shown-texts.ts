import { parseSync } from 'rolldown/utils'

/** A part of a text, and what stands there instead. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** A node of a syntax tree (ESTree), as much of it as is asked for here. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

/** @throws Error for what is no module */
export function readSyntax(code: string, fileName: string): { nodes: SyntaxNode[]; comments: SyntaxNode[] } {
  const { program, comments, errors } = parseSync(fileName, code)
  if (errors.length > 0) throw new Error(`${fileName}: ${errors[0]?.message}`)
  const nodes: SyntaxNode[] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== 'object' || value === null) return
    if (isNode(value)) nodes.push(value)
    Object.values(value).forEach(visit)
  }
  visit(program.body)
  return { nodes, comments: comments.map((each) => ({ ...each })) }
}

const isNode = (value: object): value is SyntaxNode => 'type' in value && 'start' in value && 'end' in value

/** @param edits of parts that do not overlap */
export function applyEdits(code: string, edits: readonly Edit[]): string {
  const sorted = edits.toSorted((a, b) => a.start - b.start)
  const parts = sorted.map(({ start, text }, index) => code.slice(sorted[index - 1]?.end ?? 0, start) + text)
  return parts.join('') + code.slice(sorted.at(-1)?.end ?? 0)
}

/**
 * Rewrites what people read: comments, and strings in which there is a space. A string without one is a path, a name or an address, and
 * stays; so does all that is code.
 * @param rewrite gets a string with its quotes, in which a value put in stands as `${_0}`
 */
export function editsOfTexts(
  code: string,
  { nodes, comments }: ReturnType<typeof readSyntax>,
  rewrite: (text: string) => string,
): Edit[] {
  const plain = nodes.filter(({ type, value }) => type === 'Literal' && typeof value === 'string')
  const templates = nodes.filter(({ type }) => type === 'TemplateLiteral')
  const whole = [...plain.filter((node) => /\s/.test(code.slice(node.start, node.end))), ...comments].map(
    ({ start, end }) => ({ start, end, text: rewrite(code.slice(start, end)) }),
  )
  return [...whole, ...templates.flatMap((node) => editsOfTemplate(code, node, rewrite))].filter(
    ({ start, end, text }) => text !== code.slice(start, end),
  )
}

function editsOfTemplate(code: string, { quasis }: SyntaxNode, rewrite: (text: string) => string): Edit[] {
  const parts = quasis as SyntaxNode[] // as ESTree says
  const texts = parts.map(({ start, end }) => code.slice(start, end))
  if (!/\s/.test(texts.join(''))) return []
  const masked = texts.map((text, index) => (index === 0 ? text : `\${_${index - 1}}${text}`)).join('')
  const rewritten = rewrite(`\`${masked}\``).slice(1, -1).split(/\$\{_\d+\}/) // prettier-ignore
  if (rewritten.length !== parts.length) throw new Error(`rewritten, a text has other values in it: ${masked}`)
  return parts.map(({ start, end }, index) => ({ start, end, text: rewritten[index] ?? '' }))
}
