using System.Text;

namespace Merlon.Facts;

/// <summary>
/// A small table of facts that the library carries: UTF-8, tab-separated, <c>#</c> for comments, of which
/// <c># key: value</c> lines (one lower-case word before the colon) are kept as the header.
/// </summary>
sealed class FactsTable
{
    FactsTable(IReadOnlyDictionary<string, string> header, IReadOnlyList<string[]> rows)
    {
        Header = header;
        Rows = rows;
    }

    public IReadOnlyDictionary<string, string> Header { get; }

    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Opens an embedded table by its file name.</summary>
    public static FactsTable OpenBuiltIn(string name, int columns) => Parse(name, ReadBuiltIn(name), columns);

    /// <summary>The text of an embedded table, byte for byte.</summary>
    public static string ReadBuiltIn(string name)
    {
        using var stream = typeof(FactsTable).Assembly.GetManifestResourceStream("facts/" + name)
            ?? throw new InvalidOperationException($"the library was built without its facts: {name}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Reads a table; one with another number of columns throws <see cref="InvalidDataException"/>, for Merlon makes them.</summary>
    public static FactsTable Parse(string name, string text, int columns)
    {
        var header = new Dictionary<string, string>(StringComparer.Ordinal);
        var rows = new List<string[]>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith('#'))
            {
                AddHeader(header, line[1..].Trim());
                continue;
            }

            if (line.IsWhiteSpace())
            {
                continue;
            }

            var fields = line.ToString().Split('\t');
            if (fields.Length != columns)
            {
                throw new InvalidDataException($"{name}: {fields.Length} columns where {columns} were expected: {line}");
            }

            rows.Add(fields);
        }

        return new FactsTable(header, rows);
    }

    /// <summary>Parts of a field that lists several things.</summary>
    public static string[] Split(string field, char separator)
        => field.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static void AddHeader(Dictionary<string, string> header, ReadOnlySpan<char> comment)
    {
        var colon = comment.IndexOf(':');
        if (colon > 0 && comment[..colon].IndexOfAnyExceptInRange('a', 'z') < 0)
        {
            header[comment[..colon].ToString()] = comment[(colon + 1)..].Trim().ToString();
        }
    }
}
