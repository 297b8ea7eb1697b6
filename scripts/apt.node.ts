import process from 'node:process'

/**
 * `apt-get` with these arguments as a command line, as root or through sudo. It asks nothing, and where
 * another installation is under way it waits two minutes for that one's lock.
 */
export function aptGet(...args: string[]): [program: string, ...args: string[]] {
  const line = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120']
  return [process.getuid?.() === 0 ? 'env' : 'sudo', ...line, ...args]
}
