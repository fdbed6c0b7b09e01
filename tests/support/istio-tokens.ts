import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TokenPolicy } from '#core/access/dialects/mesh/which-rules'
import type { AskAddress } from '../../apps/mesh/keys/fetch-key-set.ts'
import { NoAnswer } from '#core/http/outside-client'
import { meshPolicies } from './mesh-vectors.ts'
import { PROJECT } from './project-files.ts'

const readVector = (path: string) => readFileSync(join(PROJECT, 'tests/vectors/istio', path), 'utf8')

/** A token of Istio's tests, and what must come of it. */
interface IstioToken {
  token: string
  keys: string
  verifies: 'yes' | 'expired' | 'malformed'
}

export const ISTIO_TOKENS: Record<string, IstioToken> = JSON.parse(readVector('tokens.json'))

/** One request of requestauthn-cases.json, as its README describes it. */
export interface TokenCase {
  id: string
  name: string
  policyFile: string | null
  workload: { namespace: string; labels: Record<string, string> }
  request: { method: string; path: string; host: string; headers: Record<string, string>; token: string | null }
  expect: { status: number; upstreamHeaders: Record<string, string | null> }
}

interface TokenCases {
  clock: number
  mesh: { rootNamespace: string }
  jwksSources: Record<string, { file?: string; status?: number; delayMs?: number }>
  cases: TokenCase[]
}

export const TOKEN_CASES: TokenCases = JSON.parse(readVector('requestauthn-cases.json'))

/** Puts tokens where `${Name}` and `${Name.payload}` stand. */
export const fillTokens = (text: string): string =>
  text.replace(/\$\{([\w-]+)(\.payload)?\}/g, (_all, name: string, payload?: string) => {
    const { token } = ISTIO_TOKENS[name] ?? { token: '' }
    return payload ? (token.split('.')[1] ?? '') : token
  })

/** All header fields of a request, as Node has them. */
export function fieldsOfCase({ request }: TokenCase): string[] {
  const { host, headers, token } = request
  const further = Object.entries(headers).flatMap(([name, value]) => [name, fillTokens(value)])
  return ['Host', host, ...further, ...(token === null ? [] : ['Authorization', fillTokens(`Bearer \${${token}}`)])]
}

/** What stands at the addresses of the cases. */
export const askCases: AskAddress = async (address, { patience }) => {
  const { file, status = 200, delayMs = 0 } = TOKEN_CASES.jwksSources[address] ?? { status: 404 }
  if (delayMs > patience) throw new NoAnswer(`no answer within ${patience} ms`)
  return { status, text: file === undefined ? '' : readVector(file) }
}

export const readKeySetOf = ({ keys }: IstioToken): string => readVector(keys)

/** The policies of a file that are about tokens, as our reader reads them. */
export const tokenPoliciesIn = (path: string): readonly TokenPolicy[] => meshPolicies(path).requestAuthentication
