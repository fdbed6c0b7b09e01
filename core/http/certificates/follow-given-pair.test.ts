import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certifiedTemplate } from '../../../tests/support/folders.ts'
import { manualClock, systemClock } from '../../clock.ts'
import { followGivenPair } from './follow-given-pair.ts'
import { readGivenPair } from './given-pair.ts'
import { signOddLeaf } from './odd-leaf.fixture.ts'
import { readCertificatePair, type CertificatePair } from './pair.ts'

let folder: string
let pairs: [CertificatePair, CertificatePair]
const at = systemClock.now()
const end = new Date(at + 30 * 86_400_000)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'follow-pair-'))
  const authority = (await readCertificatePair(join(await certifiedTemplate(), 'tls'), 'ca')) as CertificatePair // it is whole
  pairs = [await signOddLeaf({ end }, 'one', authority), await signOddLeaf({}, 'two', authority)]
})
afterAll(() => rm(folder, { recursive: true }))

const write = (name: 'c' | 'k', text: string) => writeFile(join(folder, `${name}.pem`), text)

async function following() {
  const [{ cert, key }] = pairs
  await write('c', cert)
  await write('k', key)
  const clock = manualClock(at)
  const used: string[] = []
  const told: [string, object][] = []
  const note = (fields: object, event: string) => void told.push([event, fields])
  const files = {
    certificate: { setting: 'cert', path: join(folder, 'c.pem') },
    key: { setting: 'key', path: join(folder, 'k.pem') },
  }
  const pair = await readGivenPair(files, clock.now())
  const use = ({ cert: text }: CertificatePair) => void used.push(text)
  const running = followGivenPair({ files, pair, use, clock, log: { info: note, warn: note } })
  return { running, clock, used, told }
}

test('a renewed pair is taken over, and one that is half written is waited for', async () => {
  const { running, used, told } = await following()
  await running.look()
  expect([used, told]).toEqual([[], []])
  await write('k', pairs[1].key)
  await running.look()
  await running.look()
  expect(used).toEqual([])
  expect(told).toEqual([['certificate-not-renewed', expect.objectContaining({ reason: expect.stringMatching(/another key/) })]]) // prettier-ignore
  await write('c', pairs[1].cert)
  await running.look()
  await running.look()
  expect(used).toEqual([pairs[1].cert])
  expect(told.at(-1)).toEqual(['certificate-renewed', expect.objectContaining({ file: join(folder, 'c.pem') })])
  await running.stop()
})

test('a certificate of tomorrow is taken over tomorrow, though its files are the same', async () => {
  const { running, clock, used } = await following()
  await write('k', pairs[1].key)
  await write('c', pairs[1].cert)
  clock.set(0)
  await running.look()
  expect(used).toEqual([])
  clock.set(at)
  await running.look()
  expect(used).toEqual([pairs[1].cert])
  await running.stop()
})

test('files that are gone change nothing, and the end of the one in use is told of once a day', async () => {
  const { running, clock, used, told } = await following()
  await rm(join(folder, 'c.pem'))
  clock.advance({ days: 25 })
  await running.look()
  await running.look()
  expect([used, told.map(([event]) => event)]).toEqual([[], ['certificate-not-renewed', 'certificate-ends']])
  clock.advance({ days: 10 })
  await running.look()
  expect(told.at(-1)).toEqual(['certificate-ends', expect.objectContaining({ advice: expect.stringMatching(/nobody believes it/) })]) // prettier-ignore
  await running.stop()
})
