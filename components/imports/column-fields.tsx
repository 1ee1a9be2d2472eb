"use client";

import { CheckField } from "#components/ui/check-field.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { fieldLabels, type Mapping, type SampledTable, withField } from "./column-mapping.ts";

type ColumnFieldsProps = {
  table: SampledTable;
  mapping: Mapping;
  /** Of rows that name none. */
  model: string;
  provider: string;
  onMapping: (mapping: Mapping) => void;
  onModel: (model: string) => void;
  onProvider: (provider: string) => void;
};

const fieldOptions = [
  { value: "", label: "Not Used" },
  ...Object.entries(fieldLabels).map(([value, label]) => ({ value, label })),
];
const costUnits = [
  { value: "1", label: "US Dollars" },
  { value: "0.01", label: "US Cents" },
  { value: "0.000001", label: "Millionths of a US Dollar" },
];

/** Every time zone that the browser knows, UTC and the reader's own first. */
function zoneOptions() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = new Set(["UTC", own, ...Intl.supportedValuesOf("timeZone")]);
  return [...zones].map((zone) => ({ value: zone, label: zone === own && zone !== "UTC" ? `${zone} (yours)` : zone }));
}

/** Which column of a table tells what, with some of its values, and how dates and numbers are written. */
export function ColumnFields(props: ColumnFieldsProps) {
  const { table, mapping, onMapping } = props;
  const set = (changes: Partial<Mapping>) => onMapping({ ...mapping, ...changes });
  const otherCurrency = !costUnits.some(({ value }) => value === mapping.costUnit);
  return (
    <div className="grid gap-4">
      <ul aria-label="Columns" className="overflow-hidden rounded-lg border border-line">
        {table.columns.map(({ name, samples }) => (
          <li
            key={name}
            className="grid items-center gap-x-4 gap-y-1.5 border-line border-b px-3 py-2 last:border-b-0 sm:grid-cols-[minmax(0,1fr)_15rem]"
          >
            <span className="min-w-0">
              <span className="block font-medium wrap-anywhere">{name}</span>
              <span className="block truncate text-[0.8125rem] text-ink-muted" title={samples.join(" · ")}>
                {samples.length > 0 ? samples.join(" · ") : "No values"}
              </span>
            </span>
            <NativeSelect
              label={`What ${name} Tells`}
              options={fieldOptions}
              value={mapping.fields[name] ?? ""}
              onValueChange={(field) => onMapping(withField(mapping, name, field))}
            />
          </li>
        ))}
      </ul>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <SelectField
          label="Dates"
          value={mapping.order}
          options={[
            { value: "", label: "Year First (2026-11-22) or Unix Time" },
            { value: "dmy", label: "Day First (22/11/2026)" },
            { value: "mdy", label: "Month First (11/22/2026)" },
          ]}
          onChange={(event) => set({ order: event.target.value as Mapping["order"] })}
        />
        <SelectField
          label="Times Without a Zone Are In"
          value={mapping.zone}
          options={zoneOptions()}
          onChange={(event) => set({ zone: event.target.value })}
        />
        <SelectField
          label="Numbers"
          value={mapping.decimalComma ? "comma" : "point"}
          options={[
            { value: "point", label: "1,234.56" },
            { value: "comma", label: "1.234,56" },
          ]}
          onChange={(event) => set({ decimalComma: event.target.value === "comma" })}
        />
        <SelectField
          label="Cost Is In"
          value={otherCurrency ? "other" : mapping.costUnit}
          options={[...costUnits, { value: "other", label: "Another Currency" }]}
          onChange={(event) => set({ costUnit: event.target.value === "other" ? "" : event.target.value })}
        />
        {otherCurrency && (
          <TextField
            label="US Dollars for One Unit"
            inputMode="decimal"
            autoComplete="off"
            placeholder="1.08"
            hint="Every row is converted at this rate."
            value={mapping.costUnit}
            onChange={(event) => set({ costUnit: event.target.value.trim() })}
          />
        )}
        <SelectField
          label="Tokens Are In"
          value={mapping.tokenUnit}
          options={[
            { value: "1", label: "Tokens" },
            { value: "1000", label: "Thousands" },
            { value: "1000000", label: "Millions" },
          ]}
          onChange={(event) => set({ tokenUnit: event.target.value as Mapping["tokenUnit"] })}
        />
        <TextField
          label="Model of Rows That Name None"
          autoComplete="off"
          maxLength={256}
          value={props.model}
          onChange={(event) => props.onModel(event.target.value.trim())}
        />
        <TextField
          label="Provider of Rows That Name None"
          autoComplete="off"
          maxLength={256}
          value={props.provider}
          onChange={(event) => props.onProvider(event.target.value.trim())}
        />
      </div>
      <CheckField
        label="Cached tokens are not in the input column"
        hint="As in Anthropic’s reports, where the input is only what was not cached."
        checked={mapping.inputExcludesCache}
        onChange={(event) => set({ inputExcludesCache: event.target.checked })}
      />
    </div>
  );
}
