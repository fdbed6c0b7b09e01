import type { Prepare, WireRequest } from '../requests.ts'

export const BENCH_ENDPOINT = 'hello'

/** What a token of a client says besides. */
export const CLAIMS_OF_CLIENT = { piko: { endpoints: [BENCH_ENDPOINT] } }

const toEndpoint = (request: WireRequest): WireRequest => ({
  ...request,
  headers: { ...request.headers, 'x-piko-endpoint': BENCH_ENDPOINT },
})

/** The same requests, to the endpoint of the bench. */
export const toBenchEndpoint =
  (prepare: Prepare): Prepare =>
  async (surroundings) => {
    const prepared = await prepare(surroundings)
    if (typeof prepared === 'function') return () => toEndpoint(prepared())
    return Array.isArray(prepared) ? prepared.map(toEndpoint) : toEndpoint(prepared)
  }
