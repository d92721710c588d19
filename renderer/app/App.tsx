import { I18nProvider } from "react-aria-components";
import { Shortcuts } from "./actions/Shortcuts.tsx";
import { Header } from "./frame/Header.tsx";
import { Notices } from "./frame/Notices.tsx";
import { Panes } from "./frame/Panes.tsx";
import { Place } from "./frame/Place.tsx";
import { StatusBar } from "./frame/StatusBar.tsx";
import { Palette } from "./palette/Palette.tsx";
import { ShortcutSheet } from "./palette/ShortcutSheet.tsx";
import { Prompt } from "./prompt/Prompt.tsx";
import { type Services, ServicesContext } from "./services.ts";
import { useLanguage, useText } from "./text/useText.ts";

/** The window. */
export function App({ services }: { readonly services: Services }) {
  const language = useLanguage();
  const text = useText();
  return (
    <ServicesContext value={services}>
      <I18nProvider locale={language === "zh" ? "zh-CN" : "en-US"}>
        <div className="window">
          <Header />
          <Place name={text.places.prompt} className="place-prompt">
            <Prompt />
          </Place>
          <Notices />
          <Panes />
          <StatusBar />
        </div>
        <Palette />
        <ShortcutSheet />
        <Shortcuts />
      </I18nProvider>
    </ServicesContext>
  );
}
