import type { Clock } from '#core/clock'
import { LOGIN_BELOW } from '#core/config/login-issuer'
import { MESH_POLICY_SETS } from '#core/trace/context'
import type { Traces } from '#core/trace/recorder'
import { silent } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import type { Role, Stage } from '#scenarios'
import { createBrowser } from '../browser/browser.ts'
import { createWebClient } from '../browser/web-client.ts'
import type { Variants } from '../routes/variants.ts'

export interface LoginStepsParts {
  role: Role
  /** Where the login gateway is, on this machine. */
  sidecars: { 'login-gateway-tlsPort': number }
  /** What the browser of a person needs besides. */
  browsing: {
    /** FACTORY_URL: people log in below it. */
    issuerUrl: string
    /** Where it is called on this machine, where that is an address over plain HTTP. */
    providerAt?: string
    /** HOST: where the factory is. */
    host: string
    /** The authority of the sandbox. */
    ca: () => string
    traces: Traces
  }
  /** Of the machine. */
  clock: Clock
}

/** The two examples of the directory, with passwords that everybody knows. */
const PERSON = { username: 'tester', password: 'tester' }
const STRANGER = { username: 'stoke', password: 'admin' }

/** What somebody does with a browser before the login gateway. */
export function loginSteps(
  { sidecars, browsing, clock, role }: LoginStepsParts,
  { trace, recorder, deadline }: RequestContext,
  { isExpired }: Pick<Variants, 'isExpired'>,
): Pick<Stage, 'withBrowser'> {
  return {
    async withBrowser(wanted, act) {
      const policies = MESH_POLICY_SETS.find((name) => name === wanted)
      if (!policies) throw new Error(`there are no policies called "${wanted}"`)
      const what = `of ${PERSON.username} to open the page; the policies of the mesh are "${policies}"`
      const spanId = recorder.step({ verb: 'asks', what, to: 'browser' })
      const places = {
        gateway: new URL(`https://localhost:${sidecars['login-gateway-tlsPort']}`),
        provider: new URL(`${browsing.issuerUrl.replace(/\/$/, '')}${LOGIN_BELOW}`),
      }
      const client = createWebClient({
        places,
        ca: browsing.ca(),
        host: browsing.host,
        ...(browsing.providerAt !== undefined && { providerAt: browsing.providerAt }),
        clock,
      })
      const browser = createBrowser({
        client,
        places,
        trace: { ...trace, policies, ...(isExpired(role) && { login: 'later' }) },
        recorder: trace.sampled ? browsing.traces.record(trace.traceId, spanId) : silent,
        turn: { of: PERSON.username },
        person: PERSON,
        stranger: STRANGER,
        finds: (found) => void recorder.step({ verb: 'finds', what: found }),
        timeLeft: () => Math.max(1, deadline - clock.monotonic()),
      })
      try {
        return await act(browser)
      } finally {
        await client.close()
      }
    },
  }
}
