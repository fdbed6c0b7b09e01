import type { Pool } from 'undici'
import { systemClock } from '#core/clock'
import type { WireRequest } from './requests.ts'

/** How much is sent: until one of the three is reached. */
export interface Load {
  requests: number
  /** Of those who are measured: a round is as much work on a busy machine as on a quiet one. */
  cpuSeconds: number
  /** For a platform that does not tell the CPU, and a machine that has none to spare. */
  maxSeconds: number
  /** Each sends its next request when it has the answer to the last. */
  connections: number
}

/** How much is measured. */
export interface Plan extends Load {
  /** Each row is measured so often, in turn with all others: the machine is busy at times, and then for all of them. */
  rounds: number
  /** Per row, before the first round: code that runs often is compiled better. */
  warmUp: Omit<Load, 'connections'>
  /** Requests before each round, not counted: connections that nobody has used for seconds are made again. */
  leadIn: number
  /** How often the sandbox is started, to see how long that takes. */
  starts: number
  /** How long a page of the console is left alone, and then watched. */
  idleSeconds: { settle: number; watch: number }
}

/** Told what is being done: a run takes minutes. */
export type TellProgress = (line: string) => void

/** What a round took: the time of each request in milliseconds, and of all together in seconds. */
export interface Timing {
  milliseconds: number[]
  seconds: number
}

/** How often is looked whether the work is done. Milliseconds. */
const LOOK = 50

/**
 * Sends a request over and over, on connections that are kept.
 * @param next the request to send now: the same each time, or the next of several
 * @param spent seconds of CPU so far; NaN where it is not known
 * @throws Error at the first answer that is not a good one
 */
export async function sendLoad(
  pool: Pool,
  next: () => WireRequest,
  answers: RegExp,
  load: Load,
  spent: () => number,
): Promise<Timing> {
  const milliseconds: number[] = []
  const begin = systemClock.monotonic()
  const end = begin + load.maxSeconds * 1000
  const budget = spent() + load.cpuSeconds
  let left = load.requests
  const stopLooking = systemClock.every(LOOK, () => {
    if (spent() >= budget) left = 0
  })

  async function sendInTurn(): Promise<void> {
    while (left-- > 0) {
      const sent = systemClock.monotonic()
      if (sent > end) return
      const request = next()
      const { statusCode, body } = await pool.request(request)
      const text = await body.text()
      milliseconds.push(systemClock.monotonic() - sent)
      if (statusCode !== 200 || !answers.test(text)) throw new Error(`${request.path} answered ${statusCode}: ${text}`)
    }
  }

  try {
    await Promise.all(Array.from({ length: load.connections }, sendInTurn))
  } finally {
    stopLooking()
  }
  return { milliseconds, seconds: (systemClock.monotonic() - begin) / 1000 }
}
