import { DockerfileParser } from 'dockerfile-ast'
import { Util } from 'dockerfile-ast/lib/util.js'

// The package asks this by means of Node's Buffer, which no browser has.
Util.isUTF8BOM = (char) => char === '\ufeff'

export { DockerfileParser }
