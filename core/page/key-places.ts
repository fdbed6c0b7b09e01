import type { KeyState } from '../rings/rotation.ts'

/** A key of people on the time line of ST-11. Milliseconds since 1970. */
export interface KeyOnLine {
  /** Undefined: one that is to come. */
  kid: string | undefined
  state: KeyState | 'to come'
  published: number
  /** Absent: it never signingSpan, or nobody wrote down when it began. */
  signs?: { from: number; to: number }
  /** When it leaves the set. */
  gone: number
}

/** What happens at a moment: the next key is published, signs, the one that signs now is dropped; and when clients look again. */
export type LineMarkKind = 'publish' | 'activate' | 'drop' | 'exp' | 'now'

export interface LineMark {
  kind: LineMarkKind
  at: number
}

export interface PeopleKeyLine {
  /** Newest first. */
  keys: KeyOnLine[]
  marks: LineMark[]
  from: number
  to: number
}

/** Where a moment stands between the edges: 0 to 100. */
export const placeOnLine = ({ from, to }: Pick<PeopleKeyLine, 'from' | 'to'>, at: number): number =>
  Math.round(Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100)) * 100) / 100
