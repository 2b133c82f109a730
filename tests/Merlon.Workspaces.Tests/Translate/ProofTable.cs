using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>Records as rows of text, one column a field, and which rules the naive matcher finds in each.</summary>
sealed class ProofTable
{
    readonly List<string?[]> rows = [];
    readonly List<string> columns = [];
    readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    readonly List<HashSet<int>> hits = [];
    readonly HashSet<string> taken;

    /// <summary>An empty table of one shape of records.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="pipeline">Of its records.</param>
    /// <param name="isCased">False where names that differ in case only are one column: then the first of them is kept.</param>
    public ProofTable(string name, Pipeline pipeline, bool isCased)
    {
        Name = name;
        Pipeline = pipeline;
        taken = new(isCased ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
    }

    public string Name { get; }

    public Pipeline Pipeline { get; }

    public IReadOnlyList<string> Columns => columns;

    /// <summary>Values in the order of the columns; rows that came first may be shorter.</summary>
    public IReadOnlyList<string?[]> Rows => rows;

    /// <summary>Indexes of the rules that match each row.</summary>
    public IReadOnlyList<HashSet<int>> Hits => hits;

    /// <summary>Records left out because a field has several values.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The record as a row of this table can hold it: without fields whose columns other fields have.</summary>
    public LogEvent Reduced(LogEvent record)
    {
        var reduced = new LogEvent { Format = record.Format, Number = record.Number };
        for (var i = 0; i < record.Count; i++)
        {
            if (indexes.ContainsKey(record.NameText(i)) || !taken.Contains(record.NameText(i)))
            {
                reduced.Add(record.NameOf(i), record.ValueOf(i), record.KindOf(i), record.DepthOf(i), record.IsElement(i));
                Register(record.NameText(i));
            }
        }

        return reduced;
    }

    int Register(string name)
    {
        if (!indexes.TryGetValue(name, out var index))
        {
            indexes.Add(name, index = columns.Count);
            columns.Add(name);
            taken.Add(name);
        }

        return index;
    }

    /// <summary>Adds a record with what matches it; false where a field of it has several values, which a row cannot hold.</summary>
    public bool TryAdd(LogEvent record, IEnumerable<int> matches)
    {
        var row = new string?[columns.Count];
        for (var i = 0; i < record.Count; i++)
        {
            var name = record.NameText(i);
            var index = Register(name);
            if (index >= row.Length)
            {
                Array.Resize(ref row, columns.Count);
            }

            if (record.IsElement(i) || row[index] is not null)
            {
                LeftOut++;
                return false;
            }

            row[index] = record.KindOf(i) is LogValueKind.Null ? null : record.ValueText(i);
        }

        rows.Add(row);
        hits.Add([.. matches]);
        return true;
    }

    /// <summary>A value that a row has not got is missing.</summary>
    public string? ValueOf(int row, int column) => column < rows[row].Length ? rows[row][column] : null;
}
