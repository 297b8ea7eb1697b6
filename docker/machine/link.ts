/** The line between the host and the guest's agent; `agent/link.h` is the other side and says why. */

/** Bytes of an Ethernet frame without its header; the network card is made for it when the machine boots. */
export const MTU = 65535

const ETHERTYPE = 0x88b5
const ETHERNET_HEADER = 14
const HEADER = ETHERNET_HEADER + 6
/** Frames that may be under way to the agent; fewer than the network card has buffers for. */
const WINDOW = 16
/** Milliseconds without a word from the agent after which frames count as dropped. */
const RESEND_AFTER = 200

/** The network card, as the emulator shows it. */
export interface NetworkCard {
  /** Gives the guest an Ethernet frame. */
  deliver(frame: Uint8Array): void
  /** Calls the listener with every Ethernet frame that the guest sends. */
  onFrame(listener: (frame: Uint8Array) => void): void
}

/** A byte stream to the agent. */
export interface Line {
  /** Takes bytes without bound; they wait while the agent is busy. */
  write(bytes: Uint8Array): void
  /** Sends nothing any more. */
  close(): void
}

/** Opens a new stream to the agent, which then forgets whatever came before. */
export function openLine(card: NetworkCard, receive: (bytes: Uint8Array) => void): Line {
  const session = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const waiting: Uint8Array[] = []
  let underWay: Uint8Array[] = []
  let sent = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const watch = () => {
    clearTimeout(timer)
    timer = underWay.length > 0 ? setTimeout(resend, RESEND_AFTER) : undefined
  }
  const resend = () => {
    for (const frame of underWay) card.deliver(frame)
    watch()
  }
  const send = (bytes: Uint8Array) => {
    const frame = new Uint8Array(HEADER + bytes.length)
    frame.fill(0xff, 0, 6)
    frame[6] = 0x02
    const view = new DataView(frame.buffer)
    view.setUint16(12, ETHERTYPE)
    view.setUint32(ETHERNET_HEADER, session, true)
    view.setUint16(ETHERNET_HEADER + 4, sent++, true)
    frame.set(bytes, HEADER)
    underWay.push(frame)
    card.deliver(frame)
  }
  const pump = () => {
    while (underWay.length < WINDOW) {
      const next = waiting.shift()
      if (!next) break
      send(next)
    }
    watch()
  }

  card.onFrame((frame) => {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
    if (frame.length < HEADER || view.getUint16(12) !== ETHERTYPE) return
    if (view.getUint32(ETHERNET_HEADER, true) !== session) return
    const left = (sent - view.getUint16(ETHERNET_HEADER + 4, true)) & 0xffff
    if (left < underWay.length) underWay = underWay.slice(underWay.length - left)
    if (frame.length > HEADER) receive(frame.subarray(HEADER))
    pump()
  })
  send(new Uint8Array(0))
  watch()

  return {
    write(bytes) {
      const most = MTU - (HEADER - ETHERNET_HEADER)
      for (let at = 0; at < bytes.length; at += most) waiting.push(bytes.slice(at, at + most))
      pump()
    },
    close() {
      clearTimeout(timer)
      waiting.length = underWay.length = 0
    },
  }
}
