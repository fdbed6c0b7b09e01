import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { shownText } from '../shown-text.ts'
import { NotStrictJson, parseStrictJsonText } from '../token/strict-json.ts'
import { redact } from '../token/redact.ts'
import { shownValue } from '../http/input-words.ts'
import { jsonFormOf, NO_JSON } from '../http/json-form.ts'
import { readDuration, sayDuration, DURATION_FORMS } from './duration.ts'

/** The longest that a fault may let somebody wait. */
const LONGEST_DELAY = 600_000

/** What a fault may say in an answer of its own. Bytes of JSON. */
const MAX_FAULT_BODY = 20_000

const amount = z.number().optional()

/** As programs write it: `{minutes: 10}`. */
const parts = z.strictObject({ days: amount, hours: amount, minutes: amount, seconds: amount, milliseconds: amount })

/** A duration as people write it, seconds as a number, or `{minutes: 10}`; milliseconds come out. */
export const duration = z
  .union([z.string(), z.number(), parts], { error: ({ input }) => noDuration(input) })
  .transform((value, context) => {
    const milliseconds = millisecondsOf(value)
    if (milliseconds !== undefined && Number.isFinite(milliseconds)) return milliseconds
    context.addIssue(noDuration(value))
    return z.NEVER
  })

const noDuration = (value: unknown) => `${shownValue(value)} is no duration: write ${DURATION_FORMS}`

function millisecondsOf(value: string | number | z.infer<typeof parts>): number | undefined {
  if (typeof value === 'string') return readDuration(value)
  if (typeof value === 'number') return value * 1000
  const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = value
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds
}

const delay = duration.refine((value) => value >= 0 && value <= LONGEST_DELAY, 'lasts from 0 to ten minutes')

/** How a key set is changed on its way out. */
export const KEY_FAULTS = {
  dropped: 'leaves a key out (the one that signs, unless a kid is named)',
  stale: 'shows the keys as they were when the fault was set',
  doubled: 'shows a key twice',
  encryption: 'marks a key as one for encryption',
  impostor: 'shows another key under the id of one',
} as const

/** What is wrong with the certificate of the TLS port. */
export const CERTIFICATE_FAULTS = {
  expired: 'a certificate that has expired',
  'other-name': 'a certificate for another name',
  'other-authority': 'a certificate of another authority',
} as const

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/
const HEADER_VALUE = /^[\t\x20-\x7e]{0,1000}$/ // oxlint-disable-line no-control-regex -- a tab is the one control that a header takes (RFC 9110 §5.5)

/** How an answer is framed, and when the connection ends (RFC 9110 §6.4.1, §7.6.1): wrong ones are other effects. */
const FRAMING = new Set(['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'])

const headerName = z
  .string()
  .refine((name) => HEADER_NAME.test(name) && !FRAMING.has(name.toLowerCase()), 'is no header that a fault can set')

const headers = z
  .record(headerName, z.string().regex(HEADER_VALUE, 'is no value of a header'), {
    error: ({ code }) => (code === 'invalid_key' ? 'is no header that a fault can set' : undefined),
  })
  .refine((all) => Object.keys(all).length <= 20, 'has more than 20 headers')

/** Kept as a copy: whoever made it in this process may change it later. */
const body = z.unknown().transform((value, context): unknown => {
  const json = jsonFormOf(value)
  if (json === undefined) context.addIssue(NO_JSON)
  else if (Buffer.byteLength(json) > MAX_FAULT_BODY) context.addIssue(`has more than ${MAX_FAULT_BODY} bytes as JSON`)
  else if (typeof value === 'string') return value
  else return parsedAgain(json, context)
  return z.NEVER
})

/** By call, too, it has no more levels than a body of HTTP. */
function parsedAgain(json: string, context: { addIssue: (message: string) => void }): unknown {
  try {
    return parseStrictJsonText(json)
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    context.addIssue(error.message)
    return z.NEVER
  }
}

const flag = z.literal(true)

