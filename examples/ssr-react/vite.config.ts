import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Twice: what the browser loads, and by `--ssr` what the server runs, in which React and the kit stay as they are. */
export default defineConfig(({ isSsrBuild }) => ({
  root: new URL('.', import.meta.url).pathname,
  plugins: [react()],
  build: isSsrBuild
    ? { emptyOutDir: true }
    : {
        outDir: 'dist/client',
        emptyOutDir: true,
        rolldownOptions: {
          input: new URL('src/client.tsx', import.meta.url).pathname,
          output: { entryFileNames: 'client.js', assetFileNames: '[name][extname]' },
        },
      },
}))
