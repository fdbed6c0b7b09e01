import type { Answer } from '../answer.ts'
import { challengesOf } from './right-answers.ts'

/** What nobody outside should see, and what it is. */
const LEAKS: readonly (readonly [RegExp, string])[] = [
  [/\n\s*at [^\n]{1,200}:\d+:\d+|node_modules\/|&nbsp;at [^<]{1,200}:\d+:\d+/, 'a stack of its program'],
  [/Traceback \(most recent call last\)/, 'a stack of its program'],
  [/\n\s*at [\w.$]{1,200}\([\w.]{1,80}\.java:\d+\)/, 'a stack of its program'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/"(?:d|dp|dq|qi)"\s*:\s*"[\w-]{16,}"/, 'a private key'],
  [/"(?:client_secret|secret|password)"\s*:\s*"[^"]+"/i, 'a secret'],
]

/** What an answer gives away; undefined where there is nothing. */
export function leakIn({ headers, body }: Answer, tokens: readonly string[]): string | undefined {
  const text = [...headers.map(([, value]) => value), body].join('\n')
  const leak = LEAKS.find(([pattern]) => pattern.test(text))
  if (leak) return `its answer shows ${leak[1]}`
  return tokens.some((token) => token.length > 40 && text.includes(token))
    ? 'its answer shows the whole token'
    : undefined
}

/** What is wrong with the challenge of a refusal (RFC 9110 §11.6.1, §15.5.2); that it may be stored is told too. */
export function challengeFault(answer: Answer): { fault?: string; remark?: string } | undefined {
  const challenges = challengesOf(answer)
  if (answer.status !== 401) return undefined
  if (challenges.length === 0) return { fault: 'its 401 has no WWW-Authenticate (RFC 9110 §15.5.2)' }
  const bearers = challenges.join(', ').match(/(?:^|,)\s*Bearer\b(?!\s*=)/gi) ?? []
  if (bearers.length === 0) return { fault: 'its challenge is not one for Bearer (RFC 6750 §3)' }
  if (bearers.length > 1) return { fault: 'its answer has more than one Bearer challenge (RFC 6750 §3)' }
  const names =
    challenges
      .join(', ')
      .match(/[\w-]+(?=="|=[^"\s])/g)
      ?.map((name) => name.toLowerCase()) ?? []
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return { fault: `its challenge says ${twice.slice(0, 40)} twice (RFC 6750 §3)` }
  const cache = answer.headers.filter(([name]) => name === 'cache-control').map(([, value]) => value.toLowerCase())
  if (/\bpublic\b|s-maxage=[1-9]|\bmax-age=[1-9]/.test(cache.join()))
    return { fault: 'its refusal may be stored (RFC 9111 §5.2.2)' }
  return cache.join().includes('no-store') ? undefined : { remark: 'its refusal does not say no-store' }
}
