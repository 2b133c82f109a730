using System.Globalization;
using Merlon.Facts;

namespace Merlon.Assessment;

/// <summary>
/// Reads Facts/log-sources.tsv, entries of a field separated by <c>; </c>. The table is the product's own, so what is wrong in
/// it is a bug and throws.
/// </summary>
static class LogSourceTable
{
    const string TableName = "log-sources.tsv";
    const int ColumnsCount = 7;

    public static IReadOnlyList<LogSourceKind> ReadBuiltIn() => [.. FactsTable.OpenBuiltIn(TableName, ColumnsCount).Rows.Select(KindOf)];

    public static IReadOnlyList<LogSourceKind> Read(string text) => [.. FactsTable.Parse(TableName, text, ColumnsCount).Rows.Select(KindOf)];

    static LogSourceKind KindOf(string[] fields) => new(fields[0], fields[1], Entries(fields[2]), Entries(fields[3]), Entries(fields[6]))
    {
        Components = [.. Entries(fields[4]).Select(static e => new CarriedComponent(e.Split('=')[0], EventIdsOf(e)))],
        Feeds = [.. Entries(fields[5]).Select(FeedOf)],
    };

    static SigmaFeed FeedOf(string entry)
    {
        var parts = entry.Split('=')[0].Split('/');
        return new SigmaFeed(parts[0], PartAt(parts, 1), PartAt(parts, 2), EventIdsOf(entry));
    }

    static string PartAt(string[] parts, int index) => index < parts.Length ? parts[index] : "";

    static int[] EventIdsOf(string entry)
    {
        var equals = entry.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? []
            : [.. entry[(equals + 1)..].Split(',').Select(static id => int.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture))];
    }

    static string[] Entries(string field) => FactsTable.Split(field, ';');
}
