using System.Text;
using Merlon.Documents;
using Merlon.Tables;

namespace Merlon.Assessment;

/// <summary>Lists of an organisation file as tables, for people who keep them in a spreadsheet: a column for each key, several words of a cell parted by semicolons or bars.</summary>
public static class OrganisationTables
{
    /// <summary>Lists that can be tables, and their columns.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Columns { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["groups"] = OrganisationKeys.Group,
        ["log_sources"] = [.. OrganisationKeys.LogSource.Where(static key => key != "quality")],
        ["mitigations"] = OrganisationKeys.Mitigation,
        ["controls"] = OrganisationKeys.Control,
        ["tests"] = OrganisationKeys.Test,
    };

    static readonly string[] Several = ["scopes", "event_ids", "controls"];

    /// <summary>The rows of a table as entries of a list; what is left out is said.</summary>
    /// <param name="list">One of <see cref="Columns"/>.</param>
    /// <param name="utf8">The table: CSV with a header line.</param>
    public static Parsed<IReadOnlyList<YamlNode>> Read(string list, ReadOnlyMemory<byte> utf8)
    {
        var columns = Columns[list];
        DiagnosticLog log = new($"{list}.csv", ReadLimits.Default);
        var rows = CsvTable.Read(utf8, log);
        var entries = new List<YamlNode>();
        foreach (var row in rows)
        {
            var fields = columns.Select(column => (column, Value: TextOf(row.Find(column)?.Text ?? ""))).Where(static field => field.Value.Length > 0).ToList();
            if (fields.Count == 0)
            {
                log.Warn("CSV003", row.Place, "none of the columns of this row is known; it was left out", excerpt: null, $"the columns are {string.Join(", ", columns)}");
                continue;
            }

            entries.Add(YamlTree.Map([.. fields.Select(static field => (field.column, NodeOf(field.column, field.Value)))]));
        }

        return new Parsed<IReadOnlyList<YamlNode>>(log.HasErrors ? null : entries, log.ToList());
    }

    /// <summary>A list of a file as a table, lines ended by a line feed; what has no column (data quality) is not in it.</summary>
    /// <param name="list">One of <see cref="Columns"/>.</param>
    /// <param name="root">The file.</param>
    public static string Write(string list, YamlNode? root)
    {
        var columns = Columns[list];
        var text = new StringBuilder().AppendJoin(',', columns).Append('\n');
        if (root is YamlNode.Mapping mapping && mapping.TryFind(list, out var found) && found is YamlNode.Sequence entries)
        {
            foreach (var entry in entries.Items.OfType<YamlNode.Mapping>())
            {
                text.AppendJoin(',', columns.Select(column => Cell(entry.TryFind(column, out var value) ? value : null))).Append('\n');
            }
        }

        return text.ToString();
    }

    static string TextOf(string cell) => cell is ['\'', '=' or '+' or '-' or '@', ..] ? cell[1..] : cell;

    static YamlNode NodeOf(string column, string text)
    {
        if (!Several.Contains(column, StringComparer.Ordinal))
        {
            return YamlTree.Text(text);
        }

        return YamlTree.Words(text.Split([';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    static string Cell(YamlNode? value)
    {
        var text = value switch
        {
            YamlNode.Scalar { IsNull: false } scalar => scalar.Text,
            YamlNode.Sequence sequence => string.Join("; ", sequence.Items.OfType<YamlNode.Scalar>().Select(static item => item.Text)),
            _ => "",
        };

        // A cell that a spreadsheet would compute is text: a quotation mark in front says so, and is taken away when it comes back.
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny(",\"\n\r;") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
