/** IPv4 addresses as numbers (`0xac110001` is 172.17.0.1), and subnets of them. */

/** The addresses that begin with the same bits. */
export interface Subnet {
  /** The first address. */
  base: number
  /** How many bits all of them begin with. */
  prefix: number
}

/** Reads an address such as `172.17.0.1`; undefined where it is none. */
export function parseIPv4(text: string): number | undefined {
  const parts = text.split('.')
  const isAddress =
    parts.length === 4 &&
    parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  return isAddress ? parts.reduce((sum, part) => sum * 256 + Number(part), 0) : undefined
}

/** An address as people write it. */
export function formatIPv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.')
}

/** How many addresses a subnet has. */
export function sizeOf({ prefix }: Subnet): number {
  return 2 ** (32 - prefix)
}

/** Reads a subnet such as `172.17.0.0/16`, also where the address is one in its middle; undefined where it is none. */
export function parseSubnet(text: string): Subnet | undefined {
  const [, address = '', bits = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? []
  const number = parseIPv4(address)
  const prefix = Number(bits)
  if (number === undefined || bits === '' || prefix > 32) return undefined
  return { base: number - (number % 2 ** (32 - prefix)), prefix }
}

/** A subnet as people write it. */
export function formatSubnet({ base, prefix }: Subnet): string {
  return `${formatIPv4(base)}/${prefix}`
}

/** Whether an address is in a subnet. */
export function contains(subnet: Subnet, address: number): boolean {
  return address >= subnet.base && address < subnet.base + sizeOf(subnet)
}

/** Whether two subnets have an address in common. */
export function overlaps(a: Subnet, b: Subnet): boolean {
  return contains(a, b.base) || contains(b, a.base)
}
