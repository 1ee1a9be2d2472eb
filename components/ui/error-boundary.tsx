"use client";

import { Component, type ReactNode } from "react";

type ErrorBoundaryProps = { fallback: (error: unknown, retry: () => void) => ReactNode; children: ReactNode };

/** Shows `fallback` where its children throw, until `retry`. React has no hook for this. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean; error: unknown }> {
  override state = { failed: false, error: undefined as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { failed: true, error };
  }

  retry = () => this.setState({ failed: false, error: undefined });

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback(this.state.error, this.retry) : this.props.children;
  }
}
