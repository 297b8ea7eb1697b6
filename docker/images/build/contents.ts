/** What an image takes of one Debian package. */
interface PackageContents {
  package: string
  /** Files and folders (with all below them) taken; the folders above come along. */
  take: readonly string[]
  /** Files and folders below those of `take` that are left out. */
  leave?: readonly string[]
}

/** An image that is built here: its folder under `docker/images` has its Dockerfile. */
interface ImageContents {
  name: string
  /** File in the build context that the packages' files go in; undefined where none are needed. */
  archive?: string
  packages: readonly PackageContents[]
}

const LIBRARIES = 'lib/i386-linux-gnu'

/** The images, each after the one that it is built from. */
export const IMAGES: readonly ImageContents[] = [
  {
    name: 'base',
    archive: 'rootfs.tar',
    packages: [
      {
        package: 'base-files',
        take: ['.'],
        leave: ['boot', 'etc/update-motd.d', 'usr/games', 'usr/include', 'usr/share', 'usr/src'],
      },
      { package: 'base-passwd', take: [] },
      { package: 'busybox-static', take: ['bin/busybox'] },
    ],
  },
  {
    name: 'lua',
    archive: 'lua.tar',
    packages: [
      { package: 'lua5.4', take: ['usr/bin/lua5.4'] },
      {
        package: 'libc6',
        take: [
          'lib/ld-linux.so.2',
          `${LIBRARIES}/ld-linux.so.2`,
          `${LIBRARIES}/libc.so.6`,
          `${LIBRARIES}/libm.so.6`,
        ],
      },
      {
        package: 'libreadline8',
        take: [`${LIBRARIES}/libreadline.so.8`, `${LIBRARIES}/libreadline.so.8.2`],
      },
      {
        package: 'libtinfo6',
        take: [`${LIBRARIES}/libtinfo.so.6`, `${LIBRARIES}/libtinfo.so.6.4`],
      },
      {
        package: 'ncurses-base',
        take: ['d/dumb', 'l/linux', 'v/vt100', 'x/xterm', 'x/xterm-256color'].map(
          (terminal) => `lib/terminfo/${terminal}`,
        ),
      },
    ],
  },
  { name: 'greet', packages: [] },
  { name: 'clock', packages: [] },
  { name: 'notes', packages: [] },
  { name: 'counter', packages: [] },
]

/** Names of the i386 packages that the images are made of, as `apt-get download` takes them. */
export const IMAGE_PACKAGES: readonly string[] = IMAGES.flatMap(({ packages }) =>
  packages.map((contents) => contents.package),
)
