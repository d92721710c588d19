// Where the window starts: the host is found, settings are read, the stores begin to be driven, the frame is mounted.

import "@fontsource/inter/latin-400.css";
import "@fontsource/inter/latin-500.css";
import "@fontsource/inter/latin-600.css";
import "@fontsource/inter/latin-ext-400.css";
import "@fontsource/inter/greek-400.css";
import "@fontsource/inter/greek-600.css";
import "@fontsource/noto-sans-sc/chinese-simplified-400.css";
import "./app/style/base.css";
import "./app/style/frame.css";
import "./app/style/controls.css";
import "./app/style/prompt.css";
import "./app/style/stale.css";
import "./app/style/inspector.css";
import "./app/style/overlays.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { boot } from "./app/boot.ts";
import { detectHost } from "./host/detect.ts";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root.");
const services = await boot(detectHost(window));
createRoot(root).render(
  <StrictMode>
    <App services={services} />
  </StrictMode>,
);
