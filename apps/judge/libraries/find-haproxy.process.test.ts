import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import { systemClock } from '#core/clock'
import { onUnix } from '../../../tests/support/needs.ts'
import { findHaproxy } from './haproxy-process.ts'
import { openHaproxyJudge } from './haproxy.ts'
import { questionFor } from './library-question.fixture.ts'

const VERSION = '0.1-of-another'

/** A program of this name that says a version, leaves a file behind when it is started, and listens nowhere. */
async function putHaproxyOnPath(): Promise<{ folder: string; program: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'other-haproxy-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const program = join(folder, 'haproxy')
  const lines = ['#!/bin/sh', `[ "$1" = -v ] && echo HAProxy version ${VERSION} && exit`, `echo > '${join(folder, 'started')}'`] // prettier-ignore
  await writeFile(program, `${lines.join('\n')}\n`, { mode: 0o755 })
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  return { folder, program }
}

onUnix.test('who is asked is the program that has said its version, wherever PATH has it', async () => {
  const { folder, program } = await putHaproxyOnPath()
  expect(await findHaproxy()).toEqual({ program, version: VERSION })
  const judge = await openHaproxyJudge(systemClock)
  const now = Math.floor(systemClock.now() / 1000)
  expect(judge.title).toContain(VERSION)
  expect(await judge.judge(await questionFor([], now))).toMatchObject({
    outcome: 'cannot-judge',
    reason: expect.stringContaining('it does not start'),
  })
  expect(await readdir(folder)).toContain('started')
})
