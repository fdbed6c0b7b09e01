import { COST_ATTACKS } from './cost.ts'
import { DELIVERY_ATTACKS } from './delivery.ts'
import { DIALECT_JWTPROXY_SIGNER_ATTACKS } from './dialect-jwtproxy-signer.ts'
import { DIALECT_JWTPROXY_ATTACKS } from './dialect-jwtproxy.ts'
import { DIALECT_KONG_ATTACKS } from './dialect-kong.ts'
import { DIALECT_MESH_ATTACKS } from './dialect-mesh.ts'
import { DIALECT_PIKO_ATTACKS } from './dialect-piko.ts'
import { DIALECT_STOKE_ATTACKS } from './dialect-stoke.ts'
import { EXCHANGE_ATTACKS } from './exchange.ts'
import { GOOD_DATES } from './good-dates.ts'
import { GOOD_KEYS } from './good-keys.ts'
import { GOOD_MEMBERS } from './good-members.ts'
import { GOOD_TEXTS } from './good-texts.ts'
import { GOOD_TOKENS } from './good-tokens.ts'
import { INTROSPECTION_ATTACKS } from './introspection.ts'
import { POSSESSION_ATTACKS } from './possession.ts'
import { REMEMBERED_ATTACKS } from './remembered.ts'
import { REPLAY_ATTACKS } from './replay.ts'
import { ROTATION_ATTACKS } from './rotation.ts'
import { SURROUNDINGS_ATTACKS } from './surroundings.ts'
import { TOKEN_ENDPOINT_ATTACKS } from './token-endpoint.ts'
import { ALGORITHM_HMAC_ATTACKS } from './algorithm-hmac.ts'
import { ALGORITHM_ATTACKS } from './algorithm.ts'
import type { Attack, AttackRow } from './attack.ts'
import { AUDIENCE_ATTACKS } from './audience.ts'
import { ISSUER_ATTACKS } from './issuer.ts'
import { KIND_ATTACKS } from './kind.ts'
import { SCOPE_ATTACKS } from './scope.ts'
import { SUBJECT_ATTACKS } from './subject.ts'
import { JSON_NAMES_ATTACKS } from './json-names.ts'
import { JSON_TEXT_ATTACKS } from './json-text.ts'
import { SEGMENTS_ATTACKS } from './segments.ts'
import { SPELLING_ATTACKS } from './spelling.ts'
import { BEGIN_ATTACKS } from './begin.ts'
import { EXPIRY_ATTACKS } from './expiry.ts'
import { HEADER_ATTACKS } from './header.ts'
import { KEY_ID_ATTACKS } from './key-id.ts'
import { KEY_IN_HEADER_ATTACKS } from './key-in-header.ts'
import { KEY_PUBLISHED_ATTACKS } from './key-published.ts'
import { SIGNATURE_MATHEMATICS_ATTACKS } from './signature-mathematics.ts'
import { SIGNATURE_ATTACKS } from './signature.ts'

export type { Attack, AttackClass, AttackNeed, DialectParty, RightAnswer, Severity, AttackWatch } from './attack.ts'
export { classedFor, PLAIN_NEEDS } from './attack.ts'
export type { TokenDefect } from './making/defect.ts'
export { NAMES_NO_KEY } from './good-keys.ts'
export { goodForms } from './good-forms.ts'
export { TOKEN_OF_NOBODY } from './making/bearing.ts'
export { attackerAnswer, PLANTED } from './making/attacker-answers.ts'
export { createIssuerHand, type HandKey } from './making/issuer-hand.ts'
export { makeToken } from './making/make-token.ts'
export { strangerKey } from './making/strangers.ts'
export type { AttackRequest, AttackStep, Attempt, PublishedAnswer } from './making/steps.ts'
export { CannotBeMade, type AttackClient, type AttackTarget, type AttackWorld, type IssuerHand } from './world.ts'

/** The families, in the order in which they are run. */
const ATTACK_FAMILIES: Readonly<Record<string, readonly AttackRow[]>> = {
  signature: [...SIGNATURE_ATTACKS, ...SIGNATURE_MATHEMATICS_ATTACKS],
  algorithm: [...ALGORITHM_ATTACKS, ...ALGORITHM_HMAC_ATTACKS],
  key: [...KEY_IN_HEADER_ATTACKS, ...KEY_ID_ATTACKS, ...KEY_PUBLISHED_ATTACKS],
  header: HEADER_ATTACKS,
  time: [...EXPIRY_ATTACKS, ...BEGIN_ATTACKS],
  identity: [...AUDIENCE_ATTACKS, ...ISSUER_ATTACKS, ...SUBJECT_ATTACKS, ...SCOPE_ATTACKS],
  type: KIND_ATTACKS,
  encoding: [...SPELLING_ATTACKS, ...SEGMENTS_ATTACKS],
  json: [...JSON_NAMES_ATTACKS, ...JSON_TEXT_ATTACKS],
  cost: COST_ATTACKS,
  life: [...REPLAY_ATTACKS, ...REMEMBERED_ATTACKS, ...ROTATION_ATTACKS],
  transport: [...DELIVERY_ATTACKS, ...SURROUNDINGS_ATTACKS],
  possession: POSSESSION_ATTACKS,
  issuer: [...TOKEN_ENDPOINT_ATTACKS, ...EXCHANGE_ATTACKS, ...INTROSPECTION_ATTACKS],
  dialect: [
    ...DIALECT_JWTPROXY_ATTACKS,
    ...DIALECT_JWTPROXY_SIGNER_ATTACKS,
    ...DIALECT_KONG_ATTACKS,
    ...DIALECT_MESH_ATTACKS,
    ...DIALECT_PIKO_ATTACKS,
    ...DIALECT_STOKE_ATTACKS,
  ],
  good: [...GOOD_TOKENS, ...GOOD_MEMBERS, ...GOOD_DATES, ...GOOD_TEXTS, ...GOOD_KEYS],
}

/** Every case that is built, by its id. A new one is a new object in the array of its family. */
export const ATTACKS_BY_ID: ReadonlyMap<string, Attack> = new Map(
  Object.entries(ATTACK_FAMILIES).flatMap(([family, rows]) => rows.map((row) => [row.id, { ...row, family }] as const)),
)

/** All of them, family by family. */
export const CATALOGUE: readonly Attack[] = [...ATTACKS_BY_ID.values()]
