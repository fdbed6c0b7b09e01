import type { IncomingMessage } from 'node:http'
import { openContext } from '#core/http/context'
import type { ForwardOutcome } from '#core/http/forward/options'
import { Problem } from '#core/http/problem'
import { sayAnswer, sendAnswer, type OwnAnswer } from '#core/http/forward/own-answer'
import type { ProxyHandlers } from '#core/http/forward/handlers'
import { tellOutcome } from '#core/http/forward/tell-outcome'
import { askedFor, askedThrough } from './asked-for.ts'
import { passOn, type PassedOn } from './pass-on.ts'
import { signerAnswer } from './signer-answers.ts'
import type { SignerParts } from './signer-parts.ts'

/**
 * The forward proxy: whoever asks it for an address gets there with a token that says who sends it, and whom it is for. It signs
 * for whoever can reach it (W10), so it listens on loopback alone, unless it is told otherwise.
 */
export function createSigner(parts: SignerParts): ProxyHandlers {
  const { traces, machine, forwarder, health } = parts

  /** Does what is to be done for a request, and answers what stops it. */
  async function answering(
    request: IncomingMessage,
    say: (answer: OwnAnswer) => void,
    pass: (passed: PassedOn) => Promise<ForwardOutcome>,
  ): Promise<void> {
    const context = openContext(request, traces, machine)
    try {
      const passed = await passOn(parts, whereTo(parts, request), request, context)
      tellOutcome(parts, context, await pass(passed))
    } catch (error) {
      const answer = signerAnswer(parts.config.dialect, error, request, context)
      context.recorder.step({ verb: 'answers', what: `with ${answer.status}`, ...reasonOf(error) })
      say(answer)
    }
  }

  return {
    async request(request, response) {
      if (isAboutHealth(request) && !parts.interception()?.wayOf(request.socket)) return sendAnswer(response, health())
      await answering(
        request,
        (answer) => sendAnswer(response, answer),
        ({ target, options }) => forwarder.forward(request, response, target, options),
      )
    },

    async upgrade(request, socket, head) {
      await answering(
        request,
        (answer) => sayAnswer(socket, answer),
        ({ target, options }) => forwarder.forwardUpgrade(request, socket, head, target, options),
      )
    },

    async connect(request, socket, head) {
      const context = openContext(request, traces, machine)
      const interception = parts.interception()
      try {
        if (!interception) {
          // Not a byte of an answer, as the original.
          if (parts.config.dialect === 'jwtproxy') return void socket.destroy()
          throw new Problem('not-signed-for', NO_INTERCEPTION)
        }
        if (interception.wayOf(request.socket)) throw new Problem('method-not-allowed', NO_FURTHER)
        await interception.open(socket, head, request.url ?? '')
      } catch (error) {
        sayAnswer(socket, signerAnswer('strict', error, request, context))
      }
    },
  }
}

const NO_INTERCEPTION =
  'This signer has no authority to answer for others (ca_key_file, ca_crt_file), so it cannot sign what is said by CONNECT. ' +
  'Ask for http:// or https:// addresses without a tunnel (undici: proxyTunnel: false), or give it one.'

const NO_FURTHER = 'Within a tunnel there is no further one.'

const isAboutHealth = ({ method, url }: IncomingMessage) =>
  url === '/healthz' && (method === 'GET' || method === 'HEAD')

function whereTo({ interception, config }: SignerParts, request: IncomingMessage) {
  const way = interception()?.wayOf(request.socket)
  return way ? askedThrough(request, way, config.dialect === 'jwtproxy') : askedFor(request)
}

const reasonOf = (error: unknown) => (error instanceof Error ? { reason: error.message } : {})
