import type { IncomingMessage } from 'node:http'
import { shownText } from '#core/shown-text'

/** What a relay answered in place of another protocol. */
export interface UpgradeRefusal {
  status: number
  /** Its own words, as far as it has some: fit for one line. */
  words?: string
  /** In how many milliseconds it may be asked again, where it says so. */
  askAgain?: number
}

export class UpgradeRefused extends Error implements UpgradeRefusal {
  override readonly name = 'UpgradeRefused'
  readonly status: number
  readonly words?: string
  readonly askAgain?: number
  /** Whether a token had been shown. */
  readonly hadToken: boolean

  constructor({ status, words, askAgain }: UpgradeRefusal, hadToken: boolean) {
    super(`it answers ${status}${words === undefined ? '' : ` "${words}"`}`)
    this.status = status
    this.hadToken = hadToken
    if (words !== undefined) this.words = words
    if (askAgain !== undefined) this.askAgain = askAgain
  }
}

/** Bytes of a refusal that are read, and letters of it that are shown. */
const MOST_OF_REFUSAL = 4096
const LONGEST_WORDS = 200

/** @throws the platform's error where it is cut */
export async function readUpgradeRefusal(answer: IncomingMessage): Promise<UpgradeRefusal> {
  const { statusCode: status = 0, headers } = answer
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MOST_OF_REFUSAL) break
  }
  const words = wordsIn(Buffer.concat(pieces).toString())
  const seconds = /^\d{1,6}$/.exec(headers['retry-after'] ?? '')?.[0]
  return {
    status,
    ...(words !== undefined && { words }),
    ...(seconds !== undefined && { askAgain: Number(seconds) * 1000 }),
  }
}

/** Of Piko, or of a problem (RFC 9457). */
function wordsIn(text: string): string | undefined {
  try {
    const { error, detail, title } = JSON.parse(text) as Record<string, unknown>
    const words = [error, detail, title].find((each) => typeof each === 'string')
    return words === undefined ? undefined : shownText(String(words).slice(0, LONGEST_WORDS))
  } catch {
    return undefined
  }
}
