using System.Globalization;
using Merlon.Documents;
using Merlon.Tables;

namespace Merlon.Costs;

/// <summary>Turns records into entries; what is not certain is said and left out.</summary>
sealed class LedgerReading(string document, LedgerTerms terms, string fileCurrency, IReadOnlyDictionary<string, decimal> rates, DiagnosticLog log)
{
    /// <summary>Most that one unit of another currency may be worth.</summary>
    public const decimal RateMax = 1_000_000;

    /// <summary>Largest amount and number of units.</summary>
    const decimal AmountMax = 1_000_000_000_000m;

    const decimal DaysPerYear = 365;

    static readonly string[] Keys =
    [
        "id", "category", "kind", "status", "date", "start", "end", "period", "amount", "low", "likely", "high", "currency", "rate", "hours", "hourly_rate", "days",
        "day_rate", "role", "licences", "unit_price", "gb_per_day", "gb_price", "measure", "control", "log_source", "rule", "course", "technique", "owner", "note",
    ];

    static readonly string[] LinkKeys = ["measure", "control", "log_source", "rule", "course", "technique"];
    static readonly string[] Categories = ["training", "tools", "people", "tools_and_technology", "technology", "resources", "tools & technology"];
    static readonly string[] Kinds = ["one-off", "recurring"];
    static readonly string[] Statuses = ["plan", "actual"];
    static readonly string[] Periods = ["month", "quarter", "half-year", "year"];
    static readonly int[] PeriodMonths = [1, 3, 6, 12];

    readonly List<LedgerEntry> entries = [];
    readonly HashSet<string> planned = new(StringComparer.Ordinal);
    readonly HashSet<string> knownKeys = new(StringComparer.Ordinal);

    public IReadOnlyList<LedgerEntry> Entries => entries;

    public void Add(TableRecord record)
    {
        var fields = new TableFields(record, "LEDG002", log);
        var keys = knownKeys.Count;
        knownKeys.UnionWith(record.Keys);
        if (knownKeys.Count > keys)
        {
            fields.CheckKeys(Keys);
        }

        if (EntryOf(fields) is not { } entry)
        {
            return;
        }

        if (entry.Status == LedgerStatus.Plan && !planned.Add(entry.Id))
        {
            fields.Warn("id", $"{TableFields.Quoted(entry.Id)} is planned already; this entry was left out", "give each planned entry its own id; actual entries may repeat it");
            return;
        }

        entries.Add(entry);
    }

    LedgerEntry? EntryOf(TableFields fields)
    {
        var id = fields.Text("id");
        var category = fields.Choice("category", Categories);
        var kind = fields.Has("kind") ? fields.Choice("kind", Kinds) : fields.Has("period") ? 1 : 0;
        var status = fields.Has("status") ? fields.Choice("status", Statuses) : 0;
        if (id.Length == 0 || category is null || kind is null || status is null)
        {
            fields.Warn(id.Length == 0 ? "id" : "category", "an entry needs id, category, and a kind and status that are known; it was left out");
            return null;
        }

        if (TryPeriod(fields, kind == 1, out var months, out var start, out var end) is false || MoneyOf(fields, months, start, end) is not { } money)
        {
            return null;
        }

        var place = fields.Place.ToString();
        return new LedgerEntry
        {
            Id = id,
            Category = category switch { 0 => CostCategory.Training, 2 or 5 => CostCategory.People, _ => CostCategory.Tools },
            Status = (LedgerStatus)status.Value,
            PeriodMonths = months,
            Start = start,
            End = end,
            Amount = money.Amount,
            Basis = money.Basis,
            Days = money.Days,
            Role = fields.Text("role"),
            Links = [.. LinkKeys.SelectMany(key => fields.Words(key).Select(word => new LedgerLink(key, word)))],
            Owner = fields.Text("owner"),
            Note = fields.Text("note"),
            Place = place.Length == 0 ? document : $"{document}:{place}",
        };
    }

    static bool TryPeriod(TableFields fields, bool isRecurring, out int months, out DateOnly start, out DateOnly? end)
    {
        (months, end) = (0, null);
        var first = fields.Day("start") ?? fields.Day("date");
        start = first ?? default;
        if (first is null || start.Year is < 1990 or > 2100)
        {
            fields.Warn("start", "an entry needs date, or start, a day between 1990 and 2100; it was left out");
            return false;
        }

        if (fields.Has("end"))
        {
            end = fields.Day("end");
            if (end is null || end < start)
            {
                fields.Warn("end", "the end is no day, or lies before the start; the entry was left out");
                return false;
            }
        }

        if (!isRecurring)
        {
            return true;
        }

        var period = fields.Has("period") ? fields.Choice("period", Periods) : Periods.Length - 1;
        if (period is null)
        {
            fields.Warn("period", "nobody knows how often this recurs; the entry was left out");
            return false;
        }

        months = PeriodMonths[period.Value];
        return true;
    }

