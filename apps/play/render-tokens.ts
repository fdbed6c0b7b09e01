import { wrapLine } from '#core/process/wrap'
import { shownText } from '#core/shown-text'
import type { HeldToken } from '#core/trace/held-tokens'
import type { Step } from '#core/trace/step'
import type { CollectedTokens } from './collect-tokens.ts'

/** The tokens of a play, each on a line of its own that can be copied, with the step in which it was signed. */
export function renderTokens({ tokens, missing }: CollectedTokens, steps: readonly Step[], columns: number): string[] {
  const found = tokens.map((held) => ({ held, step: stepOf(held, steps) }))
  const rows = found.toSorted((a, b) => a.step - b.step)
  return [
    ...wrapLine('Tokens that were signed in this play (whoever has one can use it until it expires):', columns),
    ...rows.flatMap(({ held, step }) => [
      '',
      ...wrapLine(shownText(about(held, step)), columns),
      shownText(held.token),
    ]),
    ...(rows.length === 0 ? ['  none'] : []),
    ...missing.flatMap((line) => wrapLine(shownText(`  not known: ${line}`), columns)),
  ]
}

/** The number that its step has in the story; Infinity where the story has none. */
function stepOf({ who, tokenId }: HeldToken, steps: readonly Step[]): number {
  const index = steps.findIndex(
    (step) => step.who === who && step.verb === 'signs' && Object(step.token?.claims).jti === tokenId,
  )
  return index < 0 ? Infinity : index + 1
}

function about({ who, what, issuer, audience }: HeldToken, step: number): string {
  const place = Number.isFinite(step) ? `step ${step}, ` : ''
  return `  ${place}${who}: ${what} (iss ${JSON.stringify(issuer)}, aud ${JSON.stringify(audience)})`
}
