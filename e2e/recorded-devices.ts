/** A recording in the place of a camera's lens or of a microphone, for the whole browser of a test: what `test.use` takes. */
const device = (permission: 'camera' | 'microphone', captured: string) => ({
  permissions: [permission],
  launchOptions: {
    executablePath: process.env.LIMEN_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', captured],
  },
})

export const filmCamera = (film: string) => device('camera', `--use-file-for-fake-video-capture=${film}`)
export const recordedMicrophone = (file: string) => device('microphone', `--use-file-for-fake-audio-capture=${file}`)
