import type { PartName } from '#core/token/dissect/dissect'
import type { NamedTokenId, WayToBring } from '#core/token/named-tokens'

/** A piece of a text: as it is, a fault in it, or that something was left out. */
export interface ShownPiece {
  text: string
  kind?: 'fault' | 'left-out'
}

export interface FaultOnPage {
  says: string
  member?: string
}

/** One part of a token, decoded as far as it goes. */
export interface ShownPart {
  part: PartName
  /** As it stands there; of a long one a part. */
  raw: ShownPiece[]
  length: number
  bytes: number
  faults: FaultOnPage[]
  /** What it says, where it can be read. */
  value?: unknown
  hasValue: boolean
  /** Lenient readers alone read it so. */
  isLenient?: true
  /** What it says as text, where that is no good JSON. */
  text?: ShownPiece[]
}

/** A text that was pasted, taken apart. */
export interface DecodedToken {
  around: string[]
  length: number
  faults: FaultOnPage[]
  parts: ShownPart[]
  /** How many faults there are. */
  count: number
}

/** One check, with what it says by itself when it was not reached. */
export interface ShownCheck {
  check: string
  rule: string
  outcome: 'passed' | 'failed' | 'not-reached' | 'not-configured' | 'nothing-to-check'
  reason?: string
  says?: string
  alone?: { outcome: 'passed' | 'failed' | 'unknown' | 'nothing-to-check'; says?: string }
}

export interface CheckedToken {
  isGood: boolean
  reason?: string
  explained?: string
  checks: ShownCheck[]
  /** The time by which it was checked. */
  now: number
  notes: string[]
  keys: { kid?: string; algorithm: string }[]
}

/** The fields of what is expected: an empty one expects nothing. */
export const EXPECTATION_FIELDS = [
  { name: 'issuer', label: 'Issuer (iss)', hint: 'exactly' },
  { name: 'audience', label: 'Audience (aud)', hint: 'whoever it is for' },
  { name: 'type', label: 'Type (typ)', hint: 'JWT or at+jwt' },
  { name: 'subject', label: 'Subject (sub)', hint: 'whomever it speaks of' },
  { name: 'required', label: 'Claims that must be there', hint: 'exp iat jti' },
  { name: 'maxLifetime', label: 'Longest life, seconds', hint: 'any' },
  { name: 'leeway', label: 'Leeway, seconds', hint: '0' },
  { name: 'clock', label: 'Clock (UTC)', hint: 'that of the sandbox' },
] as const

export type ExpectationName = (typeof EXPECTATION_FIELDS)[number]['name']
export type ExpectationValues = Record<ExpectationName, string>

/** What a party of the sandbox expects. */
export interface ExpectationPreset extends Omit<ExpectationValues, 'clock'> {
  id: string
  label: string
}

/** Who can sign here. */
export interface SignerChoice {
  kind: 'issuer' | 'ring' | 'service' | 'stranger' | 'nobody' | 'secret' | 'key'
  /** Of an issuer or a ring. */
  name?: string
  label: string
}

/** Where a token can be sent. */
export interface Destination {
  to: string
  scenario: number
  label: string
}

/** What there is to choose from, as the sandbox is now. */
export interface BenchChoices {
  rings: readonly string[]
  issuers: readonly { name: string; url: string }[]
  presets: readonly ExpectationPreset[]
  signers: readonly SignerChoice[]
  destinations: readonly Destination[]
  /** The time of the sandbox, and of this machine's clock when that was asked. */
  now: number
  /** Who could not be asked. */
  trouble?: string
}

/** What came back for a token that was sent. */
export interface SentAnswer {
  status: number
  challenge?: string
  body: string
  traceId: string
  to: string
  outcome: { outcome: string; reason?: string; check?: string }
}

/** In which ways a token can come, besides the usual one. */
export const WAYS_ON_BENCH: Readonly<Record<WayToBring, string>> = {
  'no-token': 'not at all',
  'bearer-in-lower-case': 'behind the word bearer in lower case',
  'expired-one-behind-it': 'with an expired one in a second Authorization header',
}

/** What is to be signed, and by whom. */
export interface WrittenFields {
  header: string
  payload: string
  /** Its place among the signers. */
  signer: number
  isExact: boolean
}

export const BENCH_TABS = ['decoded', 'check', 'sign', 'send'] as const
export type BenchTab = (typeof BENCH_TABS)[number]

export interface BenchState extends WrittenFields {
  choices: BenchChoices
  tab: BenchTab
  /** What was pasted. */
  text: string
  /** It stood in a longer text. */
  isTakenOut?: boolean
  decoded?: DecodedToken | undefined
  /** What is asked for and has not been answered. */
  waitsFor?: 'decode' | 'check' | 'sign' | 'send' | 'sample' | undefined
  trouble?: string | undefined
  keys: { from: 'ring' | 'issuer' | 'url' | 'pasted'; value: string }
  expected: ExpectationValues
  /** Chosen by what the token says of itself. */
  isFitted: boolean
  checked?: CheckedToken | undefined
  /** What would the checks after a failure say? */
  showsAll: boolean
  /** A shared secret or a private key, for the signers that need one. */
  material: string
  /** Somebody has written header or payload: they stay when another token comes. */
  isWritten?: boolean
  /** The name of the token that is written, or ''. */
  named: NamedTokenId | ''
  /** What was written before a name was chosen. */
  goodOne?: WrittenFields | undefined
  /** In which members the one of this name differs from the good one. */
  differs: readonly string[]
  /** How it is sent. */
  brought?: WayToBring | undefined
  destination: number
  /** By the address of the page, or by hand. */
  isDestinationChosen: boolean
  sent?: SentAnswer | undefined
}

/** What a person can do on the bench. */
export interface BenchActions {
  paste(text: string): void
  sample(): void
  /** Gives the token to the page of all judges. */
  toJudge(): void
  show(tab: BenchTab): void
  change(change: Partial<BenchState>): void
  expect(name: ExpectationName, value: string): void
  usePreset(id: string): void
  fit(): void
  check(): void
  takeFromToken(): void
  /** Writes, or says who signs: what is written is no longer the token of a name. */
  write(change: Partial<WrittenFields> & Pick<BenchState, 'isWritten'>): void
  /** Puts the token of this name into the fields; '' takes it back. */
  useNamed(name: NamedTokenId | ''): void
  setTimes(): void
  sign(): void
  /** Puts what is written into the token, and leaves its header and its signature as they were. */
  keepSignature(): void
  send(): void
}
