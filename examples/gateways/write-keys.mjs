// Writes the keys of an issuer to files, for a gateway that knows no key sets: run it again when a key changes, and reload.
// NODE_EXTRA_CA_CERTS=keys/tls/ca.pem node examples/gateways/write-keys.mjs https://localhost:5443/jwks keys/gateways
import { createPublicKey } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The one that signs, and the next one. */
const FILES = ['issuer-1.pem', 'issuer-2.pem']

const [keySet, folder = 'keys/gateways'] = process.argv.slice(2)
const answer = await fetch(keySet)
if (!answer.ok) throw new Error(`${keySet} answered ${answer.status}`)
const keys = (await answer.json()).keys.filter(({ kty, crv }) => kty === 'EC' && crv === 'P-256')
if (keys.length === 0) throw new Error(`${keySet} has no key for ES256`)
if (keys.length > FILES.length) throw new Error(`${keySet} has ${keys.length} keys: write a rule and a file for each`)

await mkdir(folder, { recursive: true })
for (const [at, name] of FILES.entries()) {
  const pem = createPublicKey({ key: keys[at] ?? keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  // In one step, so that nobody reads half a key.
  await writeFile(join(folder, `${name}.new`), pem)
  await rename(join(folder, `${name}.new`), join(folder, name))
}
