import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import type { PolicyMetadata } from '../mesh/read-head.ts'
import { fieldsOf, placeHere, plainText, refusePart, within, type Fields, type Spot } from '../mesh/read-parts.ts'
import { glooTexts } from './gloo-parts.ts'
import type { GlooSecret } from './model.ts'

/** Where a secret keeps what a gateway needs. */
export const CLIENT_SECRET_KEY = 'client-secret'
export const OAUTH_SECRET = 'extauth.solo.io/oauth'

/** Reads a Secret. Faults say where something is wrong, and never what stands there. */
export function readGlooSecret(
  { name, namespace }: PolicyMetadata,
  root: YamlPart,
  fields: Fields,
  spot: Spot,
): GlooSecret {
  const type = plainText(fields.get('type'), spot) ?? 'Opaque'
  const entries = new Map(Object.entries(readPlainData(fields.get('stringData'), spot)))
  const data = fields.get('data')
  const inside = within(spot, 'data')
  for (const { key, value } of data?.value.kind === 'map' ? data.value.entries : []) {
    const text = value.kind === 'scalar' ? decodeBase64(value.source) : undefined
    if (text !== undefined && text !== '') entries.set(key, text)
    else
      refusePart(
        within(inside, key),
        value,
        'this is no text in base64: write $(echo -n "$VALUE" | base64), or put the text below "stringData"',
      )
  }
  if (type === OAUTH_SECRET && !entries.has(CLIENT_SECRET_KEY) && !hasDataKey(data, CLIENT_SECRET_KEY))
    refusePart(spot, root, `a secret of the type ${OAUTH_SECRET} has "${CLIENT_SECRET_KEY}" in its data: add it`)
  return { kind: 'Secret', name, namespace, place: placeHere(spot, root.place), type, entries }
}

export const SECRET_FIELDS = ['apiVersion', 'kind', 'metadata', 'type', 'data', 'stringData', 'immutable']

/** The fields of a secret, which has them beside its metadata. */
export const secretFields = (root: YamlPart, spot: Spot) => fieldsOf(root, spot, SECRET_FIELDS)

const readPlainData = (entry: YamlEntry | undefined, spot: Spot): Record<string, string> => glooTexts(entry, spot)

const hasDataKey = (entry: YamlEntry | undefined, key: string) =>
  entry?.value.kind === 'map' && entry.value.entries.some((one) => one.key === key)

/** @returns undefined for what is no base64, or no text in it (RFC 4648 §4) */
function decodeBase64(source: string): string | undefined {
  const given = source.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(given) || given.length % 4 !== 0) return undefined
  const bytes = Uint8Array.from(atob(given), (letter) => letter.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
