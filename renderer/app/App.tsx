import { lazy, Suspense } from "react";
import { I18nProvider } from "react-aria-components";
import { useStore } from "zustand";
import { Shortcuts } from "./actions/Shortcuts.tsx";
import { Header } from "./frame/Header.tsx";
import { Notices } from "./frame/Notices.tsx";
import { Panes } from "./frame/Panes.tsx";
import { Place } from "./frame/Place.tsx";
import { StatusBar } from "./frame/StatusBar.tsx";
import { labStore } from "./needle/store.ts";
import { Palette } from "./palette/Palette.tsx";
import { ShortcutSheet } from "./palette/ShortcutSheet.tsx";
import { Prompt } from "./prompt/Prompt.tsx";
import { type Services, ServicesContext } from "./services.ts";
import { useLanguage, useText } from "./text/useText.ts";

const NeedleLab = lazy(() => import("./needle/NeedleLab.tsx").then((module) => ({ default: module.NeedleLab })));

/** The window. */
export function App({ services }: { readonly services: Services }) {
  const language = useLanguage();
  const text = useText();
  const lab = useStore(labStore, (state) => state.open);
  return (
    <ServicesContext value={services}>
      <I18nProvider locale={language === "zh" ? "zh-CN" : "en-US"}>
        <div className="window">
          <Header />
          {lab ? null : (
            <Place name={text.places.prompt} className="place-prompt">
              <Prompt />
            </Place>
          )}
          <Notices />
          {lab ? (
            <Suspense fallback={null}>
              <NeedleLab />
            </Suspense>
          ) : (
            <Panes />
          )}
          <StatusBar />
        </div>
        <Palette />
        <ShortcutSheet />
        <Shortcuts />
      </I18nProvider>
    </ServicesContext>
  );
}
