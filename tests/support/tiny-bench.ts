import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '../bench/load.ts'
import { KEY_FOLDERS } from '../bench/processes.ts'
import { certifiedTemplate } from './folders.ts'

/** So little that its figures mean nothing: no time is asserted here. */
export const TINY: Plan = {
  rounds: 1,
  requests: 20,
  cpuSeconds: 5,
  maxSeconds: 5,
  connections: 2,
  warmUp: { requests: 4, cpuSeconds: 5, maxSeconds: 5 },
  leadIn: 2,
  starts: 1,
  idleSeconds: { settle: 0, watch: 0.1 },
}

export async function putCertificates(folder: string): Promise<void> {
  const template = await certifiedTemplate()
  for (const name of KEY_FOLDERS) await cp(template, join(folder, name), { recursive: true })
}

export const isPositive = (figure: number): boolean => Number.isFinite(figure) && figure > 0
