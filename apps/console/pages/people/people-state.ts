import type { ToldPeople } from '#core/control/told-people'

/** What the page about people begins with, and is told again and again. */
export interface PeopleNow {
  told?: ToldPeople
  /** Why nothing is known. */
  trouble?: string
}

export interface PeoplePageState {
  now: PeopleNow
  /** Where people are looked after. */
  adminUrl: string
}
