import { Pool } from 'undici'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import type { Subjects } from './start-subjects.ts'
import { callSteadily, MAX_IN_FLIGHT } from './steady-calls.ts'

/** One call A → B → C. */
export interface DrillCall {
  /** Milliseconds since 1970. */
  begin: number
  end: number
  /** The ids of the tokens that were believed on the way. */
  tokenIds: string[]
  /** Why it failed: a rejection reason, or the status. Undefined when all went well. */
  fault: string | undefined
}

/** Callers that ask for another token when one is refused would hide what a rotation loses. */
const STUBBORN_CALLERS = '/scenario8?stubborn=1'

/** Calls at a steady rate until it is stopped. */
export function startCalls({ servicea }: Subjects, rate: number, clock: Clock) {
  const pool = new Pool(servicea.url, {
    connections: MAX_IN_FLIGHT,
    connect: { ca: servicea.ca, servername: 'servicea', rejectUnauthorized: true },
  })
  const calls = callSteadily(() => sendCall(pool, clock), rate, clock)
  return {
    done: calls.done,
    async stop() {
      await calls.stop()
      await pool.destroy()
    },
  }
}

async function sendCall(pool: Pool, clock: Clock): Promise<DrillCall> {
  const begin = clock.now()
  try {
    const { statusCode, body } = await pool.request({ method: 'GET', path: STUBBORN_CALLERS })
    const answer: CalleeAnswer = JSON.parse(await body.text())
    const hops = [answer, answer.servicec ?? {}]
    const fault = statusCode === 200 ? hops.map(faultOf).find((reason) => reason !== undefined) : String(statusCode)
    const tokenIds = hops.flatMap(({ claims }) => claims?.jti ?? [])
    return { begin, end: clock.now(), tokenIds, fault }
  } catch (error) {
    return { begin, end: clock.now(), tokenIds: [], fault: errorText(error) }
  }
}

interface CalleeAnswer {
  valid?: boolean
  reason?: string
  claims?: { jti?: string }
  servicec?: CalleeAnswer
}

const faultOf = ({ valid, reason }: CalleeAnswer) => (valid === true ? undefined : (reason ?? 'no answer'))
