import { invalid, forbidden } from '../errors.ts'
import { contains, sizeOf, type Subnet } from './ipv4.ts'

/** The addresses of a subnet, and which of them are taken (libnetwork's `ipam`). */
export class AddressPool {
  readonly subnet: Subnet
  /** Where addresses come from that nobody asked for by name. */
  readonly range: Subnet
  readonly #taken = new Set<number>()

  constructor(subnet: Subnet, range: Subnet = subnet) {
    this.subnet = subnet
    this.range = range
    if (subnet.prefix < 31) {
      // The network's own, and that of everybody in it.
      this.#taken.add(subnet.base).add(subnet.base + sizeOf(subnet) - 1)
    }
  }

  /** The lowest address that is free; undefined where none is. */
  take(): number | undefined {
    for (let index = 0; index < sizeOf(this.range); index++) {
      const address = this.range.base + index
      if (this.#taken.has(address)) continue
      this.#taken.add(address)
      return address
    }
    return undefined
  }

  /** Takes one address. @throws EngineError in libnetwork's words if it is taken, or of another subnet. */
  claim(address: number): number {
    if (!contains(this.subnet, address)) throw invalid('Requested address is out of range')
    if (this.#taken.has(address)) throw forbidden('Address already in use')
    this.#taken.add(address)
    return address
  }

  release(address: number) {
    this.#taken.delete(address)
  }
}
