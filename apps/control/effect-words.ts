import { CERTIFICATE_FAULTS, KEY_FAULTS, type EffectInput } from '#core/control/effect'
import { TLS } from '#core/control/fault-rules'
import { UsageFault } from '#core/process/command-line'
import { countWords, optionText, unknownWord, type GivenWords } from './order.ts'
import { jsonOrText, readPairs } from './pairs.ts'

/** What goes wrong, in a word or two. */
interface EffectWord {
  /** What stands behind it. */
  value?: 'DURATION' | 'URL' | 'KIND'
  about: string
  effect(value: string): EffectInput
}

const certificates = Object.keys(CERTIFICATE_FAULTS) as (keyof typeof CERTIFICATE_FAULTS)[] // Object.keys forgets the literal type

export const EFFECT_WORDS: Readonly<Record<string, EffectWord>> = {
  down: { about: 'the connection ends without an answer', effect: () => ({ reset: true }) },
  delay: { value: 'DURATION', about: 'the answer takes its time', effect: (delay) => ({ delay }) },
  hang: { about: 'there is no answer until the caller gives up', effect: () => ({ hang: true }) },
  truncated: { about: 'the connection ends in the middle of the answer', effect: () => ({ truncated: true }) },
  empty: { about: '200, and nothing in it', effect: () => ({ empty: true }) },
  html: { about: 'a page in place of JSON', effect: () => ({ html: true }) },
  'wrong-type': { about: 'a content type that does not fit', effect: () => ({ wrongType: true }) },
  limit: { value: 'DURATION', about: '429, to be asked again after so long', effect: (limit) => ({ limit }) },
  issuer: { value: 'URL', about: 'the metadata names another issuer', effect: (issuer) => ({ issuer }) },
  keys: {
    value: 'KIND',
    about: `the key set is wrong: ${Object.keys(KEY_FAULTS).join(', ')}`,
    effect: (keys) => ({ keys: keys as keyof typeof KEY_FAULTS }), // the schema says what is none
  },
  ...Object.fromEntries(
    certificates.map((certificate): [string, EffectWord] => [
      certificate,
      { about: `of tls: shows ${CERTIFICATE_FAULTS[certificate]}`, effect: () => ({ certificate }) },
    ]),
  ),
}

/** The options that say more about what goes wrong. */
export const EFFECT_OPTIONS = ['body', 'header', 'kid', 'delay']

/**
 * Reads what goes wrong: `down`, `503`, `delay 2s`, `keys stale`.
 * @param on the route, or tls
 * @throws UsageFault for a word that is none, or words too many
 */
export function readEffect(on: string, [word, ...values]: readonly string[], given: GivenWords): EffectInput {
  const effect = { ...effectOf(word, values), ...furtherOf(given) }
  if (effect.status === undefined && (effect.body !== undefined || effect.headers !== undefined))
    throw new UsageFault('--body and --header are of an answer that has a status: fault jwks 503 --body …')
  if (word === 'delay' && optionText(given, 'delay') !== undefined)
    throw new UsageFault('There are two delays: fault jwks delay 2s.')
  if ((effect.certificate !== undefined) !== (on === TLS))
    throw new UsageFault(`A certificate is a fault of ${TLS}, and ${TLS} has no others: fault ${TLS} expired.`)
  return effect
}

function effectOf(word: string | undefined, values: readonly string[]): EffectInput {
  if (word !== undefined && /^\d+$/.test(word)) {
    countWords(values, `fault ROUTE ${word}`, 0)
    return { status: Number(word) }
  }
  const known = word !== undefined && Object.hasOwn(EFFECT_WORDS, word) ? EFFECT_WORDS[word] : undefined
  if (!known) throw noEffect(word, values)
  const { value, effect } = known
  if (value === undefined) countWords(values, `fault ROUTE ${word}`, 0)
  else countWords(values, `fault ROUTE ${word} ${value}`, 1, value === 'DURATION' ? Infinity : 1) // 1 m 30 s
  return effect(values.join(' '))
}

function noEffect(word: string | undefined, values: readonly string[]): UsageFault {
  const { message } = unknownWord(word, 'effect', ['a status (500)', ...Object.keys(EFFECT_WORDS)])
  // A star without quotes is all the files that lie here, to a shell.
  if (values.length > 0) return new UsageFault(`${message} For every route, put the star in quotes: fault '*' 503.`)
  return new UsageFault(/^f(?:\d|-)/.test(word ?? '') ? `${message} Did you mean "fault remove ${word}"?` : message)
}

function furtherOf(given: GivenWords): EffectInput {
  const body = optionText(given, 'body')
  const headers = given.lists?.['header']
  const kid = optionText(given, 'kid')
  const delay = optionText(given, 'delay')
  return {
    ...(body !== undefined && { body: jsonOrText(body, '--body') }),
    ...(headers !== undefined && { headers: readPairs('header', headers) }),
    ...(kid !== undefined && { kid }),
    ...(delay !== undefined && { delay }),
  }
}
