import { MAX_TOKEN_LENGTH } from '../compact-form.ts'
import type { TokenFault } from './fault.ts'
import { headerFaults } from './header.ts'
import { readLeniently, type ReadJson } from './json.ts'
import { unwrapPasted } from './pasted.ts'
import { claimFaults } from './payload.ts'
import { decodeAnySegment } from './segment.ts'
import { signatureFaults } from './signature.ts'

/** The parts of a token, in their order. */
export const PART_NAMES = ['header', 'payload', 'signature'] as const

export type PartName = (typeof PART_NAMES)[number]

export interface DissectedPart {
  part: PartName
  /** As it stands in the token. */
  raw: string
  bytes: number
  /** Faults of the text itself: places are in `raw`. */
  faults: TokenFault[]
  /** What it says, where it should be JSON: places of its faults are in its text. */
  json?: ReadJson
  /** Faults of what it says, by member. */
  meaning: TokenFault[]
}

/** A text that should be a token, taken apart as far as it goes. Nobody has believed any of it: it is for eyes. */
export interface DissectedToken {
  /** What stood around it. */
  around: string[]
  /** Without that. */
  length: number
  /** What concerns all of it. */
  faults: TokenFault[]
  parts: DissectedPart[]
}

/** Takes a text apart, whatever it is. It throws for none, and takes time by its length alone. */
export function dissectToken(pasted: string): DissectedToken {
  const { token, around } = unwrapPasted(pasted)
  const segments = token === '' ? [] : token.split('.')
  const parts = PART_NAMES.flatMap((part, at) => {
    const raw = segments[at]
    return raw === undefined ? [] : [dissectPart(part, raw)]
  })
  const [header, , signature] = parts
  if (signature) {
    const { bytes } = decodeAnySegment(signature.raw)
    signature.meaning = signatureFaults(header?.json?.value, bytes)
  }
  return { around, length: token.length, faults: wholeFaults(token, segments), parts }
}

function dissectPart(part: PartName, raw: string): DissectedPart {
  const { bytes, faults } = decodeAnySegment(raw)
  const one = { part, raw, bytes: bytes.length, faults }
  if (part === 'signature') return { ...one, meaning: [] }
  const json = readLeniently(bytes)
  const rules = part === 'header' ? headerFaults : claimFaults
  return { ...one, json, meaning: json.value === undefined ? [] : rules(json.value) }
}

function wholeFaults(token: string, segments: readonly string[]): TokenFault[] {
  const faults: TokenFault[] = []
  if (token === '') return [{ says: 'There is nothing here yet' }]
  if (token.startsWith('{')) faults.push({ says: 'This is JSON, and no token in compact form (RFC 7515 §7.1)' })
  const count = SEGMENT_WORDS[segments.length] ?? (segments.length > 5 ? manySegments(segments.length) : undefined)
  if (count !== undefined) faults.push({ says: count })
  if (token.length > MAX_TOKEN_LENGTH)
    faults.push({ says: `It has ${token.length} characters; verifiers of the sandbox take ${MAX_TOKEN_LENGTH}` })
  return faults
}

const manySegments = (count: number) => `It has ${count} segments; a signed token has three (RFC 7515 §7.1)`

const SEGMENT_WORDS: Readonly<Record<number, string>> = {
  1: 'It has one segment and no dot; a signed token has three segments (RFC 7515 §7.1). It may be opaque, or cut',
  2: 'It has two segments; the third one, the signature, is missing with its dot (RFC 7515 §7.1)',
  4: 'It has four segments; a signed token has three (RFC 7515 §7.1)',
  5: 'It has five segments: it is encrypted (JWE, RFC 7516 §7.1), and nobody here can read what is inside',
}
