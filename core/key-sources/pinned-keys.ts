import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Clock } from '../clock.ts'
import { versionOf } from '../files/file-version.ts'
import { readUtf8File } from '../files/regular-file.ts'
import { MAX_DEPTH, parseStrictJsonText } from '../token/strict-json.ts'
import type { KeySource, VerificationKey } from '../token/trust.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { chooseKey, KEY_SET_BOUNDS, loadKeySet, summariseLeftOut, type LeftOutSummary } from '../keys/key-set.ts'

/** How long a key that was taken out of the file may still be believed. */
const RECHECK_MILLISECONDS = 1000

/**
 * Keys pinned in a file: a JWKS that its owner replaces atomically. The file is read again when it has changed, and
 * looked at on every unknown key id, so that a new key works at once and without a restart.
 * A file that was not there yet is an empty key set; one that has gone is a fault.
 * @param clock that of the machine, by which the file is looked at
 * @param tell told of the keys in it that nobody here uses, each time that the file is read
 * @param recheckMilliseconds how long a known key is given out without a look at the file; with 0, whoever asks waits for one
 */
export function pinnedKeys(
  file: string,
  clock: Clock,
  tell: (leftOut: LeftOutSummary) => void = () => {},
  recheckMilliseconds = RECHECK_MILLISECONDS,
): KeySource {
  let keys: readonly VerificationKey[] = []
  let seen = ''
  let checkedAt = -Infinity
  let reading: { version: string; done: Promise<void> } | undefined
  /** Before anybody asked: it may go before it is read for the first time. */
  const wasThere = existsSync(file)

  /** However many ask for it. */
  function readOnce(version: string): Promise<void> {
    if (reading?.version === version) return reading.done
    const before = reading?.done.catch(() => {}) // its own callers are told
    const one = { version, done: Promise.resolve(before).then(() => read(version)) }
    reading = one
    return one.done.finally(() => reading === one && (reading = undefined))
  }

  async function read(version: string): Promise<void> {
    const text = await readUtf8File(file, KEY_SET_BOUNDS.bytes)
    const set = await loadKeySet(parseStrictJsonText(text, MAX_DEPTH, KEY_SET_BOUNDS.structure))
    keys = set.keys
    seen = version
    const summary = summariseLeftOut(set.leftOut)
    if (summary) tell(summary)
  }

  async function readAgain(): Promise<void> {
    const now = clock.monotonic()
    const version = await versionOf(file)
    if (version !== seen || (version === '' && wasThere)) {
      if (version === '') throw new Error(`${shownFile(file)} existed, and is gone`)
      await readOnce(version)
    }
    checkedAt = now
  }

  return {
    async select(hint) {
      const isKnown = keys.some(({ kid }) => kid === hint.kid)
      if (!isKnown || clock.monotonic() - checkedAt >= recheckMilliseconds) {
        await readAgain().catch((cause: unknown) => {
          throw new KeysUnavailable('the file of the pinned keys cannot be read', { cause })
        })
      }
      return chooseKey(keys, hint)
    },
  }
}

/** For the log: which file it is, and not where the keys lie on this machine. */
const shownFile = (file: string) => `${basename(dirname(file))}/${basename(file)}`
