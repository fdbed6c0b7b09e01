import type { Mutant } from './mutant.ts'

/**
 * A part of the list, in its order: all take longer than one evening.
 * @param words each is a part of a file or a name, or two numbers: `401-500`, counted from 1. None: all
 */
export function chooseMutants(mutants: readonly Mutant[], words: readonly string[]): Mutant[] {
  const isChosen = words.map(choiceOf)
  return mutants.filter((mutant, at) => isChosen.length === 0 || isChosen.some((is) => is(mutant, at + 1)))
}

function choiceOf(word: string): (mutant: Mutant, number: number) => boolean {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(word) ?? []
  if (first === undefined) return ({ file, what }) => `${file}: ${what}`.includes(word)
  return (_mutant, number) => number >= Number(first) && number <= Number(last)
}