/** One thing that goes wrong; a delay goes with any of them. */
export const effectSchema = z
  .strictObject({
    /** The answer has this status, in place of the real one. */
    status: z.int().min(200).max(599).optional(),
    body: body.optional(),
    headers: headers.optional(),
    delay: delay.optional(),
    /** No answer at all, until the caller gives up. */
    hang: flag.optional(),
    /** The connection ends without an answer. */
    reset: flag.optional(),
    /** The connection ends in the middle of the real answer. */
    truncated: flag.optional(),
    /** 200, and nothing in it. */
    empty: flag.optional(),
    /** A page, as of a proxy in between. */
    html: flag.optional(),
    /** The real answer, with a content type that does not fit. */
    wrongType: flag.optional(),
    /** 429, to be asked again after so long. */
    limit: delay.optional(),
    /** What metadata says of its issuer. */
    issuer: z.string().min(1).max(500).optional(),
    keys: z.enum(Object.keys(KEY_FAULTS) as (keyof typeof KEY_FAULTS)[]).optional(), // Object.keys forgets the literal type
    /** Of which key; else of the one that signs. */
    kid: z.string().min(1).max(256).optional(),
    certificate: z.enum(Object.keys(CERTIFICATE_FAULTS) as (keyof typeof CERTIFICATE_FAULTS)[]).optional(), // as above
  })
  .superRefine((effect, context) => {
    const chosen = MAIN_EFFECTS.filter((name) => effect[name] !== undefined)
    if (chosen.length > 1) context.addIssue(`has ${chosen.join(' and ')}: one of them at a time, a delay beside it`)
    if (chosen.length === 0 && effect.delay === undefined)
      context.addIssue(`has nothing that goes wrong: ${MAIN_EFFECTS.join(', ')} or delay`)
    if (effect.status === undefined && (effect.body !== undefined || effect.headers !== undefined))
      context.addIssue('has body or headers, but no status: only an answer that has one (status: 503) can have them')
    if (effect.kid !== undefined && effect.keys === undefined) context.addIssue('has a kid, but no fault of keys')
    if (effect.certificate !== undefined && effect.delay !== undefined)
      context.addIssue('has a certificate and a delay: a certificate comes at once')
  })

export type Effect = z.infer<typeof effectSchema>

/** What a caller writes, before durations are read. */
export type EffectInput = z.input<typeof effectSchema>

const MAIN_EFFECTS = [
  'status',
  'hang',
  'reset',
  'truncated',
  'empty',
  'html',
  'wrongType',
  'limit',
  'issuer',
  'keys',
  'certificate',
] as const satisfies readonly (keyof Effect)[]

/** The effect in words that complete "was told to …". Everybody may read them, so no token that is named in it is there, and nothing that moves a terminal. */
export function sayEffect(effect: Effect): string {
  const first = MAIN_EFFECTS.find((name) => effect[name] !== undefined)
  const wait = effect.delay === undefined ? '' : `wait ${sayDuration(effect.delay)}`
  if (first === undefined) return wait
  return [wait, shownText(redact(WORDS[first](effect)))].filter((part) => part !== '').join(' and ')
}

const WORDS: Record<(typeof MAIN_EFFECTS)[number], (effect: Effect) => string> = {
  status: ({ status }) => `answer ${status}`,
  hang: () => 'give no answer',
  reset: () => 'end the connection without an answer',
  truncated: () => 'end the connection in the middle of its answer',
  empty: () => 'answer with nothing',
  html: () => 'answer with a page in place of JSON',
  wrongType: () => 'answer with a wrong content type',
  limit: ({ limit = 0 }) => `answer 429, to be asked again in ${sayDuration(limit)}`,
  issuer: ({ issuer }) => `say that its issuer is ${issuer}`,
  keys: ({ keys = 'dropped', kid }) =>
    `answer with a key set that ${KEY_FAULTS[keys]}${kid === undefined ? '' : ` (kid ${kid})`}`,
  certificate: ({ certificate = 'expired' }) => `show ${CERTIFICATE_FAULTS[certificate]}`,
}