    /// <summary>Money of one payment: at most one way of giving money and at most one of giving work, added up.</summary>
    Money? MoneyOf(TableFields fields, int months, DateOnly start, DateOnly? end)
    {
        var bought = new List<string>();
        Add(bought, fields, "amount", "amount");
        Add(bought, fields, "low", "a range");
        Add(bought, fields, "licences", "licences");
        Add(bought, fields, "gb_per_day", "gb_per_day");
        if (bought.Count > 1 || (fields.Has("hours") && fields.Has("days")))
        {
            fields.Warn("amount", $"money is given in more than one way ({string.Join(", ", bought)}{(fields.Has("hours") && fields.Has("days") ? ", hours, days" : "")}); the entry was left out", "keep one of them");
            return null;
        }

        var rate = RateOf(fields);
        if (rate is null)
        {
            return null;
        }

        var money = bought.Count == 0 ? new Money(default, "", 0) : BoughtOf(fields, months, start, end);
        var work = fields.Has("hours") || fields.Has("days") ? WorkOf(fields, rate.Value) : new Money(default, "", 0);
        if (money is null || work is null)
        {
            fields.Warn("amount", "the amount cannot be computed; the entry was left out");
            return null;
        }

        if (bought.Count == 0 && work.Basis.Length == 0)
        {
            fields.Warn("amount", "an entry needs amount, low and high, licences, gb_per_day, hours or days; it was left out");
            return null;
        }

        var sum = new LedgerAmount(
            LedgerAmount.Cents(money.Amount.Low * rate.Value + work.Amount.Low), LedgerAmount.Cents(money.Amount.Likely * rate.Value + work.Amount.Likely),
            LedgerAmount.Cents(money.Amount.High * rate.Value + work.Amount.High));
        return new(sum, BasisOf(fields, money.Basis, work.Basis, rate.Value), work.Days);

        static void Add(List<string> bought, TableFields fields, string key, string name)
        {
            if (fields.Has(key))
            {
                bought.Add(name);
            }
        }
    }

    static string BasisOf(TableFields fields, string money, string work, decimal rate)
    {
        var converted = rate == 1 ? money : string.Create(CultureInfo.InvariantCulture, $"{(money.Length == 0 ? fields.Text("amount") : money)} at {rate} per {fields.Text("currency").ToUpperInvariant()}");
        return string.Join(" + ", new[] { converted, work }.Where(static part => part.Length > 0));
    }

    static Money? BoughtOf(TableFields fields, int months, DateOnly start, DateOnly? end)
    {
        if (fields.Has("amount"))
        {
            return fields.Number("amount", 0, AmountMax) is { } amount ? new(new(amount, amount, amount), "", 0) : null;
        }

        if (fields.Has("low"))
        {
            return RangeOf(fields);
        }

        if (fields.Has("licences"))
        {
            return fields.Number("licences", 0, 1_000_000_000) is { } count && fields.Number("unit_price", 0, AmountMax) is { } price && TryTimes(fields, count, price, out var licences)
                ? new(new(licences, licences, licences), string.Create(CultureInfo.InvariantCulture, $"{count} licences × {price}"), 0)
                : null;
        }

        var days = months > 0 ? DaysPerYear * months / 12 : (end ?? start).DayNumber - start.DayNumber + 1;
        return fields.Number("gb_per_day", 0, 1_000_000_000) is { } volume && fields.Number("gb_price", 0, 1_000_000) is { } each && TryTimes(fields, volume * each, days, out var stored)
            ? new(new(stored, stored, stored), string.Create(CultureInfo.InvariantCulture, $"{volume} GB/day × {each} × {days:0.####} days"), 0)
            : null;
    }

    static Money? RangeOf(TableFields fields)
    {
        if (fields.Number("low", 0, AmountMax) is not { } low || fields.Number("high", 0, AmountMax) is not { } high)
        {
            return null;
        }

        var likely = fields.Has("likely") ? fields.Number("likely", 0, AmountMax) : (low + high) / 2;
        if (likely is null || low > likely || likely > high)
        {
            fields.Warn("likely", "a range goes from low over likely to high");
            return null;
        }

        return new(new(low, likely.Value, high), string.Create(CultureInfo.InvariantCulture, $"{low} to {high}, most likely {likely.Value}"), 0);
    }

    /// <summary>Days at their rate. A rate that the entry gives is in its currency, the organisation's own rates are in the organisation's.</summary>
    Money? WorkOf(TableFields fields, decimal rate)
    {
        var isHours = fields.Has("hours");
        var count = isHours ? fields.Number("hours", 0, 10_000_000) : fields.Number("days", 0, 1_000_000);
        var key = isHours ? "hourly_rate" : "day_rate";
        var own = fields.Has(key) ? fields.Number(key, 0, 1_000_000) * rate : isHours ? terms.Rates.Of(fields.Text("role")) / LedgerTerms.HoursPerDay : terms.Rates.Of(fields.Text("role"));
        if (count is null || own is null || !TryTimes(fields, count.Value, own.Value, out var money))
        {
            return null;
        }

        var basis = string.Create(CultureInfo.InvariantCulture, $"{count.Value} {(isHours ? "hours" : "days")} × {own.Value:0.####}");
        return new(new(money, money, money), basis, isHours ? count.Value / LedgerTerms.HoursPerDay : count.Value);
    }

    static bool TryTimes(TableFields fields, decimal left, decimal right, out decimal product)
    {
        product = left > 0 && right > AmountMax / left ? AmountMax + 1 : left * right;
        if (product <= AmountMax)
        {
            return true;
        }

        fields.Warn("amount", string.Create(CultureInfo.InvariantCulture, $"the amount is above {AmountMax:0}"));
        return false;
    }

    /// <summary>What one unit of the entry's currency is worth in the organisation's; null (said) when nobody gave a rate.</summary>
    decimal? RateOf(TableFields fields)
    {
        var currency = fields.Has("currency") ? fields.Text("currency") : fileCurrency;
        if (string.Equals(currency, terms.Currency, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        var rate = fields.Has("rate") ? fields.Number("rate", 0.000001m, RateMax) : rates.TryGetValue(currency, out var given) ? given : null;
        if (rate is null)
        {
            log.Warn(
                "LEDG004", fields.PlaceOf("currency"), $"nobody says what one {TableFields.Quoted(currency)} is worth in {terms.Currency}; the entry was left out", excerpt: null,
                "add rate to the entry, or rates to a YAML ledger: no rate is built in");
        }

        return rate;
    }

    sealed record Money(LedgerAmount Amount, string Basis, decimal Days);
}
