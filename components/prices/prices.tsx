"use client";

import { useQueryStates } from "nuqs";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { ComparisonPanel } from "./comparison-panel.tsx";
import { PriceActionsProvider, usePriceActions } from "./price-actions.tsx";
import { emptyDraft } from "./price-draft.ts";
import { PriceListPanel } from "./price-list-panel.tsx";
import { type PriceTab, pricesUrl, priceTabs } from "./prices-url.ts";
import { ReferencePanel } from "./reference-panel.tsx";
import { RepriceNotice } from "./reprice-notice.tsx";
import { UnpricedPanel } from "./unpriced-panel.tsx";

type PricesProps = { organisation: string; canManage: boolean; today: string };

/** What models cost: those without a price first, then today’s prices, the reference list, and one’s own use on each model. */
export function Prices({ organisation, canManage, today }: PricesProps) {
  const [{ q, tab }, setUrl] = useQueryStates(pricesUrl);
  return (
    <PriceActionsProvider canManage={canManage}>
      <PageHeader
        title="Model Prices"
        subtitle={`Dollars per million tokens. Prices of ${organisation} come before the public list.${canManage ? "" : " Owners, admins and finance set them."}`}
        live={false}
      >
        <SearchBox label="Search Models" value={q} onValueChange={(text, step) => setUrl({ q: text }, step)} />
        {canManage && <SetPriceButton today={today} />}
      </PageHeader>
      <div className="flex flex-col gap-4">
        <PanelBoundary name="Reprices" skeleton={null}>
          <RepriceNotice />
        </PanelBoundary>
        <PanelBoundary name="Models Without a Price" skeleton={null} framed>
          <UnpricedPanel />
        </PanelBoundary>
        <Card aria-label="Prices" className="overflow-hidden">
          <Tabs
            label="Prices"
            tabs={priceTabs}
            value={tab}
            onValueChange={(next) => setUrl({ tab: next })}
            renderPanel={(shown) => (
              <PanelBoundary name={nameOf(shown)} skeleton={<TableSkeleton rows={8} />}>
                {shown === "prices" && <PriceListPanel today={today} />}
                {shown === "reference" && <ReferencePanel />}
                {shown === "comparison" && <ComparisonPanel />}
              </PanelBoundary>
            )}
          />
        </Card>
      </div>
    </PriceActionsProvider>
  );
}

const nameOf = (tab: PriceTab) => priceTabs.find(({ value }) => value === tab)?.label ?? "Prices";

function SetPriceButton({ today }: { today: string }) {
  const { ask, prepare } = usePriceActions();
  return (
    <Button
      variant="primary"
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={(event) =>
        ask(
          { what: "set", draft: emptyDraft({ provider: "", model: "", from: today }), fixed: false },
          event.currentTarget,
        )
      }
    >
      Set a Price…
    </Button>
  );
}
