import { expect, it } from 'vitest'
import { formatAddress, InvalidAddress, parseAddress } from '../../docker/host/http/address.ts'

// https://github.com/docker/cli/blob/v20.10.24/opts/hosts_test.go
it.each([
  ['tcp://127.0.0.1:4243', { host: '127.0.0.1', port: 4243 }],
  ['127.0.0.1:4243', { host: '127.0.0.1', port: 4243 }],
  ['tcp://', { host: 'localhost', port: 2375 }],
  ['tcp://:7777', { host: 'localhost', port: 7777 }],
  ['tcp://example.org', { host: 'example.org', port: 2375 }],
  ['[::1]:5555', { host: '::1', port: 5555 }],
  ['unix:///run/docker.sock', { path: '/run/docker.sock' }],
  ['unix://', { path: '/var/run/docker.sock' }],
])('%s is an address', (text, address) => {
  expect(parseAddress(text)).toEqual(address)
})

it.each([
  ['udp://127.0.0.1', 'Invalid bind address format: udp://127.0.0.1'],
  ['tcp://unix://127.0.0.1', 'Invalid proto, expected tcp: unix://127.0.0.1'],
  ['unix://tcp://127.0.0.1', 'Invalid proto, expected unix: tcp://127.0.0.1'],
])('%s is none', (text, message) => {
  expect(() => parseAddress(text)).toThrow(new InvalidAddress(message))
})

it('an address is written as it is read', () => {
  for (const text of ['tcp://127.0.0.1:1', 'tcp://[::1]:2', 'unix:///a b']) {
    expect(formatAddress(parseAddress(text))).toBe(text)
  }
})
