import { X } from "lucide-react";
import { useStore } from "zustand";
import { noticesStore } from "../../state/notices.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { useLanguage, useText } from "../text/useText.ts";

/** Sentences about the window as a whole, until they are put away. */
export function Notices() {
  const notices = useStore(noticesStore, (state) => state.notices);
  const dismiss = useStore(noticesStore, (state) => state.dismiss);
  const language = useLanguage();
  const text = useText();
  return (
    <div className="notices" role="status">
      {notices.map((notice) => (
        <div key={notice.id} className="notice">
          <span title={notice.detail || undefined}>{notice.text[language]}</span>
          <IconButton label={text.status.dismiss} onPress={() => dismiss(notice.id)}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
