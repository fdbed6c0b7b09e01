import type { Clock } from '#core/clock'
import type { ControlledName } from '#core/config/processes'
import { serviceTrust, type TrustSettings } from '../../service/verifiers/trust.ts'
import type { House } from '../live/house.ts'
import type { KeptPlay } from '../plays/kept-play.ts'
import type { SeenPlay } from './evidence.ts'
import { BY_KEY_SET, tokenAtB } from './plays-seen.ts'
import { wrongInToken } from './wrong-in-token.ts'

export interface WitnessParts {
  /** By which B believes. */
  config: TrustSettings
  /** It knows the clocks. */
  house: Pick<House, 'state'>
  machine: Pick<Clock, 'now'>
}

/** Adds to a play what B would have said next, and how its clock stood: a trace ends at the first check that fails. */
export function createWitness({ config, house, machine }: WitnessParts): (play: KeptPlay) => SeenPlay {
  const trust = { ...serviceTrust('serviceb', config).plain, subject: 'servicea' }
  const timeOf = (process: ControlledName) =>
    house.state().find(({ name }) => name === process)?.clock?.now ?? machine.now()
  return (play) => {
    const token = play.scenario === BY_KEY_SET ? tokenAtB(play) : undefined
    if (!token) return play
    const timeAtB = timeOf('serviceb')
    const aheadOfFactory = timeAtB - timeOf('jwt-factory')
    return { ...play, wrong: wrongInToken(token, trust, timeAtB), aheadOfFactory }
  }
}
