import { isLocalUrl } from '#core/http/local'
import { UsageFault } from '#core/process/command-line'
import { readCurl } from './target/read-curl.ts'

/** Requests in a second, to whom nobody has said more. */
const GENTLE = 5

/**
 * How many requests are begun in a second. Who asks this machine waits for nobody, so that a run is over in seconds; others are asked
 * gently, for they may lock out whoever asks much.
 * @param text of `--rate`
 * @throws UsageFault
 */
export function rateFor(
  text: string | undefined,
  { url, curl }: { url: string | undefined; curl: string | undefined },
): number | 'max' {
  if (text === 'max') return 'max'
  if (text !== undefined) {
    const rate = /^\d{1,5}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0
    if (rate > 0) return rate
    throw new UsageFault(`--rate is a number of requests in a second, or max, and not "${text.slice(0, 40)}".`)
  }
  const target = URL.parse(url ?? urlInCurl(curl ?? '') ?? '')
  return target && isLocalUrl(target) ? 'max' : GENTLE
}

/** What is wrong with the command is said where it is read in earnest. */
function urlInCurl(curl: string): string | undefined {
  try {
    return readCurl(curl).url
  } catch {
    return undefined
  }
}
