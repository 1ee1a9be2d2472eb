"use client";

import { useState } from "react";

type TimestampProps = { iso: string; text: string };

/** A UTC time in words; the reader’s own local time is in the tooltip, worked out on hover so that server and browser agree. */
export function Timestamp({ iso, text }: TimestampProps) {
  const [local, setLocal] = useState<string>();
  const showLocal = () =>
    setLocal(`${new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" })} (your time)`);
  return (
    <time dateTime={iso} title={local} onPointerEnter={showLocal} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}
