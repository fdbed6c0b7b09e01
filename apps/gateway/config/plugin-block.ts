import { z } from 'zod'
import { KONG_VERIFIABLE } from '#core/access/dialects/kong/plugin-claims'
import type { KongRateLimiting } from '#core/access/kong-rate-identifier'
import type { KongAcl } from '#core/access/dialects/kong/acl'
import type { KongJwtPlugin } from '#core/access/kong-plugin-access'
import {
  fieldName,
  integerWithin,
  keyBlock,
  listWith,
  maybeKey,
  oneWord,
  someText,
  trueOrFalse,
  WHATEVER_ELSE,
} from '#core/config/file-kinds'
import { realmText } from './kinds.ts'
import { rateBlock } from './rate-block.ts'

const nameOfClaim = someText.max(255, 'is longer than 255 letters').regex(/^[\x20-\x7e]+$/, 'has a sign beyond ASCII')

/** `config` of the jwt plugin, with its defaults. */
const jwtBlock = keyBlock({
  uri_param_names: maybeKey(listWith(someText)),
  cookie_names: maybeKey(listWith(someText)),
  header_names: maybeKey(listWith(fieldName)),
  key_claim_name: maybeKey(nameOfClaim),
  secret_is_base64: maybeKey(trueOrFalse),
  claims_to_verify: maybeKey(listWith(oneWord(KONG_VERIFIABLE))),
  maximum_expiration: maybeKey(integerWithin(0, 31_536_000)),
  anonymous: maybeKey(someText),
  run_on_preflight: maybeKey(trueOrFalse),
  realm: maybeKey(realmText),
})
  .superRefine(({ maximum_expiration, claims_to_verify }, context) => {
    const isOn = typeof maximum_expiration === 'number' && maximum_expiration > 0
    if (isOn && !(Array.isArray(claims_to_verify) && claims_to_verify.includes('exp')))
      context.addIssue({ code: 'custom', path: ['maximum_expiration'], message: 'needs exp in claims_to_verify' })
  }, WHATEVER_ELSE)
  .transform((given): KongJwtPlugin => ({
    uriParamNames: given.uri_param_names ?? ['jwt'],
    cookieNames: given.cookie_names ?? [],
    headerNames: given.header_names ?? ['authorization'],
    keyClaimName: given.key_claim_name ?? 'iss',
    secretIsBase64: given.secret_is_base64 ?? false,
    claimsToVerify: given.claims_to_verify ?? [],
    maximumExpiration: given.maximum_expiration ?? 0,
    ...(given.anonymous !== undefined && { anonymous: given.anonymous }),
    runOnPreflight: given.run_on_preflight ?? true,
    ...(given.realm !== undefined && { realm: given.realm }),
  }))

const groupList = listWith(someText).min(1, 'is empty')

const aclBlock = keyBlock({
  allow: maybeKey(groupList),
  deny: maybeKey(groupList),
  hide_groups_header: maybeKey(trueOrFalse),
}).transform(({ allow, deny, hide_groups_header }, context): KongAcl => {
  const hideGroupsHeader = hide_groups_header ?? false
  if (allow && !deny) return { kind: 'allow', groups: allow, hideGroupsHeader }
  if (deny && !allow) return { kind: 'deny', groups: deny, hideGroupsHeader }
  context.addIssue({ code: 'custom', message: 'needs one of allow and deny' })
  return z.NEVER
})

/** One entry of `plugins`, by its name. */
export type KongPluginEntry =
  | { name: 'jwt'; config: KongJwtPlugin }
  | { name: 'acl'; config: KongAcl }
  | { name: 'rate-limiting'; config: KongRateLimiting }

/** A block with nothing in it is one with its defaults, where it has some. */
const orEmpty = <Kind extends z.ZodType>(kind: Kind) => z.preprocess((given) => given ?? {}, kind)

const KNOWN_PLUGINS = ['jwt', 'acl', 'rate-limiting'] as const

export const pluginEntry = z.discriminatedUnion(
  'name',
  [
    keyBlock({ name: z.literal('jwt'), config: orEmpty(jwtBlock) }),
    keyBlock({ name: z.literal('acl'), config: orEmpty(aclBlock) }),
    keyBlock({ name: z.literal('rate-limiting'), config: orEmpty(rateBlock) }),
  ],
  `is none of the plugins that are known here: ${KNOWN_PLUGINS.join(', ')}`,
)
