import { Pool } from 'undici'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { callSteadily, MAX_IN_FLIGHT, type SteadyCalls } from '../steady-calls.ts'
import type { SidecarPair } from './start-pair.ts'

/** One call by way of the signer and the verifier. Milliseconds since 1970. */
export interface ProxiedCall {
  begin: number
  end: number
  /** Why it failed: a rejection reason, the type of a problem, or the status. Undefined when all went well. */
  fault: string | undefined
}

/** Asks for the service at a steady rate, as a plain client of the signer: it has never seen a token. */
export function startProxiedCalls(
  { signerPort, address }: Pick<SidecarPair, 'signerPort' | 'address'>,
  rate: number,
  clock: Clock,
): SteadyCalls<ProxiedCall> {
  const pool = new Pool(`http://127.0.0.1:${signerPort}`, { connections: MAX_IN_FLIGHT })
  const send = async (): Promise<ProxiedCall> => {
    const begin = clock.now()
    const fault = await faultOfCall(pool, `${address}/`)
    return { begin, end: clock.now(), fault }
  }
  const calls = callSteadily(send, rate, clock)
  return {
    done: calls.done,
    async stop() {
      await calls.stop()
      await pool.destroy()
    },
  }
}

async function faultOfCall(pool: Pool, path: string): Promise<string | undefined> {
  try {
    const { statusCode, body } = await pool.request({ method: 'GET', path })
    const text = await body.text()
    return statusCode === 200 ? undefined : faultOfAnswer(statusCode, text)
  } catch (error) {
    return errorText(error)
  }
}

/** The verifier says a reason; the signer has none to say but that it has no key. */
export function faultOfAnswer(status: number, text: string): string {
  let answer: { type?: unknown; reason?: unknown } | null
  try {
    answer = JSON.parse(text)
  } catch {
    return String(status)
  }
  if (typeof answer?.reason === 'string') return answer.reason
  if (typeof answer?.type !== 'string') return String(status)
  const type = answer.type.slice(answer.type.lastIndexOf(':') + 1)
  return type === 'cannot-decide' ? 'no-active-key' : type
}
