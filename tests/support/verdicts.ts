import { expect } from 'vitest'
import { loadScenarios } from '#scenarios'
import { isObject } from '#core/token/claims'
import type { TestSandbox } from './sandbox.ts'

/**
 * Plays every scenario, and tells what its callees said: which of the tokens were believed, in the order of the answer;
 * or the status, where there is no such answer.
 */
export async function verdictsOfAll(sandbox: TestSandbox): Promise<Record<string, string>> {
  const verdicts: Record<string, string> = {}
  for (const { number } of await loadScenarios()) {
    const { status, body } = await sandbox.plain('servicea', `/scenario${number}`)
    verdicts[`scenario ${number}`] = status === 200 ? wordsIn(body).join(' ') : `${status} ${body?.detail}`
  }
  return verdicts
}

function wordsIn(answer: unknown): string[] {
  if (!isObject(answer)) return []
  const own = 'valid' in answer ? [answer['valid'] === true ? 'believed' : String(answer['reason'])] : []
  return [...own, ...Object.values(answer).flatMap(wordsIn)]
}

/** What all of them say when nothing is wrong. */
export const ALL_GOOD: Record<string, string> = {
  'scenario 1': 'believed',
  'scenario 2': 'believed believed',
  'scenario 3': 'believed',
  'scenario 4': 'believed believed',
  'scenario 5': 'believed',
  'scenario 6': 'believed believed believed believed',
  'scenario 7': 'believed',
  'scenario 8': 'believed believed',
  'scenario 9': 'believed believed',
  'scenario 10': 'believed believed revoked-token believed',
  'scenario 11': 'believed',
  'scenario 12': 'believed believed',
  'scenario 13': 'believed believed',
  'scenario 14': 'believed',
  'scenario 15': 'believed',
  'scenario 16': 'believed believed believed',
}

/** The same where the clock of the sandbox stands still: its provider goes by the time of the machine, which has gone on. */
export const ALL_GOOD_ON_STILL_CLOCK: Record<string, unknown> = {
  ...ALL_GOOD,
  'scenario 16': expect.stringMatching(/^(?:believed believed believed|The provider sent .* not active yet\.)$/),
}

/** The same with these settings: where a person has to approve the key of a signer, and nobody has, scenario 11 waits. */
export const goodWith = ({ REGISTRY_APPROVAL = 'first' }: Record<string, string>): Record<string, unknown> =>
  REGISTRY_APPROVAL === 'first'
    ? ALL_GOOD_ON_STILL_CLOCK
    : { ...ALL_GOOD_ON_STILL_CLOCK, 'scenario 11': expect.stringMatching(/^503 A sidecar says: No key is active yet/) }
