namespace Merlon.Answers;

/// <summary>What is to be exported, and where to.</summary>
/// <param name="Format">One of <see cref="ExportFormats.Words"/>.</param>
/// <param name="Output">File or folder, as the user named it.</param>
/// <param name="Domains">Domains; none for all.</param>
/// <param name="Kinds">Kinds; none for all.</param>
/// <param name="IsLiveOnly">True without dead objects.</param>
sealed record ExportRequest(string Format, string Output, IReadOnlyList<string> Domains, IReadOnlyList<string> Kinds, bool IsLiveOnly)
{
    /// <summary>True when one file is to be written, not a folder.</summary>
    public bool IsFile => ExportFormats.FileExtension(Format) is { } own && string.Equals(Path.GetExtension(Output), own, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The formats by the words that name them.</summary>
static class ExportFormats
{
    public const string Stix21 = "stix-2.1", Stix20 = "stix-2.0", Xlsx = "xlsx", Csv = "csv", Json = "json", Markdown = "markdown", Site = "site";

    public static IReadOnlyList<string> Words { get; } = [Stix21, Stix20, Xlsx, Csv, Json, Markdown, Site];

    public static bool IsStix(string format) => format is Stix21 or Stix20;

    /// <summary>How a file of the format ends; null for formats that are folders.</summary>
    public static string? FileExtension(string format) => format switch
    {
        Stix21 or Stix20 or Json => ".json",
        Xlsx => ".xlsx",
        _ => null,
    };

    /// <summary>True for an ending that means a file to everybody.</summary>
    public static bool IsFileExtension(string extension) => extension.ToUpperInvariant() is ".JSON" or ".XLSX" or ".CSV" or ".MD" or ".HTML" or ".HTM" or ".ZIP" or ".TXT";
}
