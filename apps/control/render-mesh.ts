import type { ToldMesh } from '#core/control/told-mesh'

/** Which policies are enforced, and what keeps them from working. */
export function renderMesh({ mesh, count = 0, since, troubles = [], unasked = [] }: ToldMesh): string[] {
  if (mesh === 'walk') return ['  The sidecars of scenario 12 enforce the policies of the walk.']
  const what = count === 1 ? 'one policy' : `${count} policies`
  return [
    `  The sidecars of scenario 12 enforce ${what} that ${count === 1 ? 'was' : 'were'} set at ${since}; plays bring their own.`,
    ...troubles.map((trouble) => `  Tokens are refused, for these keys could not be fetched: ${trouble}`),
    ...unasked.map((policy) => `  What it matches is refused with 403, for this mesh knows no authorizer: ${policy}`),
  ]
}
