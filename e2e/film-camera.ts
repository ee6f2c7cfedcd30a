/** A film in the place of a camera's lens, for the whole browser of a test: what `test.use` takes. */
export const filmCamera = (film: string) => ({
  permissions: ['camera'],
  launchOptions: {
    executablePath: process.env.LIMEN_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ],
  },
})
