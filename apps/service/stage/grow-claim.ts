import { isObject } from '#core/token/claims'

/** How large the claim becomes, in KiB. */
const GROWTH = [1, 4, 6, 12, 20] as const

/** In ASCII a claim arrives either way as far as its token does; these letters take two bytes each, and six signs in a header. */
const WIDE_LETTER = 'ä'
const LETTER_BYTES = 2

/** How large a claim was that arrived at last, and what became of the next one. */
export interface Growth {
  arrivedKiB: number
  refused?: { KiB: number; status: unknown; reason: unknown; by: unknown }
}

/**
 * Sends a claim that grows, until it does not arrive.
 * @param send sends a token with a claim of this text
 */
export async function growUntilRefused(send: (text: string) => Promise<unknown>): Promise<Growth> {
  let arrived = 0
  for (const kibibytes of GROWTH) {
    const came = await send(WIDE_LETTER.repeat((kibibytes * 1024) / LETTER_BYTES))
    if (isObject(came) && came['valid'] === false) {
      const { status, reason, by } = came
      return { arrivedKiB: arrived, refused: { KiB: kibibytes, status, reason, by } }
    }
    arrived = kibibytes
  }
  return { arrivedKiB: arrived }
}

/** The end of a sentence. @param where 'in one header' */
export function sayGrowth({ arrivedKiB, refused }: Growth, where: string): string {
  const arrives = `${where} ${arrivedKiB} KiB of a claim arrive`
  if (!refused) return arrives
  const { KiB, status, by } = refused
  return `${arrives}, and ${KiB} KiB are refused (${String(status)}${typeof by === 'string' ? ` by ${by}` : ''})`
}
