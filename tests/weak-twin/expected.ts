import { EXPECTED_OF_CLAIMS } from './expected/claims.ts'
import { EXPECTED_OF_KEYS } from './expected/keys.ts'
import { EXPECTED_OF_MEMORY } from './expected/memory.ts'
import { EXPECTED_OF_REQUESTS } from './expected/requests.ts'
import { EXPECTED_OF_TEXTS } from './expected/texts.ts'
import type { SwitchName } from './switches.ts'

/**
 * The table: weakness × case. Each row is what the weakness opens, and nothing else; a new weakness does not compile without one.
 * `stops` says that the controls end the run.
 */
export const WEAKNESS_FINDINGS: Readonly<Record<SwitchName, string>> = {
  ...EXPECTED_OF_KEYS,
  ...EXPECTED_OF_CLAIMS,
  ...EXPECTED_OF_TEXTS,
  ...EXPECTED_OF_MEMORY,
  ...EXPECTED_OF_REQUESTS,
}
