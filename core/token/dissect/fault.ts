/** One thing that is wrong with a text that should be a token. For people who mend it: never a reason to refuse or believe. */
export interface TokenFault {
  /** A whole sentence without its full stop. */
  says: string
  /** Where in its part, counted from 0, where it has a place. */
  at?: number
  /** The member that is meant. */
  member?: string
}

/** Of faults of one kind, so many are named. */
export const MOST_OF_A_KIND = 5

/** People count from 1. */
export const place = (at: number): string => `character ${at + 1}`
