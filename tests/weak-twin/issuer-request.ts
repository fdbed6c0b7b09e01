import type { AttackRequest } from '#attacks'
import type { IssuerEndpoint } from '../../apps/probe/issuer-side.ts'

/** A request to an endpoint, taken apart. */
export interface IssuerRequest {
  readonly endpoint: IssuerEndpoint
  readonly method: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  readonly form: readonly (readonly [name: string, value: string])[]
}

/** How a request of a case is taken apart, and put together again. */
export function takeApart(endpoint: IssuerEndpoint, { method, query, headers, body }: AttackRequest): IssuerRequest {
  return {
    endpoint,
    method,
    query: new URLSearchParams(query),
    authorization: headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1],
    form: [...new URLSearchParams(body)],
  }
}

export function putTogether({ method, query, authorization, form }: IssuerRequest): AttackRequest {
  const headers: [string, string][] = authorization === undefined ? [] : [['Authorization', authorization]]
  if (method === 'GET') return { method, query: query.toString(), headers }
  headers.push(['Content-Type', 'application/x-www-form-urlencoded'])
  const body = new URLSearchParams(form.map(([name, value]) => [name, value])).toString()
  return { method, ...(query.size > 0 && { query: query.toString() }), headers, body }
}
