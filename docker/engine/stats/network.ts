/** What went through one network card of a container, in Docker's names. */
export interface NetworkCounters {
  rx_bytes: number
  rx_packets: number
  rx_errors: number
  rx_dropped: number
  tx_bytes: number
  tx_packets: number
  tx_errors: number
  tx_dropped: number
}

/**
 * Reads `/proc/PID/net/dev`: a line a card, with eight numbers of what was received and eight of what was sent. dockerd
 * leaves the loopback device out.
 */
export function networkCounters(text: string): Record<string, NetworkCounters> {
  const cards = text.matchAll(/^ *(\S+): *(\d[\d ]*)$/gm)
  return Object.fromEntries(
    [...cards]
      .filter(([, name]) => name !== 'lo')
      .map(([, name = '', columns = '']) => [name, counters(columns.split(/ +/).map(Number))]),
  )
}

function counters(columns: readonly number[]): NetworkCounters {
  const [rx_bytes = 0, rx_packets = 0, rx_errors = 0, rx_dropped = 0] = columns
  const [tx_bytes = 0, tx_packets = 0, tx_errors = 0, tx_dropped = 0] = columns.slice(8)
  return {
    rx_bytes,
    rx_packets,
    rx_errors,
    rx_dropped,
    tx_bytes,
    tx_packets,
    tx_errors,
    tx_dropped,
  }
}
