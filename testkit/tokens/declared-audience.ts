/** For whom tokens may be. */
interface DeclaredAudiences {
  /** Undefined: for anybody. */
  audiences: readonly string[] | undefined
  /** Meant where nobody is named. */
  usualAudience: string
}

/** @throws TypeError for an audience that was not declared: tests that are not compiled learn it by this */
export function declaredAudience<Asked extends string | readonly string[]>(
  asked: Asked | undefined,
  { audiences, usualAudience }: DeclaredAudiences,
): Asked | string {
  const meant = asked ?? usualAudience
  const unknown = audiences && [meant].flat().find((each) => !audiences.includes(each))
  if (unknown === undefined) return meant
  const known = audiences?.join(', ')
  throw new TypeError(
    `The audience "${unknown.slice(0, 80)}" was not declared, only ${known}. For a token with a wrong one, write .with({ claims: { aud: … } }).`,
  )
}
