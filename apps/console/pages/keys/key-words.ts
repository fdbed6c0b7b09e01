import type { KeyLife } from '#core/rings/ring-life'
import { clockText, spanText } from '../../shell/clock.ts'

/** A sign and a word for each state: nobody has to tell colours apart. */
export const KEY_SIGNS: Record<KeyLife['state'], string> = { prepared: '○', active: '●', retired: '◐', revoked: '✗' }

/** A time of day; with its day where that is another one than today. */
export function whenText(time: number, now: number): string {
  const day = (at: number) => new Date(at).toISOString().slice(5, 10)
  const isShown = Math.abs(time) < 8.64e15 && Math.abs(now) < 8.64e15
  return isShown && day(time) !== day(now) ? `${day(time)} ${clockText(time)}` : clockText(time)
}

/** What there is to say of a key, with what will become of it. @param now by the clock of its process */
export function keyWords(key: KeyLife, now: number): string {
  const { state, since, was = {}, signsFrom, signsUntil, publishedUntil, rememberedUntil } = key
  const at = (time: number) => whenText(time, now)
  const until = (time: number) => (time <= now ? 'due now' : `in ${spanText(time - now)}`)
  switch (state) {
    case 'prepared':
      return `published since ${at(since)}; ${signsFrom === undefined ? 'signs when somebody rotates' : `signs from ${at(signsFrom)} (${until(signsFrom)})`}`
    case 'active':
      return `signs since ${at(since)}, ${signsUntil === undefined ? 'until somebody rotates' : `until ${at(signsUntil)} (${until(signsUntil)})`}`
    case 'retired':
      return `${was.active === undefined ? '' : `signed from ${at(was.active)} `}to ${at(since)}; published until ${at(publishedUntil ?? since)} (${until(publishedUntil ?? since)})`
    case 'revoked':
      return `revoked at ${at(since)}; its tokens are refused${rememberedUntil === undefined ? '' : `, by its name until ${at(rememberedUntil)}`}`
  }
}
