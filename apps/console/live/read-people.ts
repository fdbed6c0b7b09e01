import type { ToldPeople } from '#core/control/told-people'
import type { PeopleNow } from '../pages/people/people-state.ts'
import type { AskProcess } from './ask.ts'
import { askOrWhy } from './read-control.ts'

/** Asks the factory for its people. @returns why nothing is known, where it does not tell */
export async function readPeople(ask: AskProcess): Promise<PeopleNow> {
  const { body, why } = await askOrWhy<ToldPeople>(ask, 'jwt-factory', '/admin/told')
  return body ? { told: body } : { trouble: why ?? '' }
}
