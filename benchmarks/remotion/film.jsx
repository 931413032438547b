// The reference timeline as a Remotion composition. Props: frames of its parts (`lengths`), how far photos grow (`zoom`).
import React from "react";
import {AbsoluteFill, Audio, Composition, Img, OffthreadVideo, Sequence} from "remotion";
import {interpolate, registerRoot, staticFile, useCurrentFrame} from "remotion";

const BLEND = 15;
const FILL = {width: "100%", height: "100%", objectFit: "cover"};

const Part = ({blend, children}) => {
  const opacity = blend ? interpolate(useCurrentFrame(), [0, blend], [0, 1], {extrapolateRight: "clamp"}) : 1;
  return <AbsoluteFill style={{opacity}}>{children}</AbsoluteFill>;
};

const Photo = ({name, frames, zoom}) => {
  const scale = 1 + (zoom * useCurrentFrame()) / frames;
  return <Img src={staticFile(name)} style={{...FILL, transform: `scale(${scale})`}} />;
};

const Words = ({frames, style, children}) => {
  const opacity = interpolate(useCurrentFrame(), [0, 12, frames - 9, frames], [0, 1, 1, 0]);
  return <AbsoluteFill style={{color: "white", fontFamily: "sans-serif", opacity, ...style}}>{children}</AbsoluteFill>;
};

const Film = ({lengths, zoom}) => {
  let at = 0;
  const parts = lengths.map((length, number) => {
    const blend = number ? BLEND : 0, frames = length + blend, from = at - blend;
    at += length;
    const seen = number < 3 ? <OffthreadVideo src={staticFile(`clip${number}.mp4`)} /> :
      <Photo name={`photo${number - 3}.jpg`} frames={frames} zoom={zoom} />;
    return <Sequence key={number} from={from} durationInFrames={frames}><Part blend={blend}>{seen}</Part></Sequence>;
  });
  return (
    <AbsoluteFill style={{backgroundColor: "black"}}>
      {parts}
      <Img src={staticFile("logo.png")} style={{position: "absolute", left: 1632, top: 54, width: 192}} />
      <Sequence from={15} durationInFrames={105}>
        <Words frames={105} style={{alignItems: "center", justifyContent: "center", fontSize: 110}}>Release 1.4</Words>
      </Sequence>
      <Sequence from={lengths[0] + 60} durationInFrames={120}>
        <Words frames={120} style={{left: 110, top: 880, fontSize: 56}}>Jane Doe</Words>
      </Sequence>
      <Audio src={staticFile("song0.wav")} volume={0.35} loop />
    </AbsoluteFill>
  );
};

const sized = ({props}) => ({durationInFrames: props.lengths.reduce((a, b) => a + b)});
const size = {width: 1920, height: 1080, fps: 30, durationInFrames: 30};
registerRoot(() => <Composition id="film" component={Film} calculateMetadata={sized} defaultProps={{lengths: [30], zoom: 0}} {...size} />);
