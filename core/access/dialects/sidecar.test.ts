import { createVerifiedCache } from '../../token/verified-cache.ts'
import { createSpentHere } from '../spent-here.ts'
import { manualClock } from '../../clock.ts'
import { dialectContract } from './dialect.contract.ts'
import { keyServer, SIDECAR_CONFIG, SIDECAR_NOW } from './dialect.fixture.ts'
import { strictSidecar, type StrictSidecarParts } from './sidecar.ts'

function open(parts: Partial<StrictSidecarParts> = {}) {
  const { world, keys } = keyServer()
  const dialect = strictSidecar({ config: SIDECAR_CONFIG, now: () => SIDECAR_NOW * 1000, keys, ...parts })
  return { dialect, setKeys: (is: typeof world.keys) => void (world.keys = is) }
}

const clock = manualClock(SIDECAR_NOW * 1000)
const once = () => createSpentHere({ clock, leewaySeconds: 300, purgeInterval: 0 })

dialectContract('strict, a token is used once', { open: () => open({ spend: once().spend }), letsThrough: [] })
dialectContract('strict, a token may come again', {
  open: () => open({ cache: createVerifiedCache() }),
  letsThrough: ['no jti'],
})
