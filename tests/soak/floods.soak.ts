import { test } from 'vitest'
import { PEER_NAMES } from '#core/config/processes'
import { expectToStand } from '../support/flooded-process.ts'
import { soakSize } from '../support/soak-size.ts'

const STRANGERS = soakSize('SOAK_STRANGERS', 300)

/** Of others; some floods leave time for a thousand of them in a second, some for one. */
const QUESTIONS = soakSize('SOAK_QUESTIONS', 30)

for (const name of PEER_NAMES) {
  for (const door of ['plain', 'TLS'] as const) {
    test(`${name}: ${STRANGERS} strangers on its ${door} port, for long, keep nobody waiting and fill nothing`, () =>
      expectToStand(name, door, { strangers: STRANGERS, meanwhile: QUESTIONS }))
  }
}
