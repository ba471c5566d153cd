/** For a container's health check: exit code 0 when the address answers well within four seconds. */
const [url = ''] = process.argv.slice(2);
const well = await fetch(url, { signal: AbortSignal.timeout(4000) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(well ? 0 : 1);
