import { LOGIN_ON_A_CLUSTER, type LoginIssuer } from '#core/config/login-issuer'
import type { Patience } from '#core/config/patience'
import { USERS_ON_A_CLUSTER, type UserIssuer } from '#core/config/user-issuer'
import { Problem } from '#core/http/problem'
import type { MeshPolicies } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { keySourceOf } from '../../mesh/keys/key-source.ts'
import type { AskAddress } from '../../mesh/keys/fetch-key-set.ts'

/** A request is held against each of them. */
const MOST_LIVE_POLICIES = 200

/** Whoever sets policies waits until each key set has been asked for. */
const MOST_KEY_SETS = 20

/** As many faults as a person reads at once. */
const MOST_FAULTS_SAID = 5

/** Policies that somebody has written, where there is no fault in them. */
export interface LivePolicies {
  policies: MeshPolicies
  count: number
}

/**
 * Reads live policies as they are written for a cluster.
 * @throws Problem invalid-input with each fault and its place, and for more than this mesh takes
 */
export function readLivePolicies(text: string): LivePolicies {
  const { policies, faults } = readMeshPolicies([{ file: 'policies', text }])
  if (faults.length > 0) {
    const said = faults.map(({ line, column, where, message }) => ({
      at: `${line}:${column}`,
      message: where === '' ? message : `${where}: ${message}`,
    }))
    const first = said.slice(0, MOST_FAULTS_SAID)
    const more = said.length > first.length ? `; and ${said.length - first.length} more faults` : ''
    const list = first.map(({ at, message }) => `line ${at.replace(':', ', column ')}: ${message}`).join('; ')
    throw new Problem('invalid-input', `No mesh would take these policies: ${list}${more}.`, {
      members: { faults: first },
    })
  }
  const count = Object.values(policies).reduce((sum, some) => sum + some.length, 0)
  // Without any policy everybody may do everything: nobody means that by an empty text.
  if (count === 0)
    throw new Problem('invalid-input', 'There is no policy in this text: to end live policies, DELETE them.')
  if (count > MOST_LIVE_POLICIES)
    throw new Problem('invalid-input', `These are ${count} policies: this mesh takes ${MOST_LIVE_POLICIES} at most.`)
  const sources = new Set(
    policies.requestAuthentication.flatMap(({ rules }) => rules.map((rule) => keySourceOf(rule).id)),
  )
  if (sources.size > MOST_KEY_SETS)
    throw new Problem(
      'invalid-input',
      `They name ${sources.size} key sets: this mesh asks for ${MOST_KEY_SETS} at most.`,
    )
  return { policies, count }
}

/**
 * Issuers are called otherwise than on a cluster: that of users where the factory speaks for its own issuer, and that of logins by the
 * address of the factory. Their rules are those of the ones here.
 */
export function withUsersOf(
  policies: MeshPolicies,
  users: Pick<UserIssuer, 'issuer'>,
  login: Pick<LoginIssuer, 'issuer' | 'audience'>,
): MeshPolicies {
  const here = new Map<string, object>([
    [USERS_ON_A_CLUSTER.issuer, { issuer: users.issuer }],
    [LOGIN_ON_A_CLUSTER.issuer, { issuer: login.issuer, audiences: [login.audience] }],
  ])
  return {
    ...policies,
    requestAuthentication: policies.requestAuthentication.map((one) => ({
      ...one,
      rules: one.rules.map((rule) => ({ ...rule, ...here.get(rule.issuer) })),
    })),
  }
}

/** Whoever publishes keys has less time, so that whoever sets policies has an answer soon. */
export const askedSoon =
  (ask: AskAddress, patience: Pick<Patience, 'fetch'>): AskAddress =>
  (address, bounds) =>
    ask(address, { ...bounds, patience: Math.min(bounds.patience, patience.fetch) })
