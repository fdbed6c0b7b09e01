import { randomUUID } from 'node:crypto'
import type { BlackList } from '#core/access/black-list'
import { consumerClaims, mintShared } from '#core/access/dialects/kong/stateless-claims'
import type { StatelessTrust } from '#core/access/dialects/kong/stateless'
import type { KongStatelessAccess } from '#core/access/kong-stateless-access'
import { tellSigned } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import type { Log } from '#core/log'
import { adminAnswer, ADMIN_NOT_FOUND, type AdminRoutes } from '../admin/admin.ts'
import type { Consumers } from '../admin/consumers.ts'
import { pageOf, type PagedList } from '../admin/page-of.ts'
import type { StatelessProfile } from '../config/gateway-config.ts'
import type { GatewayMetrics } from '../metrics.ts'

export interface StatelessAdminParts {
  profile: Pick<StatelessProfile, 'claims' | 'lifetimeSeconds'>
  trust: StatelessTrust
  consumers: Consumers
  access: Pick<KongStatelessAccess, 'judge'>
  blackList?: BlackList
  metrics: Pick<GatewayMetrics, 'minted'>
  clock: Clock
  log: Log
}

/** What people ask a gateway without a store: a token for a consumer (KS-2), and that one be believed no longer (KS-5). */
export function statelessRoutes(parts: StatelessAdminParts): AdminRoutes {
  const { consumers, trust, metrics } = parts
  return {
    'POST /consumers/{consumer}/jwt': ({ names: [name = ''], context }) => {
      const { recorder } = context
      const refuse = (answer: OwnAnswer, reason: string) => {
        recorder.step({ verb: 'refuses', what: 'to mint a token', reason })
        return answer
      }
      const consumer = consumers.find(name)
      if (!consumer) return refuse(ADMIN_NOT_FOUND, 'nobody knows this consumer')
      if (trust.kind === 'public') return refuse(adminAnswer(501, { message: NO_SECRET }), 'it has a public key alone')
      const begin = recorder.elapsed()
      const token = mintShared(consumerClaims(consumer, termsOf(parts)), trust.secret, trust.algorithm)
      if (recorder.isOn)
        tellSigned(
          token,
          { recorder, what: `a token of the consumer ${consumer.username ?? consumer.id}` },
          recorder.elapsed() - begin,
        )
      metrics.minted()
      return adminAnswer(201, { token })
    },
    ...blackListRoutes(parts),
  }
}

const NO_SECRET =
  'This gateway has a public key alone, so it mints no token: whoever has the private key does, as jwt-factory with POST /issueToken/:ringId'

const NO_TOKEN_TO_LIST =
  'token is missing: the token that is to be believed no longer. Send it as a form (token=…), or as JSON that its content-type says'

const NO_BLACK_LIST = adminAnswer(404, { message: 'There is no black list: set black_list in the configuration' })

function termsOf({ profile: { claims, lifetimeSeconds }, clock }: StatelessAdminParts) {
  if (claims === 'as-published') return undefined
  return {
    issuedAt: Math.floor(clock.now() / 1000),
    tokenId: randomUUID(),
    ...(lifetimeSeconds !== undefined && { lifetime: lifetimeSeconds }),
  }
}

const KEYS_OF_TOKENS: Omit<PagedList<string>, 'entries'> = {
  markOf: (key) => key,
  isBehind: (key, mark) => key > mark,
  isMark: () => true,
  show: (key) => ({ key }),
}

function blackListRoutes({ blackList, access, log }: StatelessAdminParts): AdminRoutes {
  return {
    'GET /blacklist': async ({ query }) => {
      if (!blackList) return NO_BLACK_LIST
      return pageOf({ ...KEYS_OF_TOKENS, entries: await blackList.keys() }, query, '/blacklist')
    },
    'POST /blacklist': async ({ fields: { token }, context }) => {
      if (!blackList) return NO_BLACK_LIST
      if (typeof token !== 'string') return adminAnswer(400, { message: NO_TOKEN_TO_LIST })
      const judged = await access.judge(token, context)
      if (judged.kind !== 'believed')
        return adminAnswer(400, { message: 'this token is not believed, so it need not stand on the list' })
      const { key, until } = await blackList.put(judged.claims, token.slice(0, token.lastIndexOf('.')))
      if (until === undefined)
        log.warn({ key, advice: 'its token has no end: give tokens a lifetime' }, 'black-listed-for-good')
      return adminAnswer(201, { key, expires_at: until === undefined ? null : Math.ceil(until / 1000) })
    },
    'DELETE /blacklist/{key}': async ({ names: [key = ''] }) => {
      if (!blackList) return NO_BLACK_LIST
      return (await blackList.delete(key)) ? adminAnswer(204) : ADMIN_NOT_FOUND
    },
  }
}
