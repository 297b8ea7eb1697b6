/** The MAC address that Docker gives a card with an IPv4 address: its four bytes are in it. */
export function macOf(address: number): Uint8Array {
  const mac = Uint8Array.of(0x02, 0x42, 0, 0, 0, 0)
  new DataView(mac.buffer).setUint32(2, address)
  return mac
}
