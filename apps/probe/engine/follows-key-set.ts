import type { AttackStep } from '#attacks'
import type { IssuerSide } from '../issuer-side.ts'

/**
 * Begins to look whether the target asks the issuer about tokens, while steps are played that publish a key set.
 * @returns whether it has asked meanwhile; undefined for steps that publish nothing
 */
export async function seeWhetherItAsks(
  steps: readonly AttackStep[],
  { timesAskedAboutTokens: timesAsked }: Pick<IssuerSide, 'timesAskedAboutTokens'>,
): Promise<(() => Promise<boolean>) | undefined> {
  if (!timesAsked || !steps.some((step) => step.do === 'publish')) return undefined
  const before = await timesAsked()
  return async () => (await timesAsked()) > before
}
