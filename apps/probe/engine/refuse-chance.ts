import type { Outcome, Sender } from '../answer.ts'
import { CannotProbe } from './cannot-probe.ts'
import { GARBAGE, WITHOUT_TOKEN } from './control-requests.ts'
import { differByChance } from './differ-by-chance.ts'
import { readOutcome, type Yardstick } from './read-outcome.ts'

/** @throws CannotProbe where whoever brings nothing is let in by chance: then every refusal may be one, too */
export async function refuseChance(
  noToken: Outcome,
  garbage: Outcome,
  yardstick: Yardstick,
  { sender }: { readonly sender: Sender },
): Promise<void> {
  const asked = [
    ['a request without a token', noToken, WITHOUT_TOKEN],
    ['garbage in place of a token', garbage, GARBAGE],
  ] as const
  for (const [what, first, request] of asked) {
    const verdicts = [first, await sender.send(request)].map((each) => readOutcome(each, yardstick, request).verdict)
    if (!differByChance(verdicts[0]!, verdicts[1]!)) continue
    throw new CannotProbe(
      `${yardstick.url} answers by chance: it refused ${what} once, and let the same in once, so that no refusal would mean anything. Does each of its replicas check tokens?`,
    )
  }
}
