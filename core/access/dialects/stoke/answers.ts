import type { AccessRefusal, DialectAnswer } from '../../dialect.ts'

/** As Go names the type of a body that nobody has named. */
const STOKE_HEADERS = { 'content-type': 'text/plain; charset=utf-8' }

/**
 * Two answers for everything: 422 where no token is shown, and 401 for whatever is wrong with it, a missing claim too. There is no 403
 * (A.9, item 7).
 */
export const stokeAnswer = ({ check }: Pick<AccessRefusal, 'check'>): DialectAnswer =>
  check === 'credentials'
    ? { status: 422, headers: STOKE_HEADERS, body: '{"message" : "Token is required"}' }
    : { status: 401, headers: STOKE_HEADERS, body: '{"message" : "Unauthorized"}' }
