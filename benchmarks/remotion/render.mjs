// Renders film.jsx, which has to lie beside this file in a folder where Remotion is installed, by the job in argv[2].
import {bundle} from "@remotion/bundler";
import {renderMedia, selectComposition} from "@remotion/renderer";
import {readFileSync} from "node:fs";
import path from "node:path";

const job = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const serveUrl = await bundle({entryPoint: path.resolve("film.jsx"), publicDir: job.sources});
const shared = {serveUrl, inputProps: {lengths: job.frames, zoom: job.zoom}, browserExecutable: job.browser};
const composition = await selectComposition({...shared, id: "film"});
const quality = {codec: "h264", crf: Number(job.crf), x264Preset: job.preset, pixelFormat: "yuv420p"};
await renderMedia({...shared, ...quality, composition, outputLocation: job.target, timeoutInMilliseconds: 240_000});
