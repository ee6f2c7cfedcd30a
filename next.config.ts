import type { NextConfig } from 'next'

const config: NextConfig = {
  // Tests build beside a running server, never over it.
  distDir: process.env.LIMEN_BUILD_DIR ?? '.next',
  // The benchmark's own build has a route to compare with; in every other one its file is none.
  ...(process.env.LIMEN_BENCH_ROUTES ? { pageExtensions: ['bench.ts', 'ts', 'tsx'] } : {}),
  typedRoutes: true,
  poweredByHeader: false,
  reactStrictMode: true,
  // A bundled onnxruntime-web no longer finds the WASM files beside its loader; the rest are native or load themselves.
  serverExternalPackages: [
    'onnxruntime-web',
    'better-sqlite3',
    'better-sqlite3-node20',
    'argon2',
    'sharp',
    'pg',
    'pino',
    'nodemailer',
    'resend',
  ],
  // In a browser the runtime's files are fetched by app/_engine, checked and kept: its loader shall bring none of its own.
  turbopack: {
    resolveAlias: { 'onnxruntime-web': { browser: './node_modules/onnxruntime-web/dist/ort.wasm.min.mjs' } },
  },
  // Format, lint and types are steps of `npm test`; a start should not repeat them.
  typescript: { ignoreBuildErrors: true },
  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'x-content-type-options', value: 'nosniff' },
          { key: 'x-frame-options', value: 'DENY' },
          // Set-up and reset links carry a token in their address, which no other site may learn. Not `no-referrer`: that
          // turns the Origin of a form sent without JavaScript into `null`, and Next then refuses it as forged.
          { key: 'referrer-policy', value: 'same-origin' },
          // Both together isolate a page from others, and only then a browser gives it memory that threads share.
          { key: 'cross-origin-opener-policy', value: 'same-origin' },
          { key: 'cross-origin-embedder-policy', value: 'require-corp' },
          { key: 'permissions-policy', value: 'camera=(self), microphone=(self), geolocation=()' },
        ],
      },
    ]
  },
}

export default config
