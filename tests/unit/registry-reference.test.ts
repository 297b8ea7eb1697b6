import { describe, expect, test } from 'vitest'
import {
  canonicalString,
  familiarName,
  familiarString,
  parseReference,
} from '../../docker/registry/reference.ts'

const HEX = 'e692418e4cbaf90ca69d05a66403747baa33ee08806650b51fab815ad7fc331f'

describe('parseReference', () => {
  // Cases of the distribution project's own tests (reference/normalize_test.go).
  test.each([
    ['fooo', 'docker.io/library/fooo:latest', 'fooo:latest'],
    ['docker.io/fooo', 'docker.io/library/fooo:latest', 'fooo:latest'],
    ['index.docker.io/library/fooo', 'docker.io/library/fooo:latest', 'fooo:latest'],
    ['fooo/bar:tag', 'docker.io/fooo/bar:tag', 'fooo/bar:tag'],
    ['library/foo/bar', 'docker.io/library/foo/bar:latest', 'library/foo/bar:latest'],
    ['quay.io/foo/bar', 'quay.io/foo/bar:latest', 'quay.io/foo/bar:latest'],
    ['localhost/bar', 'localhost/bar:latest', 'localhost/bar:latest'],
    ['localhost:5000/bar:1', 'localhost:5000/bar:1', 'localhost:5000/bar:1'],
    ['127.0.0.1:8000/a/b', '127.0.0.1:8000/a/b:latest', '127.0.0.1:8000/a/b:latest'],
    ['foo__bar/a-b', 'docker.io/foo__bar/a-b:latest', 'foo__bar/a-b:latest'],
    [`foo@sha256:${HEX}`, `docker.io/library/foo@sha256:${HEX}`, `foo@sha256:${HEX}`],
    [`foo:1@sha256:${HEX}`, `docker.io/library/foo:1@sha256:${HEX}`, `foo:1@sha256:${HEX}`],
  ])('%s', (text, canonical, familiar) => {
    const reference = parseReference(text)
    expect(canonicalString(reference)).toBe(canonical)
    expect(familiarString(reference)).toBe(familiar)
  })

  test('familiarName leaves tag and digest out', () => {
    expect(familiarName(parseReference('docker.io/library/base:1'))).toBe('base')
  })

  // Texts as docker 20.10.24 prints them.
  test.each([
    ['Foo', 'invalid reference format: repository name must be lowercase'],
    ['ghcr.io/Foo/bar', 'invalid reference format: repository name must be lowercase'],
    ['localhost/Foo', 'invalid reference format: repository name must be lowercase'],
    ['FOO/bar', 'invalid reference format: repository name must be lowercase'],
    ['', 'invalid reference format'],
    ['[::1]:5000/a', 'invalid reference format'],
    [`a@md5:${'0'.repeat(32)}`, 'unsupported digest algorithm'],
    [`a@sha256:${'0'.repeat(40)}`, 'invalid checksum digest length'],
    [`a@sha256:${'A'.repeat(64)}`, 'invalid checksum digest format'],
    ['a:b:c', 'invalid reference format'],
    ['-a', 'invalid reference format'],
    ['a//b', 'invalid reference format'],
    ['a/../b', 'invalid reference format'],
    ['a b', 'invalid reference format'],
    ['a:', 'invalid reference format'],
    ['x@sha256:12', 'invalid reference format'],
    [`a:${'t'.repeat(129)}`, 'invalid reference format'],
    [HEX, `invalid repository name (${HEX}), cannot specify 64-byte hexadecimal strings`],
    ['a'.repeat(256), 'repository name must not be more than 255 characters'],
  ])('refuses %s', (text, message) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({ name: 'InvalidReference', message }),
    )
  })
})
