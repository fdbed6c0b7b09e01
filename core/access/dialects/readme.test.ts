import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { DialectDescription } from '../dialect.ts'
import { openSidecar } from './dialect.fixture.ts'
import { sharedSecret } from '../../token/gateway-algorithms.ts'
import { jwtConfig } from './kong/kong.fixture.ts'
import { kongPlugin } from './kong/plugin.ts'
import { kongStateless } from './kong/stateless.ts'
import { jwtRule, OWN_KEYS } from './mesh/mesh.fixture.ts'
import { meshRule } from './mesh/rule-dialect.ts'
import { staticKeys } from './piko/keys.ts'
import { pikoDialect } from './piko/piko.ts'
import { strictRelay } from './relay.ts'
import { stokeDialect } from './stoke/stoke.ts'

const DESCRIPTIONS: Record<string, DialectDescription> = {
  strict: openSidecar({ dialect: 'strict' }).access.description,
  jwtproxy: openSidecar({ dialect: 'jwtproxy' }).access.description,
  mesh: meshRule({ rule: jwtRule(), now: () => 0, keys: () => OWN_KEYS }),
  kong: kongPlugin({
    config: jwtConfig(),
    now: () => 0,
    findCredential: () => undefined,
    findConsumer: () => undefined,
  }),
  'kong-stateless': kongStateless({
    trust: { kind: 'secret', algorithm: 'HS256', secret: sharedSecret('x') },
    now: () => 0,
  }),
  'strict-relay': strictRelay({
    trust: { algorithms: [], keys: () => ({ select: () => expect.unreachable('no key is asked for') }) },
    realm: 'relay',
    leewaySeconds: 0,
    now: () => 0,
  }),
  stoke: stokeDialect({ keys: { keysFor: () => [] }, now: () => 0 }),
  piko: pikoDialect({ keys: staticKeys({ hmacSecretKey: 'x' }), now: () => 0 }),
}

test.each(Object.entries(DESCRIPTIONS))(
  'the page says what the dialect %s does, in its order',
  async (name, dialect) => {
    const page = await readFile(new URL('README.md', import.meta.url), 'utf8')
    const { checks, gaps, title } = dialect
    const [, part = ''] = page.split(`\n## ${name}\n`)
    const rows = (part.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '))
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()).slice(1, -1)) // prettier-ignore
    expect(part).toContain(title)
    expect(cells.filter(([first]) => first?.startsWith('`'))).toEqual(
      checks.map(({ name, rule }) => [`\`${name}\``, rule]),
    )
    const wanted = gaps.map(({ id, says, by, bound = '' }) => [id, says, by, bound])
    expect(cells.filter((row) => row.length === 4).slice(2)).toEqual(wanted)
  },
)
