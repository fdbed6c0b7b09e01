import { html, type View } from '#core/page/html'

export interface TraceIdProps {
  traceId: string
  /** The console keeps the play. */
  isOfPlay?: boolean | undefined
}

/** The beginning of a trace id, and where its play is kept the way there. */
export const TraceId = ({ traceId, isOfPlay = false }: TraceIdProps): View =>
  isOfPlay
    ? html`<a class="mono" href=${`/plays/${traceId}`} title=${`The play ${traceId}, step by step`}
        >${traceId.slice(0, 8)}</a
      >`
    : html`<span class="mono quiet" title=${traceId}>${traceId.slice(0, 8)}</span>`
