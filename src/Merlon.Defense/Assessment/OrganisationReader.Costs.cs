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

        var cost = new OrganisationFields(mapping, path, OrganisationKeys.Measure, log);
        var days = cost.Has("days") ? cost.Number("days", 0, OrganisationLimits.AmountMax) : 0;
        var money = cost.Has("money") ? cost.Number("money", 0, OrganisationLimits.AmountMax) : 0;
        if (days is null || money is null)
        {
            log.Warn("ORG030", cost.Location, $"the cost of {key.Text} could not be read; the product's assumption stays");
        }
        else if (!own.Add(known))
        {
            log.Warn("ORG025", cost.Location, $"the cost of {known} is there already; this one was left out");
        }
        else
        {
            measures[known] = new MeasureCost(days.Value, money.Value);
        }
    }
}
