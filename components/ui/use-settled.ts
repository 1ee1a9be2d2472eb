"use client";

import { useEffect, useState } from "react";

/** A value that is being typed, once it has stayed the same for `ms` milliseconds: what the server is asked for. */
export function useSettled<Value>(value: Value, ms = 200): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
