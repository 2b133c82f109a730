using System.Text;

namespace Merlon.Pipelines;

/// <summary>Tables that the library carries: lines of fields separated by tabs; lines with # are comments.</summary>
static class DetectionFacts
{
    /// <summary>Rows of an embedded table; one with another number of columns throws, for Merlon makes them.</summary>
    public static IEnumerable<string[]> Rows(string name, int columns)
    {
        foreach (var line in ReadText(name).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.StartsWith('#')))
        {
            var row = line.Split('\t');
            yield return row.Length == columns ? row : throw new InvalidDataException($"{name}: a row has {row.Length} fields, not {columns}: {line}");
        }
    }

    /// <summary>Names of the embedded files under a folder, ordinally.</summary>
    public static IEnumerable<string> NamesUnder(string folder)
        => typeof(DetectionFacts).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("detection-facts/" + folder, StringComparison.Ordinal))
            .Select(name => name["detection-facts/".Length..][folder.Length..])
            .Order(StringComparer.Ordinal);

    /// <summary>The text of an embedded file.</summary>
    public static string ReadText(string name)
    {
        using var stream = typeof(DetectionFacts).Assembly.GetManifestResourceStream("detection-facts/" + name)
            ?? throw new InvalidOperationException($"the library was built without its facts: {name}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
