import { expect, test } from 'vitest'
import { dialectContract } from '../dialect.contract.ts'
import { keyServer, SIDECAR_CONFIG, SIDECAR_NOW } from '../dialect.fixture.ts'
import { jwtproxyDialect } from './jwtproxy.ts'
import { createSeenIds } from './seen-ids.ts'

const config = { ...SIDECAR_CONFIG, dialect: 'jwtproxy' as const }

function open() {
  const { world, findLax } = keyServer()
  const dialect = jwtproxyDialect({ config, now: () => SIDECAR_NOW * 1000, find: findLax, seen: createSeenIds() })
  return { dialect, setKeys: (is: typeof world.keys) => void (world.keys = is) }
}

/** By the gaps that let them through. */
const LETS_THROUGH = {
  alg: ['alg none, with a signature', 'alg HS256, with a signature of RS256', 'alg in lower case'],
  typ: ['crit is a text', 'the address of a certificate', 'a token within a token', 'bound to a key (RFC 7800)'],
  kid: ['kid in upper case'],
  spelling: [
    'padded',
    'padding at its end, by a stranger',
    'other last bits',
    'alg twice',
    'iss twice',
    'exp twice, by an escape',
    'a member __proto__',
    'a number that is rounded',
    'forty levels',
    'no UTF-8',
  ],
  aud: ['aud with a user', 'aud with a path'],
  exp: ['over before it began'],
  jti: ['an empty jti', 'a jti of 5000 letters', 'a jti with a control'],
}

dialectContract('jwtproxy', { open, letsThrough: Object.values(LETS_THROUGH).flat() })

test('each of them goes by a gap that the dialect names', () => {
  const gaps = open().dialect.gaps.map(({ id }) => id)
  expect(gaps).toEqual(expect.arrayContaining(Object.keys(LETS_THROUGH)))
})
