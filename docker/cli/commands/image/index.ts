import { defineGroup, under, type Command } from '../../command.ts'
import { imagePrune } from '../prune.ts'
import { build } from './build.ts'
import { history } from './history.ts'
import { importImage } from './import.ts'
import { inspectImage } from './inspect.ts'
import { images } from './list.ts'
import { load } from './load.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import { rmi } from './remove.ts'
import { save } from './save.ts'
import { tag } from './tag.ts'

/** Commands of images that are there without the word `image` too. */
const shared: readonly Command[] = [build, history, importImage, load, pull, push, save, tag]

/** `docker image` */
export const image = defineGroup({
  name: 'image',
  short: 'Manage images',
  commands: [
    ...shared,
    under(images, { name: 'ls', aliases: ['list'] }),
    under(rmi, { name: 'rm', aliases: ['rmi', 'remove'] }),
    ...[inspectImage, imagePrune],
  ],
})

/** All commands of images, as they are after `docker`. */
export const IMAGE_COMMANDS: readonly Command[] = [...shared, images, rmi]
