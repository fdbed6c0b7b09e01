import { z } from 'zod'
import { MAX_TOKEN_LENGTH } from '#core/token/compact-form'

/** What the member `corpus` of every such file says, so that none is taken for another file, or written over one. */
export const CORPUS_MARK = 'jwt-sandbox: one token before several systems'

/** A text that goes into a header or onto a terminal: no controls. */
const shownLine = z
  .string()
  .max(1000)
  .regex(/^[^\p{Cc}]*$/u, 'has a control character')

/** A line that HTTP carries as it is. */
const headerLine = z
  .string()
  .max(1000)
  .regex(/^[\x20-\x7e]*$/, 'cannot stand in a header')

const corpusName = z.string().regex(/^[a-z0-9-]{1,60}$/, 'is not a name of small letters, digits and -')

/** Times are ISO 8601 in UTC. */
const corpusTime = z.iso.datetime()

/** One token as a request brings it. */
const corpusToken = z.strictObject({
  title: shownLine,
  /** The values of the Authorization headers, in their order: none, one, or two. */
  authorization: z.array(z.string().max(MAX_TOKEN_LENGTH + 20).regex(/^[\x20-\x7e]*$/, 'cannot stand in a header')).max(2), // prettier-ignore
})

/** What one system should answer. */
const corpusVerdict = z.strictObject({
  outcome: z.enum(['believed', 'refused', 'open']),
  /** 200 where the request goes on. */
  status: z.int().min(200).max(599),
  /** The body of a refusal, or what is the same in each of them. Absent: it has none, or any. */
  words: z.string().max(2000).optional(),
  /** Until then; later its dates decide otherwise. */
  until: corpusTime,
  /** Why it is no fact to build on. */
  uncertain: shownLine.optional(),
})

/** One system with one configuration. */
const corpusSystem = z.strictObject({
  title: shownLine,
  /** Texts by file name, as the system takes them. */
  files: z.record(z.string().regex(/^[\w.-]{1,60}$/, 'is no file name'), z.string().max(40_000)),
  /** Where the tokens are to be sent, behind the address of the system. */
  path: z.string().regex(/^\/(?!\/)[\w./-]{0,100}$/, 'is no path'),
  /** Further headers of each request. */
  headers: z.record(z.string().regex(/^x-[a-z-]{1,60}$/, 'is no header of a system'), headerLine),
  /** By the names of the tokens. */
  verdicts: z.record(corpusName, corpusVerdict),
})

export const corpusSchema = z.strictObject({
  corpus: z.literal(CORPUS_MARK),
  version: z.literal(1),
  madeAt: corpusTime,
  /** Until then the good tokens are good. */
  goodUntil: corpusTime,
  expected: z.strictObject({ issuer: shownLine, audience: shownLine }),
  /** The one public key, as a key set (RFC 7517) and in PEM. Its private half was never written down. */
  keys: z.strictObject({ jwks: z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())).max(10) }), pem: z.string().max(10_000) }), // prettier-ignore
  tokens: z.record(corpusName, corpusToken),
  systems: z.record(corpusName, corpusSystem),
})

/** Tokens, how each system is configured for them, and what each is expected to answer. */
export type Corpus = z.infer<typeof corpusSchema>

export type CorpusVerdict = z.infer<typeof corpusVerdict>
