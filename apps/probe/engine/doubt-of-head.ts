import type { Attack } from '#attacks'
import { askAgain } from './by-chance.ts'
import { WITHOUT_TOKEN } from './control-requests.ts'
import type { PlayParts } from './publish-step.ts'
import { readOutcome } from './read-outcome.ts'

/** Before the first question, so that a limiter forgets what was asked before. Milliseconds. */
const CALM = 1000

/** So often HEAD has to be believed again, each time between two refusals of GET. */
const ROUNDS = 3

/**
 * HEAD has no body (RFC 9110 §9.3.2), so its success may be one that says no in a body that nobody sees, as that of a limiter does. It
 * counts where GET without a token is refused by its status just before and just after it, three times in a row.
 * @returns why its success says nothing; undefined where it counts
 */
export async function whyHeadSaysNothing(attack: Attack, at: number, parts: PlayParts): Promise<string | undefined> {
  await parts.clock.delay(CALM)
  for (let round = 0; round < ROUNDS; round++) {
    if (!(await isRefusedByStatus(parts))) return MAY_BE_REFUSAL
    if ((await askAgain(attack, at, parts))?.reading.verdict !== 'believed') return NOT_AGAIN
  }
  return (await isRefusedByStatus(parts)) ? undefined : MAY_BE_REFUSAL
}

const NO_BODY = 'the answer to HEAD has a status that says success, and no body to compare'

const MAY_BE_REFUSAL = `${NO_BODY}, and the target does not always refuse GET without a token by its status`

const NOT_AGAIN = `${NO_BODY}, and HEAD was not always answered so`

async function isRefusedByStatus({ sender, yardstick }: PlayParts): Promise<boolean> {
  const outcome = await sender.send(WITHOUT_TOKEN)
  const { verdict } = readOutcome(outcome, yardstick, WITHOUT_TOKEN)
  return verdict === 'refused' && outcome.kind === 'answered' && outcome.answer.status >= 300
}
