import { Component } from 'preact'
import type { View } from '#core/page/html'

interface StillProps {
  /** What the piece is drawn from. */
  from: readonly unknown[]
  draw: () => View
}

/**
 * A piece of a page that stays as it is while nothing changes of what it is drawn from: a page that counts seconds does not go
 * through a drawing of some hundred rows for each.
 */
export class Still extends Component<StillProps> {
  shouldComponentUpdate({ from }: StillProps): boolean {
    return from.length !== this.props.from.length || from.some((one, at) => one !== this.props.from[at])
  }

  render(): View {
    return this.props.draw()
  }
}
