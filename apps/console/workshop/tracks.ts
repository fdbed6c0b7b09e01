import type { TrackName, WorkshopStep } from './step.ts'

/** The tracks, with the one for everybody first. */
export const TRACKS: readonly { name: TrackName; title: string; about: string }[] = [
  {
    name: 'workshop',
    title: 'The workshop',
    about: 'Ten steps for everybody, from reading a token to stealing one.',
  },
  {
    name: 'security',
    title: 'For security people',
    about: 'Five steps on the attack lab: what attackers send, and what answers it.',
  },
  {
    name: 'mesh',
    title: 'Policies of a mesh',
    about: 'Five steps on policies that decide who may call whom.',
  },
]

/** All steps: within a track in the order in which they are taught. */
export const WORKSHOP_STEPS: readonly WorkshopStep[] = []
