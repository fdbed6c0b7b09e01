import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import { FolderHeld, holdFolder, type HeldFolder } from '#core/files/held-folder'
import { canWriteTo, readUtf8IfThere, writeFileAtomically } from '#core/files/private-file'
import { isLocalUrl } from '#core/http/local'
import { jsonOfBody } from '../engine/marker.ts'
import type { AskControl } from './ask-control.ts'
import { clockNoteSchema, putClockBack, type ClockNote } from './clock-note.ts'
import { LEFT_BEHIND, newRunId } from './probe-clients.ts'

/** The place of a run at a factory: nobody else has one there, and what a run that was killed has left is taken back. */
export interface RunPlace {
  readonly runId: string
  /** Notes how a clock may be from now on: the next run puts it back, where this one is killed. */
  noteClock(note: ClockNote): Promise<void>
  /** Gives the place to the next, when all is taken back. */
  close(): Promise<void>
}

export interface RunPlaceParts {
  /** Of the keys: who runs a sandbox and who probes it have the same one. */
  readonly keysFolder: string
  readonly factoryUrl: URL
  /** The control plane of the factory. */
  readonly ask: AskControl
  /** That of another process of the sandbox. */
  readonly askAt: (url: URL) => AskControl
  readonly clock: Clock
  readonly tell: (text: string) => void
}

const NOTE_NAME = /^(\d{10}-[0-9a-f]{6})\.json$/

/** Bytes: there are two clocks. */
const LARGEST_NOTE = 10_000

const noteSchema = z.object({ clocks: z.array(clockNoteSchema) })

/**
 * Takes the place. The lock is the operating system's, so that a run that was killed has none any more.
 * @throws Error when another run is at work there; CannotBeMade when the factory does not answer
 */
export async function openRunPlace(parts: RunPlaceParts): Promise<RunPlace> {
  const { keysFolder, factoryUrl, clock } = parts
  const folder = join(keysFolder, 'probe-runs', factoryUrl.host.replace(/[^\w.-]/g, '-'))
  const now = clock.now()
  await probeIdsOf('clients', parts.ask) // who does not answer, or is another, gets no folder
  const held = await takePlace(folder, new Date(now).toISOString(), parts)
  try {
    const isKept = await canWriteTo(folder)
    if (isKept) await undoLeft(folder, parts)
    await sayOthers(parts)
    const runId = newRunId(now / 1000)
    const file = join(folder, `${runId}.json`)
    const notes = new Map<string, ClockNote>()
    const write = async () =>
      isKept &&
      writeFileAtomically(file, JSON.stringify({ clocks: [...notes.values()] } satisfies z.infer<typeof noteSchema>))
    await write()
    return {
      runId,
      async noteClock(note) {
        notes.set(note.url, note)
        await write()
      },
      async close() {
        await rm(file, { force: true })
        held.release()
      },
    }
  } catch (error) {
    held.release()
    throw error
  }
}

async function takePlace(folder: string, holder: string, { clock, factoryUrl }: RunPlaceParts): Promise<HeldFolder> {
  try {
    return await holdFolder(folder, { holder }, clock)
  } catch (error) {
    if (!(error instanceof FolderHeld)) throw error
    throw new Error(
      `Another run of the probe is at work at the factory ${factoryUrl.origin}, since ${timeWords(error.holder)}: wait for its end. Two at once would change keys and clocks for each other.`,
      { cause: error },
    )
  }
}

/** Whoever has the place knows that all others who noted something here are gone. */
async function undoLeft(folder: string, parts: RunPlaceParts): Promise<void> {
  for (const name of await readdir(folder)) {
    const runId = NOTE_NAME.exec(name)?.[1]
    if (runId === undefined) continue
    const undone = [
      ...(await removeLeft(runId, 'faults', parts)),
      ...(await removeLeft(runId, 'clients', parts)),
      ...(await putClocksBack(join(folder, name), parts)),
    ]
    const begun = timeWords(new Date(Number(runId.slice(0, 10)) * 1000).toISOString())
    if (undone.length > 0)
      parts.tell(
        `A run of the probe that began at ${begun} was killed. What it had left is taken back: ${undone.join(', ')}.`,
      )
    await rm(join(folder, name), { force: true })
  }
}

const ID_OF_RUN = /^probe-(\d{10})-[0-9a-f]{6}-/

/** A run with other keys has its place elsewhere: nobody here can tell whether it is at work. @throws CannotBeMade */
async function sayOthers({ ask, clock, tell }: RunPlaceParts): Promise<void> {
  const begins = (await probeIdsOf('clients', ask)).flatMap((id) => Number(ID_OF_RUN.exec(id)?.[1] ?? []))
  const last = Math.max(...begins)
  if (clock.now() / 1000 - last > LEFT_BEHIND) return
  tell(
    `A run of the probe that began at ${timeWords(new Date(last * 1000).toISOString())} has clients at this factory, and another KEYS_FOLDER: it is at work, or was killed. If it is at work, the clocks that it moves may change what is found here.`,
  )
}

const toldIds = z.object({ id: z.string() }).array()
const LEFT_WORDS = { faults: 'what it published', clients: 'its clients' } as const

/** @throws CannotBeMade */
async function removeLeft(runId: string, kind: 'faults' | 'clients', { ask }: RunPlaceParts): Promise<string[]> {
  const ids = (await probeIdsOf(kind, ask)).filter((id) => id.startsWith(`probe-${runId}-`))
  for (const id of ids) await unlessGone(ask('DELETE', `/control/${kind}/${id}`))
  return ids.length === 0 ? [] : [LEFT_WORDS[kind]]
}

async function probeIdsOf(kind: 'faults' | 'clients', ask: AskControl): Promise<string[]> {
  const answer = Object(await ask('GET', `/control/${kind}`)) as Record<string, unknown>
  return toldIds.parse(answer[kind]).map(({ id }) => id)
}

async function putClocksBack(file: string, { askAt, clock, factoryUrl }: RunPlaceParts): Promise<string[]> {
  const { data } = noteSchema.safeParse(jsonOfBody((await readUtf8IfThere(file, LARGEST_NOTE)) ?? ''))
  let count = 0
  for (const note of data?.clocks ?? []) {
    const url = new URL(note.url)
    if (url.origin !== factoryUrl.origin && !isLocalUrl(url)) continue // such a note is none of ours
    const ask = askAt(url)
    const isPutBack = await unlessGone(putClockBack(ask, clock, note))
    ask.close()
    if (isPutBack === true) count++
  }
  return count === 0 ? [] : [count === 1 ? 'a clock that it moved' : `${count} clocks that it moved`]
}

/** With a process that is gone its state is gone, too. */
async function unlessGone<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof CannotBeMade) return undefined
    throw error
  }
}

/** "2026-11-28 07:45:12 UTC". */
const timeWords = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`
