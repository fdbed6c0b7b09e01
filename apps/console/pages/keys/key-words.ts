import type { KeyLife } from '#core/rings/ring-life'
import { clockText, dateText, spanText } from '#core/page/time-text'

/** A sign and a word for each state: nobody has to tell colours apart. */
export const KEY_SIGNS: Record<KeyLife['state'], string> = { prepared: '○', active: '●', retired: '◐', revoked: '✗' }

/** A hyphen after which no line ends. */
const UNBROKEN = '\u2011'

/** A time of day; with its day where that is another one than today. */
export function whenText(time: number, now: number): string {
  const day = dateText(time).slice(5, 10)
  return day === dateText(now).slice(5, 10) ? clockText(time) : `${day.replace('-', UNBROKEN)}\u00a0${clockText(time)}`
}

/** What there is to say of a key, with what will become of it. @param now by the clock of its process */
export function keyWords(key: KeyLife, now: number): string {
  const { state, since, was = {}, signsFrom, signsUntil, publishedUntil = since, rememberedUntil } = key
  const at = (time: number) => whenText(time, now)
  const left = (time: number) => (time <= now ? 'due now' : `${spanText(time - now)} left`)
  switch (state) {
    case 'prepared':
      return signsFrom === undefined
        ? `published since ${at(since)}; signs when somebody rotates`
        : `published ${at(since)}; signs from ${at(signsFrom)} (${left(signsFrom)})`
    case 'active':
      return signsUntil === undefined
        ? `signs since ${at(since)}; no timer ends it`
        : `signs ${at(since)} – ${at(signsUntil)} (${left(signsUntil)})`
    case 'retired':
      return `published until ${at(publishedUntil)} (${left(publishedUntil)})${was.active === undefined ? '' : `; signed ${at(was.active)} – ${at(since)}`}`
    case 'revoked':
      return `revoked at ${at(since)}${rememberedUntil === undefined ? '' : `; refused by its name until ${at(rememberedUntil)}`}`
  }
}
