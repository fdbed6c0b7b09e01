import { format, resolveConfig } from 'prettier'
import type { DialectDescription } from '#core/access/dialect'
import { kongPlugin } from '#core/access/dialects/kong/plugin'
import { kongStateless } from '#core/access/dialects/kong/stateless'
import { meshRule } from '#core/access/dialects/mesh/rule-dialect'
import { staticKeys } from '#core/access/dialects/piko/keys'
import { pikoDialect } from '#core/access/dialects/piko/piko'
import { strictRelay } from '#core/access/dialects/relay'
import { stokeDialect } from '#core/access/dialects/stoke/stoke'
import { fixedKeys } from '#core/keys/key-set'
import { sharedSecret } from '#core/token/gateway-algorithms'
import { openSidecar } from '../../core/access/dialects/dialect.fixture.ts'
import { jwtConfig } from '../../core/access/dialects/kong/kong.fixture.ts'
import { jwtRule, OWN_KEYS } from '../../core/access/dialects/mesh/mesh.fixture.ts'
import { PROJECT } from '../support/project-files.ts'
import { tableDialects } from '../support/table-dialects.ts'
import { markdownTable } from './markdown.ts'

/** Where the page of the dialects is, from the top of the project. */
export const DIALECTS_PAGE = 'core/access/dialects/README.md'

const now = () => 0
const keys = () => fixedKeys([])

/** By the headings of the page: those that need parts of their own, and those that a table of tests opens. */
const DESCRIPTIONS: Readonly<Record<string, DialectDescription>> = {
  strict: openSidecar({ dialect: 'strict' }).access.description,
  jwtproxy: openSidecar({ dialect: 'jwtproxy' }).access.description,
  mesh: meshRule({ rule: jwtRule(), now, keys: () => OWN_KEYS }),
  kong: kongPlugin({ config: jwtConfig(), now, findCredential: () => undefined, findConsumer: () => undefined }),
  'kong-stateless': kongStateless({ trust: { kind: 'secret', algorithm: 'HS256', secret: sharedSecret('x') }, now }),
  piko: pikoDialect({ keys: staticKeys({ hmacSecretKey: 'x' }), now }),
  stoke: stokeDialect({ keys: { keysFor: () => [] }, now }),
  'strict-relay': strictRelay({ trust: { algorithms: [], keys }, realm: 'relay', leewaySeconds: 0, now }),
  ...Object.fromEntries(
    tableDialects().flatMap(({ id, description }) => (description ? [[id, description] as const] : [])),
  ),
}

/**
 * The page of the dialects with the checks and the gaps of each as they are, in its part; a dialect without one gets it, at the end.
 * @param page as it is: what stands there besides is written by hand
 */
export async function dialectsPage(page: string): Promise<string> {
  let text = page.trimEnd()
  for (const [name, dialect] of Object.entries(DESCRIPTIONS)) text = withDialect(text, name, dialect)
  const options = await resolveConfig(`${PROJECT}/${DIALECTS_PAGE}`)
  return format(text, { ...options, filepath: DIALECTS_PAGE })
}

function withDialect(page: string, name: string, { title, checks, gaps }: DialectDescription): string {
  const heading = `## ${name}`
  const parts = page.split(/\n(?=## )/)
  const own = parts.find((part) => part.split('\n', 1)[0] === heading) ?? `${heading}\n`
  const blocks = own.trimEnd().split(/\n\n+/)
  if (!blocks.some((block) => block.replaceAll('\n', ' ').includes(title))) blocks.splice(1, 0, sentence(title))
  const checkTable = markdownTable(['check', 'rule'], checks.map(({ name: check, rule }) => [`\`${check}\``, rule])) // prettier-ignore
  putTable(blocks, 'check', checkTable)
  const gapRows = gaps.map(({ id, says, by, bound = '' }) => [id, says, by, bound])
  if (gaps.length > 0)
    putTable(blocks, 'gap', markdownTable(['gap', 'what it means', 'where it shows', 'where ours ends'], gapRows))
  const changed = blocks.join('\n\n')
  return parts.includes(own)
    ? parts.map((part) => (part === own ? `${changed}\n` : part)).join('\n')
    : `${page}\n\n${changed}`
}

const sentence = (text: string) => text.replace(/\.?$/, '.')

/** In the place of the table that begins with this word, or behind all else. */
function putTable(blocks: string[], first: string, table: string): void {
  const at = blocks.findIndex((block) => new RegExp(`^\\| ${first} +\\|`).test(block))
  blocks.splice(at < 0 ? blocks.length : at, 1, table)
}
