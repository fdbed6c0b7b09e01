import { isObject } from '../token/claims.ts'

/** Members by which an answer of 2xx says no. */
const NO_FLAGS = ['valid', 'success', 'active', 'ok', 'authenticated', 'authorized'] as const
const NO_STATUSES = ['status', 'statusCode', 'code'] as const
const MOST_OF_NO = 60

/**
 * In which member an answer of 2xx says that there is an error, or that something is not valid: `errors` of GraphQL (its specification, §7.1),
 * `error` of JSON-RPC, a flag. Only members of the answer itself count: in its data such words may be anything.
 * @returns that member, as JSON; undefined where there is none
 */
export function noInSuccess(json: unknown): string | undefined {
  const answers = Array.isArray(json) ? json.filter((each) => isObject(each) && isGraphErrors(each['errors'])) : [json]
  return answers
    .filter(isObject)
    .map(noOfObject)
    .find((each) => each !== undefined)
}

function noOfObject(answer: Record<string, unknown>): string | undefined {
  const flag = NO_FLAGS.find((name) => answer[name] === false)
  if (flag !== undefined) return `"${flag}": false`
  const code = NO_STATUSES.find((name) => answer[name] === 401 || answer[name] === 403)
  if (code !== undefined) return `"${code}": ${String(answer[code])}`
  const { errors, error } = answer
  if (Array.isArray(errors) && errors.length > 0) return `"errors": ${shownNo(errors)}`
  return (typeof error === 'string' && error !== '') || isObject(error) ? `"error": ${shownNo(error)}` : undefined
}

const shownNo = (value: unknown): string => JSON.stringify(value).slice(0, MOST_OF_NO)

/** Of several questions at once, the answers are a list. */
const isGraphErrors = (errors: unknown): boolean =>
  Array.isArray(errors) && errors.length > 0 && errors.every((each) => isObject(each) && 'message' in each)
