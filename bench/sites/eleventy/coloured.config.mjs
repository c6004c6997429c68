import highlight from "@11ty/eleventy-plugin-syntaxhighlight";
import plain from "./eleventy.config.mjs";

export default function (config) {
  config.addPlugin(highlight);
  return plain(config);
}
