import { expect, test } from 'vitest'
import { createVerifiedCache } from '../../token/verified-cache.ts'
import { createSpentHere } from '../spent-here.ts'
import { manualClock } from '../../clock.ts'
import { dialectContract } from './dialect.contract.ts'
import { decideBy } from '../run-dialect.ts'
import {
  goodClaims,
  GOOD_HEADER,
  keyServer,
  SIDECAR_CONFIG,
  SIDECAR_NOW,
  signed,
  silentContext,
  withToken,
} from './dialect.fixture.ts'
import { strictSidecar, type StrictSidecarParts } from './sidecar.ts'

function open(parts: Partial<StrictSidecarParts> = {}) {
  const { world, keys } = keyServer()
  const dialect = strictSidecar({ config: SIDECAR_CONFIG, now: () => SIDECAR_NOW * 1000, keys, ...parts })
  return { dialect, setKeys: (is: typeof world.keys) => void (world.keys = is) }
}

const clock = manualClock(SIDECAR_NOW * 1000)
const once = () => createSpentHere({ clock, leewaySeconds: 300, purgeInterval: 0 })

dialectContract('strict, a token is used once', { open: () => open({ spend: once().spend }), letsThrough: {} })
dialectContract('strict, a token may come again', {
  open: () => open({ cache: createVerifiedCache() }),
  letsThrough: {},
  allows: ['jti-missing'],
})

test('what strangers send leaves nothing behind: no id and no signature is kept, and no made-up issuer asked for', async () => {
  const { world, keys } = keyServer()
  const [spent, cache] = [once(), createVerifiedCache()]
  const parts = { config: SIDECAR_CONFIG, now: () => SIDECAR_NOW * 1000, keys, spend: spent.spend, cache }
  const dialect = strictSidecar(parts)
  for (let at = 0; at < 200; at++) {
    const header = { ...GOOD_HEADER, kid: at % 2 === 0 ? 'mykey' : `made-up-${at}` }
    const token = signed(header, { ...goodClaims(), iss: at % 4 < 2 ? 'jwtproxy' : `made-up-${at}` }, 'other')
    const { kind } = await decideBy(dialect, withToken(token), { context: silentContext(), log: { warn() {} } })
    expect(kind).toBe('refused')
  }
  expect([spent.size, cache.size]).toEqual([0, 0])
  expect(new Set(world.asked)).toEqual(new Set(['jwtproxy']))
})
