import type { Trouble } from '../trace/context.ts'
import type { Effect } from './effect.ts'

/**
 * What a play brings along: a fault that only its own requests meet, for it travels with the trace. There is nothing to
 * take back when the play fails, and whoever plays beside it notices nothing.
 */
export const TROUBLES: Record<Trouble, { on: string; effect: Effect }> = {
  'factory-down': { on: '*', effect: { reset: true } },
  'keys-down': { on: 'jwks', effect: { reset: true } },
  'slow-keys': { on: 'jwks', effect: { delay: 1500 } },
}
