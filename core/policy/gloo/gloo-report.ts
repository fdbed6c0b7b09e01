import { shownText } from '../../shown-text.ts'
import type { PolicyPlace } from '../mesh/model.ts'
import type { MeshFault } from '../mesh/read-parts.ts'
import { glooName } from './model.ts'

interface About {
  kind: string
  name: string
  namespace: string
}

/** Collects what documents say of each other that does not fit. */
export interface GlooReport {
  /** With it, nothing may start. */
  fault(about: About, place: PolicyPlace, path: string, message: string): void
  /** It works, and has perhaps another effect than it seems to have. */
  hint(about: About, place: PolicyPlace, path: string, message: string): void
  readonly faults: readonly MeshFault[]
  readonly hints: readonly MeshFault[]
}

const MOST_GLOO_TOLD = 100

const into = (list: MeshFault[]) => (about: About, place: PolicyPlace, path: string, message: string) => {
  if (list.length < MOST_GLOO_TOLD)
    list.push({
      ...place,
      where: shownText(`${about.kind} ${glooName(about)}: ${path}`),
      message: shownText(message),
    })
}

export function createGlooReport(): GlooReport {
  const faults: MeshFault[] = []
  const hints: MeshFault[] = []
  return { fault: into(faults), hint: into(hints), faults, hints }
}
