import type { Mutant } from './mutant.ts'

/**
 * A part of the list, in its order: all take longer than one evening, and the first of each room some minutes.
 * @param words each is a part of a file or a name, or two numbers: `401-500`, counted from 1; or `all`. None: the first of each room
 */
export function chooseMutants(mutants: readonly Mutant[], words: readonly string[]): readonly Mutant[] {
  if (words.length === 0) return mutantsByRoom(mutants).map(([, [first]]) => first)
  const isChosen = words.map(choiceOf)
  return mutants.filter((mutant, at) => isChosen.some((is) => is(mutant, at + 1)))
}

/** Each room, which is the first two folders of a file, and its mutants. */
export function mutantsByRoom(mutants: readonly Mutant[]): [room: string, its: [Mutant, ...Mutant[]]][] {
  const rooms = new Map<string, [Mutant, ...Mutant[]]>()
  for (const mutant of mutants) {
    const room = mutant.file.split('/').slice(0, 2).join('/')
    const its = rooms.get(room)
    if (its) its.push(mutant)
    else rooms.set(room, [mutant])
  }
  return [...rooms]
}

function choiceOf(word: string): (mutant: Mutant, number: number) => boolean {
  if (word === 'all') return () => true
  const [, first, last] = /^(\d+)-(\d+)$/.exec(word) ?? []
  if (first === undefined) return ({ file, what }) => `${file}: ${what}`.includes(word)
  return (_mutant, number) => number >= Number(first) && number <= Number(last)
}
