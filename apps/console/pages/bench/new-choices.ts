import type { BenchChoices, BenchState } from './bench-state.ts'

type Chosen = Pick<BenchState, 'choices' | 'keys' | 'signer' | 'destination' | 'goodOne'>

/**
 * What there is to choose from now, with the same signer and the same destination chosen: lists grow with each ring that somebody makes.
 * While the factory is away, what it told before stays.
 */
export function withNewChoices(
  { choices: before, keys, signer, destination, goodOne }: Chosen,
  told: BenchChoices,
): Chosen {
  const { trouble, now } = told
  const choices = trouble !== undefined && before.rings.length > 0 ? { ...before, now, trouble } : told
  return {
    choices,
    keys: keys.from === 'ring' && keys.value === '' ? { from: 'ring', value: choices.rings[0] ?? '' } : keys,
    signer: samePlace(before.signers, choices.signers, signer),
    goodOne: goodOne && { ...goodOne, signer: samePlace(before.signers, choices.signers, goodOne.signer) },
    destination: samePlace(before.destinations, choices.destinations, destination),
  }
}

/** What is chosen is where its words are; the first of all, where they are gone. */
function samePlace(before: readonly { label: string }[], now: readonly { label: string }[], at: number): number {
  const label = before[at]?.label
  return Math.max(
    0,
    now.findIndex((each) => each.label === label),
  )
}
