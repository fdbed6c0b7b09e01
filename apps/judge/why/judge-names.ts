/** How a sentence names a judge, at its beginning. */
const JUDGE_NAMES: Readonly<Record<string, string>> = {
  strict: 'Our strict verifier',
  jwtproxy: 'jwtproxy',
  stoke: 'Stoke',
  piko: 'Piko',
  kong: 'Kong',
  'kong-exp-nbf': 'Kong with exp and nbf',
  mesh: 'The mesh',
  'ask-factory': 'Whoever asks the factory',
  'pinned-key': 'Whoever has a pinned key',
  'key-set': 'Whoever fetches a key set',
  'access-token': 'Whoever takes access tokens',
  introspection: 'Whoever asks by introspection',
  people: 'Whoever takes tokens of people',
  relay: 'Our relay',
  haproxy: 'HAProxy',
}

/** Of a judge that has no other name here it is its id. */
export const nameOfJudge = (id: string): string => (Object.hasOwn(JUDGE_NAMES, id) ? (JUDGE_NAMES[id] ?? id) : id)

/** Within a sentence. */
export const nameWithin = (id: string): string => nameOfJudge(id).replace(/^(The|Our|Whoever)\b/, (word) => word.toLowerCase()) // prettier-ignore

/** `Stoke, Kong and the mesh`, within a sentence. */
export const namesWithin = (ids: readonly string[]): string => joinedByAnd(ids.map(nameWithin))

/** The same at its beginning. */
export const namesOfJudges = ([first = '', ...more]: readonly string[]): string =>
  joinedByAnd([nameOfJudge(first), ...more.map(nameWithin)])

const joinedByAnd = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
