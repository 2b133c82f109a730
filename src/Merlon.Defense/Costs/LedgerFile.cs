using System.Globalization;
using Merlon.Documents;
using Merlon.Tables;

namespace Merlon.Costs;

/// <summary>
/// Reads a ledger of costs: a CSV table, or YAML with <c>entries</c> (docs/formats/ledger.md). Never throws for content; an entry whose
/// money, day or currency is not certain is left out and said (LEDG0nn), for a sum with a guess in it is no sum.
/// </summary>
public static class LedgerFile
{
    /// <summary>Most entries of one ledger.</summary>
    public const int EntriesMax = 20_000;

    /// <summary>Largest ledger, in bytes.</summary>
    public const int LedgerBytesMax = 16 * 1024 * 1024;

    static readonly string[] RootKeys = ["currency", "rates", "entries"];

    /// <summary>Reads the entries in the order of the file. Null only when the document could not be read at all.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="document">Its name as the user gave it.</param>
    /// <param name="terms">The organisation's currency and day rates.</param>
    /// <param name="limits">How much is read.</param>
    public static Parsed<IReadOnlyList<LedgerEntry>> Read(ReadOnlyMemory<byte> bytes, string document, LedgerTerms terms, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        var rates = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);
        var currency = terms.Currency;
        var records = IsYaml(document) ? YamlRecords(bytes, document, limits, log, rates, ref currency) : CsvTable.Read(bytes, log);
        if (log.HasErrors || records is null)
        {
            return new(null, log.ToList());
        }

        var reading = new LedgerReading(document, terms, currency, rates, log);
        foreach (var record in records.Take(EntriesMax))
        {
            reading.Add(record);
        }

        if (records.Count > EntriesMax)
        {
            log.Warn("LEDG003", records[EntriesMax].Place, $"the ledger has more than {EntriesMax} entries; the rest was left out");
        }

        return new(reading.Entries, log.ToList());
    }

    static bool IsYaml(string document)
        => document.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || document.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    static IReadOnlyList<TableRecord>? YamlRecords(
        ReadOnlyMemory<byte> bytes, string document, ReadLimits limits, DiagnosticLog log, Dictionary<string, decimal> rates, ref string currency)
    {
        var yaml = YamlDocument.Read(bytes, document, limits);
        log.AddRange(yaml.Diagnostics);
        if (yaml.Value is not YamlNode.Mapping root || !root.TryFind("entries", out var list) || list is not YamlNode.Sequence sequence)
        {
            if (!log.HasErrors)
            {
                log.Error("LEDG001", yaml.Value?.Location ?? SourceLocation.Whole, "a ledger is a mapping with entries, a list; this is not", advice: "begin with entries: and a list of mappings");
            }

            return null;
        }

        foreach (var (key, value) in root.Entries)
        {
            switch (key.Text)
            {
                case "currency" when value is YamlNode.Scalar { Text.Length: 3 } own:
                    currency = own.Text.ToUpperInvariant();
                    break;
                case "rates" when value is YamlNode.Mapping own:
                    AddRates(own, rates, log);
                    break;
                case "entries":
                    break;
                default:
                    log.Warn("LEDG002", key.Location with { Path = key.Text }, $"{TableFields.Quoted(key.Text)} is not known here, or not of its form, and was left out", excerpt: null, $"known: {string.Join(", ", RootKeys)}");
                    break;
            }
        }

        return TableRecord.OfYaml(sequence, "entries", EntriesMax + 1, "LEDG002", log);
    }

    static void AddRates(YamlNode.Mapping own, Dictionary<string, decimal> rates, DiagnosticLog log)
    {
        foreach (var (name, value) in own.Entries)
        {
            if (value is YamlNode.Scalar scalar && name.Text.Length == 3
                && decimal.TryParse(scalar.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= LedgerReading.RateMax)
            {
                rates[name.Text] = rate;
            }
            else
            {
                log.Warn("LEDG004", value.Location with { Path = "rates." + name.Text }, "a rate is what one unit of another currency is worth in the organisation's, such as USD: 0.92; this is not and was left out");
            }
        }
    }
}

/// <summary>What an organisation's ledgers are counted in.</summary>
/// <param name="Currency">The organisation's currency, three letters.</param>
/// <param name="Rates">What a person-day costs where an entry does not say.</param>
public sealed record LedgerTerms(string Currency, DayRates Rates)
{
    /// <summary>Hours of a person-day.</summary>
    public const decimal HoursPerDay = 8;
}
