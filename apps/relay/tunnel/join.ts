import { pipeline, type Duplex } from 'node:stream'

/** Passes on what each says to the other, one end after the other. Where one is cut, so is the other. */
export function join(one: Duplex, other: Duplex): void {
  pipeline(one, other, one, (error) => {
    if (!error) return
    one.destroy()
    other.destroy()
  })
}
