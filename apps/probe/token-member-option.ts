import { UsageFault } from '#core/process/command-line'
import { ownMembers } from './target/token-in-body.ts'

/**
 * `body:NAME`: the token is a member of a JSON body.
 * @param header must not be said, for then the token would be there
 * @param body of the target: an object, where there is one
 * @throws UsageFault
 */
export function tokenMemberIn(
  text: string | undefined,
  header: string | undefined,
  body: string | undefined,
): string | undefined {
  if (text === undefined) return undefined
  const [, name] = /^body:(.{1,100})$/s.exec(text) ?? []
  if (name === undefined || name === '__proto__' || /\p{Cc}/u.test(name))
    throw new UsageFault('--token-in is body:NAME, a member of a JSON body, in one line.')
  if (header !== undefined) throw new UsageFault('A token is at one place: say --header or --token-in.')
  try {
    ownMembers({ ...(body !== undefined && { body }) })
  } catch {
    throw new UsageFault('With --token-in the --body is a JSON object: the other members.')
  }
  return name
}

/**
 * A method, or the name of a header: one word of HTTP (RFC 9110 §5.6.2).
 * @throws UsageFault
 */
export function httpNameIn<Text extends string | undefined>(option: string, text: Text): Text {
  if (text === undefined || /^[!#$%&'*+.^_`|~\w-]+$/.test(text)) return text
  const given = JSON.stringify(text.slice(0, 40))
  throw new UsageFault(`--${option} has a name of HTTP in one word, without blanks, and not ${given}.`)
}
