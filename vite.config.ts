import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { registryMiddleware } from './docker/images/build/registry-server.node.ts'

/** Serves the images as a registry does, media types and errors included, to pages and to other clients. */
function registry(): Plugin {
  return {
    name: 'registry',
    configureServer({ config, middlewares }) {
      middlewares.use(registryMiddleware(join(config.publicDir, 'v2'), `${config.base}v2`))
    },
  }
}

export default defineConfig({
  plugins: [registry()],
  // Where Vite looks for packages. It would find those of a module that is loaded late only then, and load the whole page
  // anew in the middle of a talk.
  optimizeDeps: { entries: ['components/**/*.vue', 'setup/*.ts', 'docker/host/worker.ts'] },
  worker: { format: 'es' },
  build: {
    license: { fileName: 'LICENSES.md' },
    rolldownOptions: {
      output: {
        // Slidev's own grouping puts Monaco's types and every language of Shiki into chunks that
        // the first slide needs, as soon as one slide has a Monaco block. Only Vue is shared here;
        // the rest is split where it is imported dynamically.
        manualChunks: (id: string) =>
          /\/node_modules\/(?:@?vue|vue-router|@vueuse)\//.test(id) ? 'modules/vue' : undefined,
      },
    },
  },
})
