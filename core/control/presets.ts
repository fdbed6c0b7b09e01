import type { FaultRuleInput } from './fault-rules.ts'

/** Well-known troubles, each a few faults of the factory. */
export const PRESETS = {
  'provider-outage': {
    about: 'nobody answers at the factory: every connection ends without an answer',
    rules: [{ on: '*', effect: { reset: true } }],
  },
  'slow-keys': {
    about: 'the key set takes its time',
    rules: [{ on: 'jwks', effect: { delay: '1500ms' } }],
  },
  'half-rotated': {
    about: 'the key that signs is not in the key set, as where one of two replicas has not heard of it',
    rules: [{ on: 'jwks', effect: { keys: 'dropped' } }],
  },
  flaky: {
    about: 'three in ten requests to the factory fail, by chance',
    rules: [{ on: '*', chance: 0.3, seed: 1, effect: { status: 503 } }],
  },
} as const satisfies Record<string, { about: string; rules: readonly FaultRuleInput[] }>

export type PresetName = keyof typeof PRESETS

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[] // Object.keys forgets the literal type
