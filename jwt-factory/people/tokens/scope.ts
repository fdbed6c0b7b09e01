import type { TokenPerson, TokenScope } from './token-settings.ts'

/**
 * ST-8: what a login requires is OR over its objects, and AND within one; an empty value asks for the claim, whatever it says. Of several
 * values of a person, any may be the one.
 */
export function hasRequired({ claims }: Pick<TokenPerson, 'claims'>, { required = [] }: TokenScope): boolean {
  return required.length === 0 || required.some((all) => Object.entries(all).every(([name, value]) => hasClaim(claims, name, value))) // prettier-ignore
}

function hasClaim(claims: TokenPerson['claims'], name: string, value: string): boolean {
  const held = Object.hasOwn(claims, name) ? claims[name] : undefined
  return held !== undefined && (value === '' || held.split(',').includes(value))
}

/** ST-8: the claims of the directory that go into a token, in the order of their names. */
export const filteredClaims = ({ claims }: Pick<TokenPerson, 'claims'>, { filter }: TokenScope): [string, string][] =>
  Object.entries(claims)
    .filter(([name]) => filter === undefined || filter.includes(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
