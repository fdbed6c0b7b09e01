import type { PeopleKeyLine } from '../page/key-places.ts'

/** What the factory tells of its people, for whoever watches: what tokens say, and nothing of passwords. */
export interface ToldPeople {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly dialect: 'strict' | 'stoke'
  readonly count: number
  /** The first of them. */
  readonly people: readonly ToldPerson[]
  readonly line: PeopleKeyLine
  /** Logins, renewals, changes and refusals, the newest first. */
  readonly last: readonly ToldPeopleNote[]
}

export interface ToldPerson {
  readonly username: string
  /** First and last name. */
  readonly called: string
  readonly groups: readonly string[]
  /** What their next token says, but for its dates and its id. */
  readonly claims: Readonly<Record<string, unknown>>
}

export interface ToldPeopleNote {
  readonly at: number
  readonly what: string
  readonly isRefused: boolean
  /** In words where it was nobody, or nobody knows. */
  readonly who: string
  readonly on?: string
  /** Why it was refused, in stable words. */
  readonly reason?: string
}
