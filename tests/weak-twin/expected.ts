import { readFound } from '../findings/found-tables.ts'
import type { SwitchName } from './switches.ts'

/**
 * The table: weakness × case, as `npm run findings` writes it. Each row is what the weakness opens, and nothing else: the ids of cases, with
 * the kind of finding where it is another than the verdict. `stops` says that the controls end the run.
 */
export const WEAKNESS_FINDINGS = readFound('weak-twin') as Readonly<Record<SwitchName, readonly string[] | 'stops'>> // weak-twin.test.ts sees to it
