import type { StageState, Variant } from './stage-state.ts'

/** Of these two one holds: a token by name says itself whether it has expired. */
const RIVALS: Readonly<Record<string, string>> = { token: 'expired', expired: 'token' }

/** What a switch makes of the parameters of the address: on, with another value, or off where it was on with this one. */
export function toggledQuery(query: StageState['query'], { name, value }: Pick<Variant, 'name' | 'value'>) {
  const rest = Object.fromEntries(Object.entries(query).filter(([each]) => each !== name && each !== RIVALS[name]))
  return query[name] === value ? rest : { ...rest, [name]: value }
}
