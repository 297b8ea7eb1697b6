/** Checks the namespaces' modes that Docker's client knows. @throws Error in its words */
export function checkModes(modes: { pid: string; uts: string; userns: string; cgroupns: string }) {
  const { pid, uts, userns, cgroupns } = modes
  if (!isPidMode(pid)) throw new Error('--pid: invalid PID mode')
  if (!isHostOrOwn(uts)) throw new Error('--uts: invalid UTS mode')
  if (!isHostOrOwn(userns)) throw new Error('--userns: invalid USER mode')
  if (!['', 'private', 'host'].includes(cgroupns))
    throw new Error('--cgroupns: invalid CGROUP mode')
}

function isPidMode(mode: string): boolean {
  const [kind, container, ...more] = mode.split(':')
  if (kind !== 'container') return isHostOrOwn(mode)
  return container !== undefined && container !== '' && more.length === 0
}

function isHostOrOwn(mode: string): boolean {
  return ['', 'host'].includes(mode.split(':')[0] ?? '')
}
