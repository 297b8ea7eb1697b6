/** `npm run export [-- OPTIONS OF slidev export]`: the deck as a PDF. Starts no machine. */

import { join } from 'node:path'
import process from 'node:process'
import { projectFolder } from './project.node.ts'
import { exportPdf, pdfName } from './slidev.node.ts'

await exportPdf(join(projectFolder, pdfName), process.argv.slice(2))
