import { Problem } from '#core/http/problem'

/** What a field of HTTP has no place for: controls but for a tab, and signs that no byte stands for. */
const NOT_IN_A_FIELD = /[^\t\x20-\x7e\x80-\xff]/

/** Between the name of a field and its value, and behind it. */
const AROUND_A_FIELD = /^[\t ]+|(?<![\t ])[\t ]+$/g

/**
 * The Authorization headers as whoever is asked gets them: over the wire none begins or ends with a space or a tab (RFC 9110 §5.5). A
 * judge that saw more than its system does would say something else.
 * @throws Problem invalid-input for one that no request can carry
 */
export function asSent(authorization: readonly string[]): readonly string[] {
  if (authorization.some((value) => NOT_IN_A_FIELD.test(value)))
    throw new Problem('invalid-input', 'No request can carry such an Authorization header: there is a control character in it, or a sign that HTTP has no byte for (RFC 9110 §5.5).') // prettier-ignore
  return authorization.map((value) => value.replace(AROUND_A_FIELD, ''))
}
