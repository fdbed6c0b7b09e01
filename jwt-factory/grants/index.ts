import { clientCredentials } from './client-credentials.ts'
import type { Grant } from './grant.ts'
import { jwtBearer } from './jwt-bearer.ts'
import { tokenExchange } from './token-exchange.ts'

/** Every grant of the issuers; discovery lists them. */
export const GRANTS: readonly Grant[] = [clientCredentials, tokenExchange, jwtBearer]
