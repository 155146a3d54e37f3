/**
 * Errors of the streams of this process. A reader that closes the pipe early (`| head`) changes no exit code. A full disk behind
 * stdout is told, and the process ends with exit code 5 then. Plain JavaScript, as what starts the program is.
 */

/** `unwritten` in program/exits.ts. */
const UNWRITTEN = 5;
/** The reader closed the pipe, or the terminal is gone. */
const GONE = ['EPIPE', 'EIO'];

export function heedOutputErrors() {
  // What cannot be told is lost; the exit code still counts.
  process.stderr.on('error', () => {});
  let isTold = false;
  process.stdout.on('error', (error) => {
    if (isTold || GONE.includes(error.code)) return;
    isTold = true;
    const reason = error.code === 'ENOSPC' ? 'the disk is full' : error.message;
    process.stderr.write(`error: stdout cannot be written: ${reason}.\n`);
    process.on('exit', () => {
      process.exitCode = UNWRITTEN;
    });
  });
}
