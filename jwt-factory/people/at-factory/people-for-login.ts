import type { Route } from '#core/http/routes'
import type { GuessDelay } from '../../oauth/proof/guess-delay.ts'
import type { LoginAudit } from '../audit/login-audit.ts'
import type { Directory } from '../directory/directory.ts'
import type { PersonAnswerParts } from '../routes/answer-person.ts'
import type { LoginParts } from '../tokens/login.ts'

/** What the provider of the factory needs of its people: they log in there as at `/api/login`. */
export interface PeopleForLogin {
  login: Omit<LoginParts, 'guesses'> & { guesses?: GuessDelay }
  loginAudit: LoginAudit
  asking: Pick<PersonAnswerParts, 'machine' | 'timeout'>
  directory: Pick<Directory, 'findById'>
  /** Other directories that know passwords. */
  providers: readonly string[]
  /** The same routes, each of which opens people first. */
  opening(routes: readonly Route[]): Route[]
}
