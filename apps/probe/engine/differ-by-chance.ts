import type { Reading } from './read-outcome.ts'

/** Whether one of two is a belief, and the other a refusal. */
export const differByChance = (one: Reading['verdict'], other: Reading['verdict']): boolean =>
  [one, other].sort().join() === 'believed,refused'
