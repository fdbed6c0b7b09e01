import { randomUUID } from 'node:crypto'
import type { Answer, Outcome, Sender } from '../answer.ts'
import { jsonOfBody, memberOfBody } from '../engine/marker.ts'
import { WITNESS_HOST, type SignerWitness } from './open-witness.ts'

/** What the signer of the sandbox says of a host that is not among those that it signs for. */
const NAMES_ITS_HOSTS = 'urn:jwt-sandbox:problem:not-signed-for'

export const NO_TOKEN_CAME =
  'it passed the request on without a token: is this the address of a signer, and has it a key to sign by?'

/**
 * The control of a signer: an honest request by the address that programs use must come to the witness with a token. Without it no refusal
 * means anything: nobody may be there, or somebody who signs for nobody.
 * @returns why this is no signer, as far as can be seen; undefined where it is one: a token came, or it said that it signs for hosts that
 * are named to it, and that this is none
 */
export async function whyNoSigner(sender: Sender, witness: SignerWitness): Promise<string | undefined> {
  const place = `/${randomUUID()}`
  const outcome = await sender.send({ method: 'GET', path: `${witness.plain}${place}`, headers: [], raw: true })
  const seen = witness.seenAt(place)
  if (seen) return seen.token === undefined ? NO_TOKEN_CAME : undefined
  if (outcome.kind === 'answered' && namesItsHosts(outcome.answer, witness.plain)) return undefined
  return whyNothingCame(outcome)
}

const namesItsHosts = ({ status, body }: Answer, host: string): boolean =>
  status === 403 && memberOfBody(jsonOfBody(body), 'type') === NAMES_ITS_HOSTS && body.includes(host)

function whyNothingCame(outcome: Outcome): string {
  if (outcome.kind === 'unreachable') return `no connection to the signer: ${outcome.detail}`
  const what = outcome.kind === 'answered' ? `it answered ${outcome.answer.status}` : 'it gave no answer'
  return `${what}, and nothing came to a host of this run, which is at ${WITNESS_HOST} of this machine: is this the address of a signer?`
}
