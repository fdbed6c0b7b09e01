import type { IncomingMessage } from 'node:http'
import type { HeaderChanges } from '#core/http/forward/header-changes'
import type { ForwardOptions } from '#core/http/forward/options'
import { readTarget, type Target } from '#core/http/forward/target'
import { headersNamed } from '#core/http/guard'
import { Problem } from '#core/http/problem'
import type { RequestContext } from '#core/trace/request-context'
import { answerAsOriginal } from '../as-original.ts'
import { tellAnswer } from '#core/http/forward/tell-outcome'
import { tracedHeaders } from '#core/http/forward/traced-headers'
import type { AskedFor } from './asked-for.ts'
import { askedAudience } from './audience.ts'
import type { KnownOrigin } from './known-origins.ts'
import type { SignerParts } from './signer-parts.ts'

/** Where a request goes on to, and how it is changed on the way. */
export interface PassedOn {
  target: Target
  options: ForwardOptions
}

/**
 * Signs for a request, where the signer signs for its destination: a token that says who sends it, and whom it is for.
 * @throws Problem not-signed-for, invalid-request, invalid-input; NoActiveKey
 */
export async function passOn(
  parts: SignerParts,
  asked: AskedFor,
  request: IncomingMessage,
  context: RequestContext,
): Promise<PassedOn> {
  const { config, signer, takenHeaders, nameOf, takesLessons } = parts
  checkDestination(asked.origin, config.destinations)
  const own = headersNamed(request, 'authorization')
  const isKept = own.length > 0 && config.existingAuthorization === 'keep'
  if (own.length > 0 && config.existingAuthorization === 'reject') throw new Problem('invalid-request', HAS_ITS_OWN)
  const { audience, target } =
    config.dialect === 'strict' ? parts.known(asked.origin) : asTheOriginal(parts, asked, request)
  const lesson = takesLessons ? context.trace.lesson : undefined
  // The original adds its own behind that of the client, and both go on.
  const others = config.dialect === 'jwtproxy' ? own : []

  /** For each try another token: the last one may be spent. */
  async function changes(): Promise<HeaderChanges> {
    const authorization = isKept ? own : [...others, `Bearer ${await signer.sign(audience, request, context, lesson)}`]
    const traced = tracedHeaders(sentWords(request, authorization), context, nameOf(asked.origin))
    return { set: { authorization, ...traced }, remove: takenHeaders }
  }
  return {
    target,
    options: {
      path: asked.path,
      onAnswer: tellAnswer(context),
      host: config.dialect === 'jwtproxy' && asked.written.kind === 'connect' ? 'client' : 'target',
      headers: await changes(),
      headersAgain: changes,
      ...(config.dialect === 'jwtproxy' && { answerProblem: answerAsOriginal }),
    },
  }
}

/** What a trace says of the request that goes on. */
const sentWords = ({ method = 'GET' }: IncomingMessage, authorization: readonly string[]) =>
  authorization.length > 0 ? `${method} with the token` : method

/** The audience as the client wrote it; and wss is believed unseen (W13). */
function asTheOriginal({ tls }: SignerParts, { origin, written }: AskedFor, { headers }: IncomingMessage): KnownOrigin {
  const target = readTarget(origin, { tls: headers.upgrade === undefined ? tls : BELIEVED_UNSEEN })
  return { audience: askedAudience('jwtproxy', written), target }
}

const BELIEVED_UNSEEN = { isUnchecked: true }

const HAS_ITS_OWN =
  'The request has an Authorization of its own, and this signer rejects such a one (existing_authorization: reject).'

/** W11: without a list, whoever is asked for gets a token of ours; it is for that one alone. */
function checkDestination(origin: string, destinations: readonly string[] | undefined): void {
  if (destinations && !destinations.includes(origin)) {
    throw new Problem('not-signed-for', `${origin} is not among the destinations of this signer.`)
  }
}
