"use client";

import "./globals.css";

export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>Purser Could Not Start · Purser</title>
      </head>
      <body className="font-sans">
        <main className="flex min-h-dvh flex-col items-center justify-center gap-2 px-6 text-center">
          <h1 className="font-semibold text-[1.375rem]">Purser Could Not Show This Page</h1>
          <p className="max-w-md text-ink-muted">Something went wrong on our side. Your data is safe.</p>
          <button
            type="button"
            onClick={retry}
            className="mt-3 h-9 rounded-md bg-brand px-3.5 font-medium text-brand-ink"
          >
            Try Again
          </button>
        </main>
      </body>
    </html>
  );
}
