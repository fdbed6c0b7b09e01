import type { LabDesk } from '../attack-lab/lab-desk.ts'
import type { JudgeDesk } from '../judge/late-judge-desk.ts'
import type { MeshDesk } from '../mesh/mesh-desk.ts'
import type { KeptPlay } from '../plays/kept-play.ts'
import type { Plays } from '../plays/plays.ts'
import { markOfSignature, markOfToken } from '../plays/signature-mark.ts'
import { tokenHints } from '#core/token/token-hints'
import type { GivenBy, TokenGiven, SeenByConsole, SeenPlay } from './evidence.ts'

/** What tells of itself. */
export interface WatchedByWorkshop {
  plays: Pick<Plays, 'onPlay'>
  lab: Pick<LabDesk, 'onEnd'>
  /** Adds what a trace does not say. */
  witness: (play: KeptPlay) => SeenPlay
}

export interface WatchedConsole {
  /** The same desk, at which what is decided is seen. */
  mesh(desk: MeshDesk): MeshDesk
  /** The same, of what judges say. */
  judge(desk: JudgeDesk): JudgeDesk
  /** A token was given to the person, to look at and to use. */
  gave(token: string, by: GivenBy): void
  close(): void
}

/** @param saw told of each thing as it happens @param forget called when the console is closed */
export function watchConsole(
  { plays, lab, witness }: WatchedByWorkshop,
  saw: (seen: SeenByConsole) => void,
  forget: () => void,
): WatchedConsole {
  const sawPlay = (play: KeptPlay) => {
    if (play.byTool || play.byVisit) return // it is nobody's doing, or somebody else's
    saw({ kind: 'play', play: witness(play) })
  }
  const ends = [plays.onPlay(sawPlay), lab.onEnd((run) => saw({ kind: 'run', run }))]
  return {
    mesh: (desk) => ({
      async decide(policies, question) {
        const decided = await desk.decide(policies, question)
        saw({ kind: 'decision', decision: { policies, decided } })
        return decided
      },
    }),
    judge: (desk) => async (order) => {
      const judged = await desk(order)
      saw({ kind: 'judged', judgements: judged.judgements })
      return judged
    },
    gave: (token, by) => saw({ kind: 'given', token: tokenGiven(token, by) }),
    close() {
      for (const end of ends) end()
      forget()
    },
  }
}

function tokenGiven(token: string, by: GivenBy): TokenGiven {
  const { sub, aud } = tokenHints(token)
  return { by, signature: markOfSignature(token), whole: markOfToken(token), claims: { sub, aud } }
}
