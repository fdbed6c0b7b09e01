import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import { explainFileFault } from '#core/files/file-trouble'
import { fewAtATime } from '#core/files/few-at-a-time'
import { warnOfLooseFiles } from '#core/files/loose-files'
import { makePrivateFolder, replaceFile, syncFolder } from '#core/files/private-file'
import { shownFolder } from '#core/files/service-folder'
import { finalName } from '#core/files/temporary-name'
import { oneForAll } from '#core/http/one-for-all'
import { sendJson } from '#core/http/send'
import { exportPrivatePem, type SigningKey } from '#core/keys/signing-key'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import { isRingId } from '#core/rings/ring-id'

export interface DumpKeysParts {
  rings: KeyRings
  log: Log
  keysFolder: string
}

/** Below the folder for keys. */
export const DUMP_FOLDER = 'dump'

/** What a dump writes: a ring id, a key id, which half. */
const DUMPED = /^[\w.-]{1,64}\.[\w-]{43}\.(?:private|public)\.pem$/

/**
 * Writes the key pairs of all rings that callers have named as PEM files, for other tools; those of issuers stay at home.
 * They replace what an earlier dump wrote. Answers names: never contents, never where the project lies.
 */
export function dumpKeys({ rings, log, keysFolder }: DumpKeysParts): RequestHandler {
  const folder = join(keysFolder, DUMP_FOLDER)
  const dump = oneForAll(async () => {
    // Before they are written anew: whoever could read them has had the time to.
    await warnOfLooseFiles(keysFolder, { folders: [DUMP_FOLDER], publicFiles: [] }, log)
    const files = await explainFileFault('the folder "dump" cannot be written to', () => writeAll(rings, folder))
    log.info({ files: files.length }, 'keys-dumped')
    return { folder: shownFolder(keysFolder, DUMP_FOLDER), files }
  })
  return async (_request, response) => sendJson(response, 200, await dump())
}

/** There may be many, and others read and write files, too: Node does four things with files at once. */
const PAIRS_AT_ONCE = 3

async function writeAll(rings: KeyRings, folder: string): Promise<string[]> {
  await makePrivateFolder(folder)
  const pairs = rings
    .ids()
    .filter(isRingId)
    .flatMap((ringId) => rings.published(ringId).map((key) => ({ ringId, key })))
    .map((pair) => ({ ...pair, names: namesOf(pair) }))
  const files = pairs.flatMap(({ names }) => [names.private, names.public])
  await fewAtATime(pairs, PAIRS_AT_ONCE, async ({ key, names }) => {
    await replaceFile(join(folder, names.private), await exportPrivatePem(key))
    await replaceFile(join(folder, names.public), key.publicPem, 0o644)
  })
  await removeOthers(folder, new Set(files))
  await syncFolder(folder)
  return files
}

const namesOf = ({ ringId, key }: { ringId: string; key: SigningKey }) => ({
  private: `${ringId}.${key.kid}.private.pem`,
  public: `${ringId}.${key.kid}.public.pem`,
})

/** The keys of an earlier dump that are needed no more, and what it did not finish. What somebody else has put there stays. */
async function removeOthers(folder: string, files: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder))
    if (DUMPED.test(finalName(name)) && !files.has(name)) await rm(join(folder, name), { force: true })
}
