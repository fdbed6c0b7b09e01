import type { Clock } from '#core/clock'
import type { LoginIssuer } from '#core/config/login-issuer'
import type { Patience } from '#core/config/patience'
import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import { createRemoteKeys } from '#core/key-sources/remote-keys'
import type { Log } from '#core/log'
import { parseStrictJsonText } from '#core/token/strict-json'
import type { RequestContext } from '#core/trace/request-context'
import type { Traces } from '#core/trace/recorder'
import type { AskAddress } from '../../mesh/keys/fetch-key-set.ts'
import { behindGateway } from '../../web-ui/login/behind-gateway.ts'
import type { PageLogin } from '../../web-ui/login/visit.ts'

export interface LoginPagesParts {
  provider: LoginIssuer
  /** The client whose ID tokens are meant for whoever logs in at the gateway. */
  clientId: string
  ask: AskAddress
  clock: Clock
  machine: Clock
  /** The provider may have to be opened first. */
  patience: Pick<Patience, 'opening'>
  log: Log
  traces: Traces
}

export interface LoginOfPages {
  login: PageLogin
  /** Its keys are asked for again. */
  forget(): void
}

/** A provider and an application on one machine have one clock. Seconds. */
const PAGE_LEEWAY = 10

/**
 * Who is logged in, for the pages behind the login gateway: they verify both tokens, and ask the provider for its keys themselves. In
 * a play that asks for it they fall into the trap of the sample: the header `jwt` goes on, and nothing else.
 */
export function loginOfPages(parts: LoginPagesParts): LoginOfPages {
  const { provider, clientId, ask, clock, machine, patience, log, traces } = parts
  const open = () =>
    createRemoteKeys<RequestContext>({
      clock,
      machine,
      async fetch(_etag, _why, { recorder }) {
        recorder.step({ verb: 'asks', what: 'for the public keys that sign logins', to: 'jwt-factory' })
        const signal = new AbortController().signal
        const { status, text } = await ask(provider.jwksUri, { patience: patience.opening, maxBytes: KEY_SET_BOUNDS.bytes, signal }) // prettier-ignore
        return { status, body: status === 200 ? parseStrictJsonText(text) : text, headers: {} }
      },
      tell: (event, fields) => log.warn(fields, event),
    })
  let keys = open()
  const login = behindGateway({
    issuer: provider.issuer,
    clientId,
    audience: provider.audience,
    leewaySeconds: PAGE_LEEWAY,
    keys: (context) => keys.source(context),
    clock,
    traces,
    log,
    sendsOn: ({ trace }) => (trace.login === 'jwt-alone' ? 'jwt' : 'authorization'),
  })
  return { login, forget: () => void (keys = open()) }
}
