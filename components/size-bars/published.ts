/** An image that others publish, and where its size was read. */
export interface PublishedImage {
  name: string
  /** Bytes to download (compressed), without attestations. */
  size: number
  /** Platform that the size is for. */
  platform: string
  /** When this version was made. */
  made: string
  /** Its manifest. */
  digest: string
  /** The file of {@link SOURCE} that has the size. */
  file: string
  /** Commit of {@link SOURCE} at which the file was read. */
  commit: string
}

/** Who publishes the figures: every image of Docker's official library, read from its registry. */
export const SOURCE = 'github.com/docker-library/repo-info'

/** The day on which all files were read. */
export const READ = '2026-11-26'

/** Smallest first. Ubuntu has no image for linux/386. */
export const PUBLISHED: readonly PublishedImage[] = [
  {
    name: 'alpine:3.24',
    size: 3_676_781,
    platform: 'linux/386',
    made: '2026-09-17',
    digest: 'sha256:c54a80678a9e7a744b39d478329d5eb8e568c2e0321defd14cab57047557e202',
    file: 'repos/alpine/remote/3.24.md',
    commit: '1746b58749182f00f5d2c26a53fff697cfce2c81',
  },
  {
    name: 'debian:bookworm-slim',
    size: 29_226_105,
    platform: 'linux/386',
    made: '2026-09-18',
    digest: 'sha256:605e8292d9d3e5288094fb9dffd68869a19771546cc11d7c3c777f9d7e0f705d',
    file: 'repos/debian/remote/bookworm-slim.md',
    commit: '43a0ed1e9fb9a76535ddf0c2040fb9223eac2b15',
  },
  {
    name: 'ubuntu:24.04',
    size: 29_764_116,
    platform: 'linux/amd64',
    made: '2026-09-11',
    digest: 'sha256:496754492fb28b4d3049432f2ca787449331e23fb14f0dd3fffea86bf5a93eb4',
    file: 'repos/ubuntu/remote/24.04.md',
    commit: '1c2b9d920fdd20f9cb58fbd6cd771fe434b465d6',
  },
]
