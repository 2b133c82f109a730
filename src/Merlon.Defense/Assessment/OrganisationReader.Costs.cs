using Merlon.Costs;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>The cost table: the product's assumptions, replaced key by key.</summary>
sealed partial class OrganisationReader
{
    CostTable Costs(YamlNode.Mapping node)
    {
        var fields = new OrganisationFields(node, "costs", OrganisationKeys.Costs, log);
        var measures = new Dictionary<string, MeasureCost>(CostTable.Default.Measures, StringComparer.Ordinal);
        var own = new HashSet<string>(StringComparer.Ordinal);
        if (fields.Mapping("measures") is { } written)
        {
            foreach (var (key, value) in written.Entries.Take(OrganisationLimits.EntriesMax))
            {
                AddCost(key, value, measures, own);
            }

            if (written.Entries.Count > OrganisationLimits.EntriesMax)
            {
                log.Warn("ORG026", fields.LocationOf("measures"), $"measures has more than {OrganisationLimits.EntriesMax} entries; the rest was left out");
            }
        }

        return new CostTable
        {
            Currency = Currency(fields) ?? CostTable.Default.Currency,
            DayRate = fields.Number("day_rate", 0, OrganisationLimits.AmountMax) ?? CostTable.Default.DayRate,
            Measures = measures,
            SetByOrganisation = own,
        };
    }

    string? Currency(OrganisationFields fields)
    {
        if (fields.Text("currency") is not { } text)
        {
            return null;
        }

        if (text.Length == 3 && text.All(char.IsAsciiLetter))
        {
            return text.ToUpperInvariant();
        }

        log.Warn("ORG008", fields.LocationOf("currency"), $"a currency is a code of three letters such as EUR; {OrganisationFields.Quoted(text)} was left out");
        return null;
    }

    void AddCost(YamlNode.Scalar key, YamlNode value, Dictionary<string, MeasureCost> measures, HashSet<string> own)
    {
        var path = $"costs.measures.{key.Text}";
        if (words.MeasureKey(new OrganisationWord(key.Text, key.Location with { Path = path })) is not { } known)
        {
            return;
        }

        if (value is not YamlNode.Mapping mapping)
        {
            log.Warn("ORG005", value.Location with { Path = path }, "a cost is a mapping such as {days: 25, money: 20000}; this is not and was left out");
            return;
        }

        var location = value.Location with { Path = path };
        if (CostOf(mapping, path) is not { } cost)
        {
            log.Warn("ORG030", location, $"the cost of {key.Text} could not be read; the product's assumption stays");
        }
        else if (!own.Add(known))
        {
            log.Warn("ORG025", location, $"the cost of {known} is there already; this one was left out");
        }
        else
        {
            measures[known] = cost;
        }
    }

    /// <summary>A cost in its short form, its long form or both; null (said) when a number in it cannot be read.</summary>
    MeasureCost? CostOf(YamlNode.Mapping mapping, string path)
    {
        var fields = new OrganisationFields(mapping, path, OrganisationKeys.Measure, log);
        if (!TryAmount(fields, "days", out var days) || !TryAmount(fields, "money", out var money))
        {
            return null;
        }

        var lines = new List<CostLine>(new MeasureCost(days, money).Lines);
        (string Key, CostCategory Category)[] parts = [("training", CostCategory.Training), ("tools", CostCategory.Tools), ("people", CostCategory.People)];
        foreach (var (key, category) in parts)
        {
            if (fields.Mapping(key) is not { } part)
            {
                continue;
            }

            var of = new OrganisationFields(part, $"{path}.{key}", OrganisationKeys.CostPart, log);
            if (!TryAmount(of, "once", out var once) || !TryAmount(of, "yearly", out var yearly)
                || !TryAmount(of, "days", out var onceDays) || !TryAmount(of, "yearly_days", out var yearlyDays))
            {
                return null;
            }

            var role = of.Text("role") ?? "";
            if (once != 0 || onceDays != 0)
            {
                lines.Add(new(category, IsYearly: false, once, onceDays, role));
            }

            if (yearly != 0 || yearlyDays != 0)
            {
                lines.Add(new(category, IsYearly: true, yearly, yearlyDays, role));
            }
        }

        return new(lines);
    }

    /// <summary>An amount, 0 when absent; false when it is there and cannot be read.</summary>
    static bool TryAmount(OrganisationFields fields, string key, out decimal amount)
    {
        var read = fields.Has(key) ? fields.Number(key, 0, OrganisationLimits.AmountMax) : 0;
        amount = read ?? 0;
        return read is not null;
    }
}
