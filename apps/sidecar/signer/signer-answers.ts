import type { IncomingMessage } from 'node:http'
import { Problem } from '#core/http/problem'
import type { RequestContext } from '#core/trace/request-context'
import { problemSaid, wordsAnswer, type OwnAnswer } from '#core/http/forward/own-answer'
import type { SidecarDialect } from '../config/sidecar-config.ts'
import { NoActiveKey } from '../keys/no-active-key.ts'
import { IsForItself } from './asked-for.ts'

/** What a signer says of a request that does not go on. @throws what is no problem but a bug */
export function signerAnswer(
  dialect: SidecarDialect,
  error: unknown,
  request: IncomingMessage,
  context: RequestContext,
): OwnAnswer {
  const problem = error instanceof NoActiveKey ? noKeyYet(error) : error
  if (!(problem instanceof Problem)) throw error
  return dialect === 'jwtproxy' ? asOriginal(error, problem) : problemSaid(problem, request, context)
}

function noKeyYet({ pending }: NoActiveKey): Problem {
  const why =
    pending === undefined
      ? 'the registry has not approved one, or cannot be reached. Ask again in a moment; /healthz of the signer says more.'
      : `"${pending}" waits at the registry until a person approves it: in the console of the sandbox, or by npm run control -- registry.`
  return new Problem('cannot-decide', `No key is active yet: ${why}`, { headers: { 'retry-after': '1' } })
}

function asOriginal(error: unknown, { detail }: Problem): OwnAnswer {
  if (error instanceof NoActiveKey) return wordsAnswer(502, 'jwtproxy: unable to sign request: No key is yet active')
  if (error instanceof IsForItself)
    return wordsAnswer(500, 'This is a forward proxy server. Does not respond to non-proxy requests.')
  return wordsAnswer(500, `${detail}\n`)
}
