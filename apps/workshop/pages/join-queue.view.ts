import { html, type View } from '#core/page/html'

export interface JoinQueueProps {
  /** As they were typed: they are sent again. */
  name: string
  code: string
  /** When to ask again. */
  seconds: number
}

/** Whoever has the code, and has to wait for others of the same address. */
export const JoinQueueView = ({ name, code, seconds }: JoinQueueProps): View => html`
  <div class="page room-join">
    <form class="card stack" method="post" action="/join" data-seconds=${seconds}>
      <h1>You are in the queue</h1>
      <p role="status">
        The code is right. Several people have just joined from your address, so the next ones wait for some seconds.
        This page goes on by itself.
      </p>
      <input type="hidden" name="name" value=${name} />
      <input type="hidden" name="code" value=${code} />
      <div class="row"><button type="submit">Try now</button></div>
    </form>
  </div>
`
